"""`[page]`: the size of the trimmed page."""

from __future__ import annotations

import re
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator

from coursepack.config.fields import Table

POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0}
"""PDF points (1/72 in) a unit."""

TRIM_SIZES = {
    "a4": (595.28, 841.89),
    "a5": (419.53, 595.28),
    "b5": (498.90, 708.66),
    "us-letter": (612.0, 792.0),
    "6x9in": (432.0, 648.0),
    "5.5x8.5in": (396.0, 612.0),
    "royal": (442.20, 663.31),
    "demy": (391.18, 612.28),
}
"""Width and height in points (ISO 216 for A and B; US trade and British sizes)."""

SMALLEST, LARGEST = 70 * POINTS["mm"], 600 * POINTS["mm"]
"""Sides of a page on which the margins leave room for a line, and of one that a press can take."""

_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)")

GRID = 14.0
"""Distance of the lines of text, in points."""

INNER, OUTER, TOP, FOOT = 0.139, 0.118, 0.09, 0.105
"""Margins as parts of the page's width (inner, outer) and height (top, foot); 6 × 9 in: 60, 51, 58, 68 points."""

LEAST_TOP, LEAST_FOOT = 34.0, 36.0
"""Points that a running head above the text, and a folio below it, need: more than their part of a page of less than 13 cm."""

MEASURE = 340
"""Points: the widest text; some 78 characters of 11 pt. What a wider page has left goes into its margins, for notes by hand."""

SPARE_INSIDE = 0.35
"""The part of it that goes to the inner margin."""

CAPTION_LINES = 7
"""Lines of the page that a figure leaves to its caption."""

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)")


def trim_size(text: str) -> tuple[float, float]:
    """Width and height in points of a trim size: a name of `TRIM_SIZES`, or "W x H" with mm, cm, in or pt."""
    name = text.strip().lower()
    if name in TRIM_SIZES:
        return TRIM_SIZES[name]
    match = _SIZE.fullmatch(name)
    if match is None:
        known = ", ".join(TRIM_SIZES)
        raise ValueError(f"‘{text}’ is not a page size; write one of {known}, or “156 x 234 mm”")
    unit = POINTS[match[3]]
    width, height = round(float(match[1]) * unit, 2), round(float(match[2]) * unit, 2)
    if not all(SMALLEST <= side <= LARGEST for side in (width, height)):
        raise ValueError(f"‘{text}’ cannot be printed: a page is 70 to 600 mm wide and high")
    return width, height


def points(text: str) -> float:
    """A length of mm, cm, in or pt in points; raises `ValueError` for anything else."""
    match = _LENGTH.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f"‘{text}’ is not a length; write, for example, “3 mm”")
    return float(match[1]) * POINTS[match[2]]


class Margins(NamedTuple):
    """The margins of a page, in points."""

    inner: int
    outer: int
    top: int
    bottom: float


def margins_of(width: float, height: float) -> Margins:
    """The margins of a trimmed page; the text area is as many whole lines high as the page has room for, and no wider than
    `MEASURE`.
    """
    top = round(max(height * TOP, LEAST_TOP))
    lines = int((height - top - max(height * FOOT, LEAST_FOOT)) // GRID)
    inner, outer = width * INNER, width * OUTER
    spare = max(width - inner - outer - MEASURE, 0)
    return Margins(
        round(inner + spare * SPARE_INSIDE),
        round(outer + spare * (1 - SPARE_INSIDE)),
        top,
        round(height - top - lines * GRID, 2),
    )


class Page(Table):
    """The trimmed page of the print and screen editions."""

    size: Annotated[str, AfterValidator(lambda value: (trim_size(value), value)[1])] = "6x9in"
    source_pages: Literal["brackets", "margin"] = "brackets"
    """Where the page numbers of the originals stand: in brackets in the text, or beside it with a stroke in the text."""

    @property
    def trim(self) -> tuple[float, float]:
        """Width and height in points."""
        return trim_size(self.size)

    @property
    def margins(self) -> Margins:
        """The margins."""
        return margins_of(*self.trim)

    @property
    def figure(self) -> tuple[float, float]:
        """Width and height in points of the largest drawing that has room with its caption."""
        (width, height), margins = self.trim, self.margins
        lines = height - margins.top - margins.bottom - CAPTION_LINES * GRID
        return width - margins.inner - margins.outer, lines
