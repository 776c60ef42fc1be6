"""A bibliography as data: entries as the author wrote them, and CSL items as citeproc wants them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from coursepack.diagnostics import Location

CslItem = dict[str, Any]
"""One work as CSL JSON (schema csl-data.json 1.0.2); `id` is the citation key."""

NAME_LISTS = (
    "author", "editor", "translator", "bookauthor", "editora", "editorb", "editorc", "annotator", "commentator",
    "introduction", "foreword", "afterword", "holder", "shortauthor", "shorteditor", "origauthor", "director",
    "producer", "host", "guest", "namea", "nameb", "namec",
)  # fmt: skip
"""Fields that hold lists of names separated by `and` (BibLaTeX manual, 2.2.2, and roles that CSL knows)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One bibliographic entry as the author wrote it, with macros, concatenation and inheritance resolved."""

    key: str
    """The citation key, as written."""
    type: str
    """BibTeX or BibLaTeX type, lower case."""
    fields: Mapping[str, str]
    """Values by lower-case name, in the order written, inherited ones last; LaTeX is kept, outer delimiters are not."""
    raw: str
    """The source text of the entry."""
    location: Location
    """Where the entry begins."""
    keywords: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Line of each field that the entry has itself."""
    inherited: frozenset[str] = frozenset()
    """Names of the fields that came from a crossref or xdata parent."""
    host_date: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The crossref parent's date, where the entry has one of its own: a speech of 1959 in a book of 1993."""
    family_first: Mapping[str, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    """For each list of names, the positions (from 0) of names that are written family name first, as in Chinese."""

    def at(self, name: str) -> Location:
        """Return the place of a field, or of the entry if the field is not its own."""
        return Location(self.location.file, self.lines.get(name, self.location.line))


@dataclass(frozen=True, slots=True)
class Bibliography:
    """A whole .bib file. CSL items are made from its entries by `to_csl`, for the keys that a book needs."""

    entries: Mapping[str, Entry]
    """By key, in file order."""
    heads: int
    """How many `@type{` heads of entries the file has; each is an entry here or an error among the diagnostics."""
    citable: Mapping[str, Location] = field(default_factory=lambda: MappingProxyType({}))
    """Keys and places of the works that can be cited."""


def citable(entries: Mapping[str, Entry]) -> dict[str, Location]:
    """Keys and places of the works that can be cited: not of those that others merely inherit from."""
    parents = {
        wanted.strip()
        for entry in entries.values()
        for field in ("crossref", "xdata", "xref", "entryset", "related")
        if field in entry.fields
        for wanted in entry.fields[field].split(",")
    }
    return {
        key: entry.location
        for key, entry in entries.items()
        if key not in parents and entry.type not in ("xdata", "set")
    }
