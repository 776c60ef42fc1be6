"""What is exported: a cited work as its author entered it, as a CSL item and as the style prints it; and a row of such works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from coursepack.document.ast import Blocks
from coursepack.sources.bibliography import CslItem, Entry
from coursepack.theme import Theme


@dataclass(frozen=True, slots=True)
class Work:
    """One cited work."""

    entry: Entry
    item: CslItem
    formatted: Blocks
    """What citeproc made for the bibliography; empty where the style makes none."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Works that go into one set of files, in the order of the bibliography."""

    name: str
    """The path of the files without suffix, such as `chapters/wager`."""
    title: str
    """Heads the lists that people read."""
    works: tuple[Work, ...]

    @property
    def items(self) -> list[CslItem]:
        """The CSL items of the works."""
        return [work.item for work in self.works]


@dataclass(frozen=True, slots=True)
class Setting:
    """What the lists that people read need of the book."""

    language: str
    """BCP 47."""
    date: date
    """The book's own, the only one in a file."""
    theme: Theme
    entries: Mapping[str, str] = field(default_factory=dict)
    """The entry of each work as HTML, by key."""
