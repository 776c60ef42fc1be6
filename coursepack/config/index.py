"""`[index]`: how the index, or the separate indexes, are set."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from coursepack.collation import Alphabetising
from coursepack.config.fields import Table

RangeStyle = Literal["short", "chicago", "full"]
"""43–5, 112–15 · 43–45, 112–15, 101–8 · 43–45, 112–115."""


class Index(Table):
    """How the index is set. Which indexes there are, the contents say: `index`, or `index-names` and others."""

    order: Alphabetising = Alphabetising.LETTER
    style: Literal["indented", "run-in"] = "indented"
    """Whether sub-headings have lines of their own, or run on after their heading."""
    letters: bool = False
    """Whether each group is headed by its letter; without, a space parts the groups."""
    ranges: RangeStyle | None = None
    """How the last number of a range is written; by default as the language does."""
    most_locators: int = Field(default=8, ge=1)
    """A heading with more page references than this is warned of: it wants sub-headings."""

    def ranges_in(self, language: str) -> RangeStyle:
        """How ranges are written in a book of this language."""
        if self.ranges is not None:
            return self.ranges
        return "chicago" if language == "en-US" else "short" if language.startswith("en") else "full"
