"""The folios of a part: those that stand on its pages, and those that its text prints.

In: a part in its place, and the page map. Out: what is drawn, and that written into the pages of the part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from coursepack.document.model import PageMap
from coursepack.editions.layout import PlacedPart
from coursepack.editions.pdf.fonts import FontSet
from coursepack.editions.pdf.gaps import Digits, digits_of, fill_gaps
from coursepack.editions.pdf.stamps import Stamp, Stamper, stamp_of

_OF_PAGES = ("/Annots", "/StructParents", "/Tabs")
_OF_FILES = frozenset(("/Type", "/Pages"))
"""All that the pages of a part need of what its file says of itself."""


@dataclass(frozen=True, slots=True)
class Filling:
    """All folios of a part, as they are drawn."""

    digits: Digits
    stamps: tuple[Stamp, ...]

    def write(self, pages: Sequence[pikepdf.Object], stamper: Stamper) -> None:
        """Write them into the pages of the part. Raises `ToolFailed` unless every gap is filled."""
        fill_gaps(pages, self.digits)
        for stamp in self.stamps:
            stamper.stamp(pages[stamp.page], stamp)


def filling_of(placed: PlacedPart, page_map: PageMap, fonts: FontSet) -> Filling:
    """The folios of a part, set in its fonts, which note the glyphs. Raises `ToolFailed` where one does not fit its gap."""
    facts, first = placed.part.facts, placed.first_page
    digits = digits_of(facts.gaps, page_map.folios, fonts)
    stamps = (stamp_of(each, page_map.pages[first + each.page].label, fonts) for each in facts.folios)
    return Filling(digits, tuple(stamps))


@dataclass(frozen=True, slots=True)
class FilledPart:
    """A part and its folios: all that its pages in print depend on, but for the fonts, which are the book's."""

    id: str
    """Of its section."""
    pdf: bytes
    filling: Filling

    def open(self) -> pikepdf.Pdf:
        """Its pages with their folios, and nothing that means nothing on paper."""
        pdf = pikepdf.open(BytesIO(self.pdf))
        for name in set(pdf.Root.keys()) - _OF_FILES:
            del pdf.Root[name]
        pages = [page.obj for page in pdf.pages]
        for page in pages:
            strip(page)
        self.filling.write(pages, Stamper(pdf))
        return pdf


def strip(page: pikepdf.Object) -> None:
    """Take off a page what means nothing on paper."""
    for key in _OF_PAGES:
        if key in page:
            del page[key]
