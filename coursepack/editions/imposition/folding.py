"""Which page goes where on which side of a sheet, so that the folded sheets read in order.

A booklet: sheets of two pages a side, folded once, one inside the other, and stapled through the fold.

A signature: one sheet of eight pages a side, heads together, folded three times, each fold at right angles to the one before.
With its front down: the right half over the left, the upper half over the lower, the left half over the right; then the last
fold is the spine, on the left, and the first page is on top. The signatures are gathered one upon the other, and sewn or glued.
Front and back are printed head to head, and the sheet is turned from left to right (in a duplex printer: on the short edge).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scheme = Literal["booklet", "signatures"]

PAGES_OF_A_SHEET: dict[Scheme, int] = {"booklet": 4, "signatures": 16}
_FRONT = ((5, 12, 9, 8), (4, 13, 16, 1))
_BACK = ((7, 10, 11, 6), (2, 15, 14, 3))
"""Page numbers of a signature as they stand on its sides; the upper row is upside down."""


def sides_of(scheme: Scheme, pages: int) -> int:
    """How many sides are printed of a book of so many pages."""
    return 2 * -(-pages // PAGES_OF_A_SHEET[scheme])


@dataclass(frozen=True, slots=True)
class Cell:
    """A place for a page. Row 0 is the upper one, column 0 the left one; `page` counts from 0, None is blank."""

    row: int
    column: int
    page: int | None
    upside_down: bool = False

    @property
    def spine_right(self) -> bool:
        """Whether the spine is to the right of the cell as one looks at the sheet: columns are bound in pairs."""
        return self.column % 2 == 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper: its number from 1, and its sides, each as one looks at it."""

    number: int
    front: tuple[Cell, ...]
    back: tuple[Cell, ...]
    nested: int = 0
    """How many sheets lie around it when a booklet is folded."""


def booklet(pages: int) -> list[Sheet]:
    """Arrange pages two a side, the outermost sheet first; blank pages at the end make a multiple of four."""
    last = pages + -pages % 4 - 1

    def side(left: int, right: int) -> tuple[Cell, ...]:
        return tuple(Cell(0, column, page if page < pages else None) for column, page in enumerate((left, right)))

    return [
        Sheet(number + 1, side(last - 2 * number, 2 * number), side(2 * number + 1, last - 2 * number - 1), number)
        for number in range((last + 1) // 4)
    ]


def signatures(pages: int) -> list[Sheet]:
    """Arrange pages sixteen a sheet; blank pages at the end make a multiple of sixteen."""

    def side(numbers: tuple[tuple[int, ...], ...], first: int) -> tuple[Cell, ...]:
        return tuple(
            Cell(row, column, first + page - 1 if first + page <= pages else None, upside_down=row == 0)
            for row, line in enumerate(numbers)
            for column, page in enumerate(line)
        )

    return [
        Sheet(number + 1, side(_FRONT, 16 * number), side(_BACK, 16 * number)) for number in range((pages + 15) // 16)
    ]
