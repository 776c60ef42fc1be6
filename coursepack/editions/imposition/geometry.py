"""Where the cells of a sheet are, in points from its lower left corner.

From the fore-edge of the sheet inwards: margin for marks, what is trimmed off, the page, what is milled off the spine, the
next page; where two fore-edges or two heads meet, what is trimmed off twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from coursepack.config import Imposition
from coursepack.config.page import points
from coursepack.editions.imposition.folding import Cell, Scheme

MARGIN = points("9 mm")
"""For marks."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """A sheet of one scheme. All in points; `width` and `height` are those of the trimmed page."""

    columns: int
    rows: int
    width: float
    height: float
    trim: float
    """Cut off at head, foot and fore-edge."""
    milling: float
    """Taken off each page at the spine."""
    margin: float

    @property
    def sheet(self) -> tuple[float, float]:
        """Width and height of the sheet."""
        last = self.columns - 1
        right = self.left(last) + self.width + self.trim + self.margin
        return right, self.bottom(0) + self.height + self.trim + self.margin

    def left(self, column: int) -> float:
        """The left edge of the trimmed pages of a column."""
        pairs, second = divmod(column, 2)
        gaps = self.trim * (1 + 2 * pairs) + 2 * self.milling * (pairs + second)
        return self.margin + gaps + self.width * column

    def bottom(self, row: int) -> float:
        """The lower edge of the trimmed pages of a row, in the order of the sheet: row 0 is the upper one."""
        above = self.rows - 1 - row
        return self.margin + self.trim * (1 + 2 * above) + self.height * above

    def clip(self, cell: Cell, bleed: float) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of what is printed of a page: with its bleed, but never across the fold."""
        bleed = min(bleed, self.trim)
        left, bottom = self.left(cell.column), self.bottom(cell.row)
        inner = min(bleed, self.milling)
        before, after = (bleed, inner) if cell.spine_right else (inner, bleed)
        return left - before, bottom - bleed, left + self.width + after, bottom + self.height + bleed

    def upright_folds(self) -> list[float]:
        """Where the sheet is folded from head to foot, from left to right."""
        spines = [self.left(column) + self.width + self.milling for column in range(0, self.columns, 2)]
        middle = [self.left(2) - self.trim] if self.columns > 2 else []
        return sorted([*spines, *middle])

    def level_folds(self) -> list[float]:
        """Where the sheet is folded from side to side."""
        return [self.bottom(0) - self.trim] if self.rows > 1 else []


def geometry(scheme: Scheme, trimmed: tuple[float, float], wanted: Imposition) -> Geometry:
    """Make the sheet of a scheme for a page of this trimmed size."""
    columns, rows = (2, 1) if scheme == "booklet" else (4, 2)
    plain = scheme == "booklet" and not wanted.marks
    return Geometry(
        columns=columns,
        rows=rows,
        width=trimmed[0],
        height=trimmed[1],
        trim=0 if plain else points(wanted.trim),
        milling=0 if scheme == "booklet" else points(wanted.milling),
        margin=MARGIN if wanted.marks else 0,
    )
