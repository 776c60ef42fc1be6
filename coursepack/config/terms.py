"""`[terms]`: how terms of the glossary and abbreviations are marked in the text."""

from __future__ import annotations

from typing import Literal

from coursepack.config.fields import Table


class Terms(Table):
    """Links from the text to the glossary and the list of abbreviations, in a book that has them."""

    first: Literal["chapter", "book"] = "chapter"
    """Where a first use is set off: in each chapter, or once in the book."""
    abbreviations: bool = True
    """Whether the first use of an abbreviation of capitals is found without a mark."""
