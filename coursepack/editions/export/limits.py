"""What a format cannot hold: what is lost of which works, so that an author is told before a colleague is.

What has no field but stands in a note as words (`fields.notes_of`) is not lost; docs/exports.md lists both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from coursepack.editions.export.names import RELATORS
from coursepack.sources.bibliography import CslItem

_MARKUP = re.compile(r"<(?:i|b|sub|sup|sc)>")
_PLAIN = frozenset({"bibtex", "ris", "endnote", "mods", "csv"})
"""The formats for programs, save the two that hold everything: CSL JSON, and BibLaTeX with the author's own fields."""
_TITLES = ("title", "container-title", "collection-title", "volume-title", "original-title", "genre")


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that formats cannot hold, and the keys of the works that have it."""

    what: str
    formats: tuple[str, ...]
    keys: tuple[str, ...]


def _turned(item: CslItem) -> bool:
    return any(name.get("static-ordering") for role in RELATORS for name in item.get(role, []))


def _has_markup(item: CslItem) -> bool:
    return any(_MARKUP.search(str(item.get(variable, ""))) for variable in _TITLES)


_LOSSES: Mapping[str, tuple[frozenset[str], Callable[[CslItem], bool]]] = {
    "the order of names whose family name stands first": (_PLAIN, _turned),
    "italics inside a title": (_PLAIN - {"bibtex"}, _has_markup),
}
"""What is lost → the formats that lose it, and whether a work has it."""


def lost_in(items: Iterable[CslItem], formats: Iterable[str]) -> Iterator[Loss]:
    """Find what is lost of the works in the formats asked for."""
    works, wanted = list(items), list(formats)
    for what, (losing, has) in _LOSSES.items():
        hit = tuple(name for name in wanted if name in losing)
        keys = tuple(item["id"] for item in works if has(item))
        if hit and keys:
            yield Loss(what, hit, keys)
