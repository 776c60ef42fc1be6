"""What RIS and EndNote XML share: where editors, titles of wholes and series, and numbers go, as Zotero maps them.

And what neither has a field for, written as the words of a note, so that it is not lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coursepack.editions.export.names import family_of, makers, others
from coursepack.editions.export.plain_text import iso_date
from coursepack.sources.bibliography import CslItem

IN_HOST, WHOLE = "part", "whole"
_PARTS = frozenset(
    {"chapter", "paper-conference", "entry", "entry-encyclopedia", "entry-dictionary", "article-journal"}
)
_NOTED = (
    ("event-title", "Event"),
    ("event-place", "Place of the event"),
    ("medium", "Medium"),
    ("original-publisher", "Original publisher"),
    ("original-publisher-place", "Original place"),
    ("part-number", "Part"),
    ("chapter-number", "Chapter"),
    ("collection-number", "Number in series"),
    ("number-of-pages", "Extent"),
    ("status", "Status"),
    ("version", "Version"),
    ("PMID", "PMID"),
    ("PMCID", "PMCID"),
)
_DATED = (("event-date", "Event date"), ("original-date", "Original date"))


@dataclass(frozen=True, slots=True)
class HostTitles:
    """The title of the whole (T2) and of the series (T3); a book without a whole has its series as T2."""

    host: str
    series: str


def host_titles(item: CslItem) -> HostTitles:
    """Find the titles above the work's own."""
    host, series = item.get("container-title", ""), item.get("collection-title", "")
    if host or item["type"] not in ("book", "report", "map", "pamphlet"):
        return HostTitles(host or item.get("event-title", ""), series or item.get("volume-title", ""))
    return HostTitles(series, item.get("volume-title", ""))


def editors_level(item: CslItem) -> str:
    """Say whether the editors are those of the whole that the work is part of."""
    return IN_HOST if item["type"] in _PARTS else WHOLE


def report_number(item: CslItem) -> str:
    """Find the number of a report, patent or standard, which stands where a book has its ISBN."""
    return str(item.get("number", "")) if item["type"] in ("report", "patent", "standard") else ""


def maker_names(item: CslItem) -> list[dict[str, Any]]:
    """Name the authors; of works that have editors only, nobody."""
    return makers(item)


def other_names(item: CslItem) -> list[dict[str, Any]]:
    """Name those whose role has no field of its own; `notes_of` says what they did."""
    return [name for _, name in others(item)]


def notes_of(item: CslItem) -> Iterator[str]:
    """Write what has no field as words, the author's own note first."""
    yield str(item.get("note", ""))
    yield str(item.get("annote", ""))
    if item.get("volume-title") and item.get("collection-title"):
        yield f"Volume title: {item['volume-title']}"
    if item.get("number") and item.get("issue"):
        yield f"Number: {item['number']}"
    yield from (f"{label}: {item[variable]}" for variable, label in _NOTED if item.get(variable))
    yield from (f"{label}: {iso_date(item[variable])}" for variable, label in _DATED if item.get(variable))
    for role, name in others(item):
        yield f"{role.replace('-', ' ').capitalize()}: {family_of(name)}{_given(name)}"
    yield from (f"{name}: {value}" for name, value in item.get("custom", {}).items() if name != "entrysubtype")


def _given(name: dict[str, Any]) -> str:
    return f", {name['given']}" if name.get("given") else ""
