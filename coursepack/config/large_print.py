"""`[large-print]`: an edition for readers who see little, or who find letters hard to tell apart."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from coursepack.config.fields import Table
from coursepack.config.page import trim_size

MARGIN = 0.13
"""Both side margins, as part of the page's width; the left one holds the numbers of the printed pages."""


class LargePrint(Table):
    """The same book in large type, on pages of its own, with the pages of the print edition in the margin."""

    size: Annotated[int, Field(ge=16, le=20)] = 18
    """Of all text, in points."""
    typeface: Literal["sans", "serif", "dyslexic"] = "sans"
    """Atkinson Hyperlegible; EB Garamond, as in print; or Lexend, which has no italic letters."""
    page: Annotated[str, AfterValidator(lambda value: (trim_size(value), value)[1])] = "a4"

    @property
    def trim(self) -> tuple[float, float]:
        """Width and height of the page in points."""
        return trim_size(self.page)

    @property
    def margin(self) -> float:
        """The margins at the sides, in points."""
        return self.trim[0] * MARGIN


def from_switch(value: object) -> object:
    """`true` asks for the edition with its defaults, `false` for none."""
    return {True: {}, False: None}[value] if isinstance(value, bool) else value
