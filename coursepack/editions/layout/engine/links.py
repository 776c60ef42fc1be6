"""Link annotations: one a link and line, described in words, and hung from the Link that they belong to (ISO 14289-1, 7.18.5).

The engine gives every box inside a link an annotation of its own, described by the bare target; and calls of notes none at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pydyf

from coursepack.editions.layout.engine.boxes import POINTS, Box
from coursepack.editions.layout.engine.structure import Click, Node, StructureBuilder
from coursepack.editions.layout.folios import GAP

_MARGIN = 2.0
"""Points by which the small number of a note is made easier to hit."""


class Links:
    """The annotations of one document; `parents` tells of each to keep what it hangs from, in order."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self.parents: list[tuple[Node, Any]] = []
        self._placed: dict[tuple[int, Node], list[Any]] = {}

    def take(self, box: Box, page: int, builder: StructureBuilder) -> None:
        """Keep the annotation of a box, or make it one with that of the same link on the same line."""
        annotation = box.link_annotation
        link = builder.node(box.element)
        while link.type != "Link" and link.parent is not None:
            link = link.parent
        beside = [
            other for other in self._placed.get((page, link), ()) if _on_one_line(annotation["Rect"], other["Rect"])
        ]
        if link.type != "Link" or beside:
            self._page(page)["Annots"].remove(annotation.reference)
            for other in beside[:1]:
                other["Rect"] = pydyf.Array(_around(annotation["Rect"], other["Rect"]))
            return
        self._placed.setdefault((page, link), []).append(annotation)
        element = link.element
        if element is not None:
            annotation["Contents"] = pydyf.String(element.get("title") or _words(element) or element.get("href", ""))
        self._hang(link, page, annotation, builder)

    def around(self, box: Box, node: Node, page: int, drawn: Any, builder: StructureBuilder) -> Node:
        """Make the number of a note a link: at the call to the note, at the note back to the call; returns where it hangs."""
        tag = box.element_tag or ""
        note = builder.original(box.element)
        target = note.get("id" if tag.endswith("::footnote-call") else "data-call") if note is not None else None
        if not tag.endswith(("::footnote-call", "::footnote-marker")) or note is None or not target:
            return node
        link = builder.linked(node)
        annotation = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Link",
                "Rect": pydyf.Array(_rectangle(box, drawn)),
                "BS": pydyf.Dictionary({"W": 0}),
                "Contents": pydyf.String(note.get("title" if tag.endswith("call") else "data-back") or target),
                "Dest": pydyf.String(target),
            }
        )
        self._pdf.add_object(annotation)
        self._page(page).setdefault("Annots", pydyf.Array()).append(annotation.reference)
        self._hang(link, page, annotation, builder)
        return link

    def _hang(self, link: Node, page: int, annotation: Any, builder: StructureBuilder) -> None:
        builder.place(link)
        link.kids.append(Click(page, annotation))
        self.parents.append((link, annotation))

    def _page(self, index: int) -> Any:
        return self._pdf.objects[int(self._pdf.page_references[index].split()[0])]


def _words(link: Element) -> str:
    """The words of a link, without folios that are yet to be filled in."""
    return " ".join("".join(_texts(link)).split())


def _texts(element: Element) -> Iterator[str]:
    if GAP not in element.attrib:
        yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _on_one_line(one: Any, other: Any) -> bool:
    """Tell whether two rectangles share at least half the height of the lower one."""
    (foot, top), (other_foot, other_top) = sorted((one[1], one[3])), sorted((other[1], other[3]))
    return bool(2 * (min(top, other_top) - max(foot, other_foot)) >= min(top - foot, other_top - other_foot))


def _around(one: Any, other: Any) -> list[float]:
    across, up = [one[0], one[2], other[0], other[2]], [one[1], one[3], other[1], other[3]]
    return [min(across), min(up), max(across), max(up)]


def _rectangle(box: Box, page: Any) -> list[float]:
    left, top, width, height = box.hit_area()
    x, y = left * POINTS, (page.height - top) * POINTS
    return [x - _MARGIN, y - height * POINTS - _MARGIN, x + width * POINTS + _MARGIN, y + _MARGIN]
