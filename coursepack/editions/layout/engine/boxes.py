"""Read the tree of laid-out boxes off as pieces of printed text, page by page, in reading order.

Internals used: `Page._page_box` and the box classes. No public interface of WeasyPrint tells what text stands on a
page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes as wp
from weasyprint.layout.absolute import AbsolutePlaceholder

Box = Any

POINTS = 0.75
"""Points in a CSS pixel."""
TOLERANCE = 1.5
"""CSS pixels that text may stand out of its area by: half-leading and rounding."""

_GENERATED = ("::before", "::after", "::marker", "::footnote-call", "::footnote-marker")
_SVG = "{http://www.w3.org/2000/svg}"


class Region(Enum):
    """Where on the page a piece stands."""

    FLOW = "flow"
    NOTE = "note"
    ASIDE = "aside"
    """Floated or positioned: not part of the run of the text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one element on one line, or an image or rule (`text` is None)."""

    element: Element
    text: str | None
    region: Region
    hyphenated: bool
    """The last character may be a hyphen that the engine put there."""
    box: Box


@dataclass(frozen=True, slots=True)
class Area:
    """The part of a page that text may fill, in CSS pixels from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, box: Box) -> bool:
        """Tell whether a box stands inside."""
        beside = box.position_x < self.left - TOLERANCE
        beyond = box.position_x + box.margin_width() > self.right + TOLERANCE
        return self.holds_upright(box) and not beside and not beyond

    def holds_upright(self, box: Box) -> bool:
        """Tell whether a box stands between the top and the foot of the area."""
        above = box.position_y < self.top - TOLERANCE
        below = box.position_y + box.margin_height() > self.bottom + TOLERANCE
        return not above and not below


def page_box(page: Any) -> Box:
    """Give the box of a page: the root of its tree."""
    return page._page_box  # noqa: SLF001 - the engine shows its boxes nowhere else


def pieces(page: Any) -> Iterator[Piece]:
    """Pieces on a page: the run of the text first, then the notes. Margin boxes and generated text are left out."""
    for child in page_box(page).children:
        if isinstance(child, wp.FootnoteAreaBox):
            yield from box_pieces(child, Region.NOTE)
        elif not isinstance(child, wp.MarginBox):
            yield from box_pieces(child, Region.FLOW)


def box_pieces(box: Box, region: Region) -> Iterator[Piece]:
    """Pieces inside a box that stands in a region."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001 - the box that the placeholder stands for
    if is_generated(box):
        return
    if region is Region.FLOW and (box.is_floated() or box.is_absolutely_positioned()):
        region = Region.ASIDE
    if isinstance(box, wp.TextBox):
        if box.element is not None and box.style["visibility"] == "visible":
            yield Piece(box.element, box.text, region, box.text.endswith(box.style["hyphenate_character"]), box)
    elif isinstance(box, wp.ReplacedBox):
        yield Piece(box.element, None, region, False, box)
    elif isinstance(box, wp.ParentBox):
        if box.element_tag == "hr":
            yield Piece(box.element, None, region, False, box)
        for child in box.children:
            yield from box_pieces(child, region)


def is_generated(box: Box) -> bool:
    """Tell text that the style sheet made (numbers of notes, list markers) from text of the source."""
    return bool(box.element_tag) and box.element_tag.endswith(_GENERATED)


def note_calls(page: Any) -> list[Element]:
    """List the notes that are called on a page."""
    return [
        box.element
        for box in page_box(page).descendants()
        if box.element_tag and box.element_tag.endswith("::footnote-call")
    ]


def areas(page: Any) -> dict[Region, Area]:
    """Measure the areas of a page: notes stand below the text, and neither runs out of the type area."""
    box = page_box(page)
    left, top = box.content_box_x(), box.content_box_y()
    right, bottom = left + box.width, top + box.height
    foot = next((child.position_y for child in box.children if isinstance(child, wp.FootnoteAreaBox)), bottom)
    sheet = Area(0, 0, page.width, page.height)
    return {Region.FLOW: Area(0, top, right, foot), Region.NOTE: Area(left, top, right, bottom), Region.ASIDE: sheet}


def count_lines(page: Any) -> int:
    """Lines of text on a page, notes included, margin boxes not."""
    return sum(
        isinstance(box, wp.LineBox)
        for child in page_box(page).children
        if not isinstance(child, wp.MarginBox)
        for box in child.descendants()
    )


def source_elements(body: Element) -> Iterator[Element]:
    """Elements whose text is printed as text: all but what stands inside a drawing."""
    for child in body:
        if isinstance(child.tag, str) and not child.tag.startswith(_SVG):
            yield child
            yield from source_elements(child)
