"""The record of a pagination: plain, frozen values, checked when they are read from a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, StringConstraints

Folio = Annotated[str, StringConstraints(pattern=r"^([0-9]{1,6}|[ivxlcdm]{1,30})$")]
"""A page number as printed: arabic, or small roman."""
Id = Annotated[str, StringConstraints(max_length=500)]
Words = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
Clause = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{6}$")]
Kind = Literal["heading", "paragraph", "figure", "table", "note"]

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Turn:
    """A page that begins inside a block: its folio, how many visible characters of the block stand before it, its first words."""

    page: Folio
    character: int
    words: Words

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, figure, table or note, and the page on which it begins."""

    kind: Kind
    page: Folio
    words: Words
    """The first words, for people."""
    clauses: tuple[Clause, ...]
    """A digest of each clause: equal for equal text, and mostly equal for text that was edited a little."""
    id: Id = ""
    """Of a heading, figure, table or note: what the canonical tree calls it."""
    turns: tuple[Turn, ...] = ()

    __pydantic_config__ = _STRICT

    @property
    def text(self) -> tuple[str, tuple[str, ...]]:
        """What is equal for two blocks of the same words."""
        return self.kind, self.clauses


@dataclass(frozen=True, slots=True)
class SectionPages:
    """A section, its first page, and its blocks in the order of the text, notes last."""

    id: Id
    title: Words
    page: Folio
    blocks: tuple[Block, ...]

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class BookName:
    """Which printing a pagination is of; `date` in ISO 8601."""

    title: Words
    edition: Words
    date: Words

    __pydantic_config__ = _STRICT

    def __str__(self) -> str:
        """Say it in one line: "First edition, 2025-09-01"."""
        return ", ".join(filter(None, (self.edition, self.date)))


@dataclass(frozen=True, slots=True)
class Pagination:
    """The whole record. `pages`: the folio of every page in order, blank ones included."""

    book: BookName
    pages: tuple[Folio, ...]
    sections: tuple[SectionPages, ...]

    __pydantic_config__ = _STRICT
