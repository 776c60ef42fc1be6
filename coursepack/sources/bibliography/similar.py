"""Entries that are too much alike: one work under two keys. They are grouped, not compared in pairs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from coursepack.diagnostics import Diagnostic, warning
from coursepack.sources.bibliography.identifiers import bare_doi
from coursepack.sources.bibliography.latex import plain
from coursepack.sources.bibliography.model import Entry
from coursepack.sources.bibliography.names import split_names
from coursepack.sources.bibliography.vocabulary import NOT_CITABLE, canonical

SAME_WORK = warning("B026", "One work seems to stand under two keys")

_DISTINCT = ("journaltitle", "booktitle", "volume", "edition", "pages", "chapter", "part")
_DASH = re.compile(r"\s*[-–—]+\s*")
_NOT_WORD = re.compile(r"[\W_]+")
_BRACES = str.maketrans("", "", "{}")


def compare(entries: Mapping[str, Entry]) -> Iterator[Diagnostic]:
    """Entries with the same DOI, or with the same title, first name, date, host, volume and pages."""
    seen: dict[tuple[str, ...], Entry] = {}
    told: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries.values():
        if entry.type in NOT_CITABLE:
            continue
        for mark in _marks(entry):
            first = seen.setdefault(mark, entry)
            if first is not entry and first.key not in told[entry.key]:
                told[entry.key].add(first.key)
                message = f"‘{entry.key}’ seems to be the same work as ‘{first.key}’ in line {first.location.line}"
                yield SAME_WORK.at(entry.location, message, "Keep one of them, and cite it under its key.")


def _marks(entry: Entry) -> Iterator[tuple[str, ...]]:
    fields = canonical(entry.fields)
    if "doi" in fields and "doi" not in entry.inherited:
        yield ("doi", bare_doi(fields["doi"]).casefold())
    title = _words(fields.get("title", "") + " " + fields.get("subtitle", ""))
    if title:
        people = split_names(fields.get("author") or fields.get("editor") or "")
        family = _words(people[0].partition(",")[0]) if people else ""
        date = fields.get("date") or fields.get("year", "")
        yield (
            "work",
            title,
            family,
            date,
            *(_DASH.sub("-", fields[name]) if name in fields else "" for name in _DISTINCT),
        )


def _words(text: str) -> str:
    """The words alone, in small letters; a title without commands need not be read as LaTeX for that."""
    bare = text.translate(_BRACES) if text.isascii() and "\\" not in text and "$" not in text else plain(text)
    return _NOT_WORD.sub(" ", bare).strip().casefold()
