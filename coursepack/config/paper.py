"""`[paper]`: what the book is printed on; the spine of the cover and the creep of folded sheets are computed from it."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from coursepack.config.fields import Table

Stock = Literal[
    "uncoated-70", "uncoated-80", "uncoated-90", "uncoated-100", "uncoated-120", "bookwove-60", "bookwove-70", "bookwove-80",
    "bulky-60", "bulky-80", "coated-115", "coated-130", "on-demand-white", "on-demand-cream",
]  # fmt: skip

_VOLUMES = {"uncoated": 12.5, "bookwove": 16, "bulky": 20, "coated": 8}
"""British volume basis: thickness in mm of 100 leaves of 100 g/m²."""

_MEASURED = {"on-demand-white": 0.0572, "on-demand-cream": 0.0635}
"""Of printers on demand, who give inches: 0.00225 and 0.0025 in a page."""


def _thickness(stock: str) -> float:
    """Millimetres a page: grammage × volume ÷ 20,000, the rule of the trade, for a page is half a leaf."""
    kind, _, grammage = stock.partition("-")
    return _MEASURED[stock] if stock in _MEASURED else int(grammage) * _VOLUMES[kind] / 20_000


STOCKS: dict[str, float] = {stock: round(_thickness(stock), 4) for stock in get_args(Stock)}
"""Millimetres a page."""


class Paper(Table):
    """The paper of the pages and the board of the cover; a printer's own figures are better than any table."""

    stock: Stock = "uncoated-80"
    """A kind of paper and its weight in g/m²."""
    page_thickness: Annotated[float, Field(ge=0, le=0.5)] = 0
    """Millimetres a page (half a leaf), instead of the stock's."""
    board_thickness: Annotated[float, Field(ge=0, le=2)] = 0.3
    """Millimetres of the cover's board."""

    @property
    def page(self) -> float:
        """Thickness of a page in millimetres."""
        return self.page_thickness or STOCKS[self.stock]
