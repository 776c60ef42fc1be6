"""Ways through the joined PDF: named destinations, the outline, and page labels (ISO 32000-1, 12.3 and 12.4.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from coursepack.document.model import Matter
from coursepack.editions.layout import Anchor, Bookmark, PlacedPart


def destination(pages: Sequence[pikepdf.Object], anchor: Anchor | Bookmark) -> Array:
    """Point to a place on one of a part's pages, at the zoom that the reader has."""
    return Array([pages[anchor.page], Name.XYZ, round(anchor.x, 3), round(anchor.y, 3), 0])


def add_destinations(pdf: pikepdf.Pdf, destinations: Mapping[str, Array]) -> None:
    """Write the name tree of destinations."""
    entries = sorted((bytes(String(name)), String(name), place) for name, place in destinations.items())
    names = [item for _, name, place in entries for item in (name, place)]
    pdf.Root.Names = Dictionary(Dests=pdf.make_indirect(Dictionary(Names=Array(names))))


def add_labels(pdf: pikepdf.Pdf, parts: Sequence[PlacedPart]) -> None:
    """Write page labels equal to the folios: one range for each run, which blank pages continue."""
    ranges: dict[Matter, tuple[int, Dictionary]] = {}
    for placed in parts:
        style = Name.r if placed.matter is Matter.FRONT else Name.D
        ranges.setdefault(placed.matter, (placed.first_page, Dictionary(S=style, St=placed.first_number)))
    pdf.Root.PageLabels = Dictionary(Nums=Array([item for start in ranges.values() for item in start]))


@dataclass(slots=True)
class _Entry:
    item: pikepdf.Object
    level: int
    opened: bool
    kids: list[_Entry] = field(default_factory=list)

    def link(self) -> int:
        """Chain the entries below this one; returns how many of them show while this one is open."""
        if not self.kids:
            return 0
        shown = len(self.kids)
        for kid in self.kids:
            below = kid.link()
            shown += below if kid.opened else 0
            kid.item.Parent = self.item
        for before, after in pairwise(self.kids):
            before.item.Next, after.item.Prev = after.item, before.item
        self.item.First, self.item.Last = self.kids[0].item, self.kids[-1].item
        self.item.Count = shown if self.opened else -shown
        return shown


def add_outline(pdf: pikepdf.Pdf, bookmarks: Sequence[tuple[Bookmark, Array]]) -> None:
    """Write the outline (ISO 32000-1, 12.3.3); nothing if there are no bookmarks."""
    root = _Entry(pdf.make_indirect(Dictionary(Type=Name.Outlines)), 0, opened=True)
    path = [root]
    for bookmark, place in bookmarks:
        while path[-1].level >= bookmark.level:
            path.pop()
        item = pdf.make_indirect(Dictionary(Title=String(bookmark.title), Dest=place))
        entry = _Entry(item, bookmark.level, bookmark.opened)
        path[-1].kids.append(entry)
        path.append(entry)
    if root.kids:
        root.link()
        pdf.Root.Outlines = root.item
