"""An index mark as an author types it: what its attributes may be, checked in the parsed text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.ast import Node, attributes, text_of
from coursepack.sources.files import SourceFile

BAD_ENTRY = error("X012", "an index entry names no heading, or too deep a one")
BAD_MARK = error("X017", "an index mark says something that has no meaning")

INDEX_LEVELS = 3
INDEXES = ("names", "places", "subjects")
"""What separate indexes may be of; a mark that names none is of subjects."""

_KEYS = {
    "entry": None,
    "sort": None,
    "see": None,
    "seealso": None,
    "lang": None,
    "range": ("start", "end"),
    "index": INDEXES,
}
"""The attributes of a mark, and their values where these are given."""


def check_mark(source: SourceFile, span: Node) -> Iterator[Diagnostic]:
    """Check the entry and the other attributes of one `[…]{.index …}`."""
    _, _, pairs = attributes(span)
    entry = pairs.get("entry", "")
    shown = entry or text_of(span["c"][1])
    yield from _check_entry(source, entry, shown)
    for key, value in pairs.items():
        yield from _check_pair(source, key, value)
    if "sort" in pairs and len(_levels(pairs["sort"])) != len(_levels(shown)):
        hint = "give what to sort by for every level, parted by ! as in the entry; leave a level empty to sort by its words"
        place = _place(source, "sort", pairs["sort"])
        yield BAD_MARK.at(place, f"the index entry ‘{shown}’ and its sort ‘{pairs['sort']}’ differ in levels", hint)


def _levels(entry: str) -> list[str]:
    return [part.strip() for part in entry.split("!")]


def _check_entry(source: SourceFile, entry: str, shown: str) -> Iterator[Diagnostic]:
    levels = _levels(shown)
    if all(levels) and len(levels) <= INDEX_LEVELS:
        return
    place = source.locate(rf"entry=[\"']?{re.escape(entry)}" if entry else r"\{[^}]*\.index\b(?![^}]*entry=)")
    hint = f'write entry="heading" or entry="heading!sub-heading"; at most {INDEX_LEVELS} levels'
    yield BAD_ENTRY.at(place, f"the index entry ‘{shown}’ cannot be set", hint)


def _check_pair(source: SourceFile, key: str, value: str) -> Iterator[Diagnostic]:
    if key not in _KEYS:
        near = difflib.get_close_matches(key, _KEYS, n=1)
        hint = f"did you mean ‘{near[0]}’?" if near else f"a mark may have {', '.join(_KEYS)}"
        yield BAD_MARK.at(_place(source, key, value), f"an index mark has no ‘{key}’", hint)
        return
    known = _KEYS[key]
    if known is not None and value not in known:
        hint = f"write {' or '.join(known)}"
        yield BAD_MARK.at(_place(source, key, value), f"‘{key}={value}’ says nothing of an index mark", hint)


def _place(source: SourceFile, key: str, value: str) -> Location:
    return source.locate(rf"{re.escape(key)}=[\"']?{re.escape(value)}")
