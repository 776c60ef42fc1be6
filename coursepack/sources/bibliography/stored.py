"""A bibliography as bytes, and back. Entries are read from the bytes one by one, as they are asked for: a book cites few of the
20,000 in a file of a lifetime.

The bytes: the length of the head, the head (what concerns the whole file, and where each entry stands), the entries, all JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coursepack.diagnostics import Diagnostic, Location
from coursepack.sources.bibliography.model import Bibliography, Entry

_LENGTH = 8


class StoredEntries(Mapping[str, Entry]):
    """Entries by key, in file order, each made when it is first asked for."""

    def __init__(self, data: memoryview, places: Mapping[str, tuple[int, int]], file: str) -> None:
        self._data, self._places, self._file = data, places, file
        self._made: dict[str, Entry] = {}

    def __getitem__(self, key: str) -> Entry:
        if key not in self._made:
            start, end = self._places[key]
            self._made[key] = _entry(json.loads(bytes(self._data[start:end])), self._file)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def to_bytes(bibliography: Bibliography, found: Sequence[Diagnostic]) -> bytes:
    """Write a bibliography, all of one file, and what was found in it."""
    rows, pieces, start = [], [], 0
    for key, entry in bibliography.entries.items():
        piece = json.dumps(_row(entry), ensure_ascii=False).encode("utf-8", "surrogatepass")
        rows.append((key, start, start + len(piece)))
        pieces.append(piece)
        start += len(piece)
    head = json.dumps(
        {
            "heads": bibliography.heads,
            "entries": rows,
            "citable": {key: place.line for key, place in bibliography.citable.items()},
            "found": [item.as_json() for item in found],
        }
    ).encode()
    return b"".join([len(head).to_bytes(_LENGTH, "big"), head, *pieces])


def from_bytes(data: bytes, file: str) -> tuple[Bibliography, list[Diagnostic]]:
    """Read what `to_bytes` wrote; `file` is the name of the bibliography in diagnostics."""
    end = _LENGTH + int.from_bytes(data[:_LENGTH], "big")
    head = json.loads(data[_LENGTH:end])
    places = {key: (start, stop) for key, start, stop in head["entries"]}
    entries = StoredEntries(memoryview(data)[end:], places, file)
    citable = {key: Location(file, line) for key, line in head["citable"].items()}
    return Bibliography(entries, head["heads"], citable), [Diagnostic.from_json(row) for row in head["found"]]


def _row(entry: Entry) -> list[Any]:
    return [
        entry.key,
        entry.type,
        dict(entry.fields),
        entry.raw,
        entry.location.line,
        entry.keywords,
        dict(entry.lines),
        sorted(entry.inherited),
        dict(entry.host_date),
        {role: sorted(positions) for role, positions in entry.family_first.items()},
    ]


def _entry(row: list[Any], file: str) -> Entry:
    key, kind, fields, raw, line, keywords, lines, inherited, host_date, family_first = row
    return Entry(
        key=key,
        type=kind,
        fields=fields,
        raw=raw,
        location=Location(file, line),
        keywords=tuple(keywords),
        lines=lines,
        inherited=frozenset(inherited),
        host_date=host_date,
        family_first={role: frozenset(positions) for role, positions in family_first.items()},
    )
