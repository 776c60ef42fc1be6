"""The people of a CSL item: which names stand for whom, in order, for formats that know fewer roles than CSL does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from coursepack.editions.export.plain_text import whole_family
from coursepack.sources.bibliography import CslItem

RELATORS: Mapping[str, str] = {
    "author": "aut", "editor": "edt", "translator": "trl", "container-author": "aut", "contributor": "ctb",
    "compiler": "com", "director": "drt", "producer": "pro", "host": "hst", "guest": "ctb", "organizer": "orm",
    "illustrator": "ill", "curator": "cur", "original-author": "ant",
}  # fmt: skip
"""CSL name variable → MARC relator code (id.loc.gov/vocabulary/relators)."""

OF_HOST = frozenset({"container-author"})
"""Roles of the whole that a work is part of; editors are so too where there is such a whole."""
MAKERS = ("author", "director", "host", "compiler", "contributor")
"""Who stands first, where there is no author: the director of a film, the host of a broadcast."""
OTHERS = tuple(role for role in RELATORS if role not in ("author", "editor", "translator"))


def makers(item: CslItem) -> list[dict[str, Any]]:
    """Name the authors, or those who stand in their place."""
    role = maker(item)
    return list(item[role]) if role else []


def maker(item: CslItem) -> str:
    """Say which role stands first; empty where nobody but editors and translators is named."""
    return next((role for role in MAKERS if item.get(role)), "")


def others(item: CslItem) -> Iterator[tuple[str, dict[str, Any]]]:
    """Role and name of those who are neither makers, editors nor translators."""
    first = maker(item)
    for role in OTHERS:
        if role != first:
            yield from ((role, name) for name in item.get(role, []))


def family_of(name: Mapping[str, Any]) -> str:
    """Write the family name with its particles; an organisation's name whole."""
    return str(name["literal"]) if "literal" in name else whole_family(name)
