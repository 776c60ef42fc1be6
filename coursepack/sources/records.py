"""Lists of records (chronology, people, glossary …) in YAML or CSV: each record with its line, keys checked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.sources.files import SourceFile, inside, read_text
from coursepack.sources.plain_csv import PlainCsvError, parse_table
from coursepack.sources.plain_yaml import Plain, PlainYamlError, compose, plain

NOT_YAML = error("D001", "a data file is not valid YAML")
NOT_A_LIST = error("D002", "a data file is not a list of records")
BAD_RECORD = error("D003", "a record lacks a key, or has one that is not known")
NOT_A_TABLE = error("D004", "a data file is not a table")
TWO_FILES = error("D005", "a list is kept in two files")
TOO_MANY = error("D006", "a list has more records than a book can hold")

MOST = 10_000
"""Records of one list: a chronology of so many takes a quarter of a minute to read, and some three hundred pages."""

_BETWEEN = re.compile(r"[;\n]")
"""What parts the items of a list in one cell of a table."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a data file; values are texts or lists of texts."""

    fields: dict[str, Any]
    location: Location

    def text(self, key: str) -> str:
        """A field as text; empty where it is not given."""
        return "; ".join(self.texts(key)).strip()

    def texts(self, key: str) -> list[str]:
        """A field that may be one text or a list of them."""
        value: str | list[str] = self.fields.get(key) or []
        return value if isinstance(value, list) else [value]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the records of a list may hold: keys that each must have, others, and those of `keys` that may be lists."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that are known."""
        return (*self.required, *self.optional)


def data_file(project: Path, name: str, named_at: Location) -> tuple[str, list[Diagnostic]]:
    """The path of a list's file: `manuscript/NAME.yaml`, or `NAME.csv` where that is what there is."""
    table, tree = f"manuscript/{name}.csv", f"manuscript/{name}.yaml"
    there = [path for path in (tree, table) if (file := inside(project, path)) is not None and file.exists()]
    if len(there) == 2:
        hint = "delete one of the two"
        return tree, [TWO_FILES.at(named_at, f"the list stands in {name}.yaml and in {name}.csv", hint)]
    return (there or [tree])[0], []


def read_records(
    project: Path, relative: str, named_at: Location, shape: Shape
) -> tuple[list[Record], SourceFile, list[Diagnostic]]:
    """Read a YAML list of mappings, or a table. Every faulty record is reported and left out; the others are returned,
    and the file's text, which is empty where it cannot be read.
    """
    source, problems = read_text(project, relative, named_at)
    if source is None:
        return [], SourceFile(relative, ""), problems
    read = _records_of_table if relative.endswith(".csv") else _records_of_yaml
    records, found = read(source, shape)
    if len(records) > MOST:
        hint = f"a list has at most {MOST:,}; leave out what the book does not use"
        too_many = TOO_MANY.at(records[MOST].location, f"the list has {len(records):,} records", hint)
        return [], source, [*problems, too_many]
    checked = [(record, _check(record, shape)) for record in records]
    found += [fault for _, faults in checked for fault in faults]
    return [record for record, faults in checked if not faults], source, [*problems, *found]


def _records_of_yaml(source: SourceFile, _: Shape) -> tuple[list[Record], list[Diagnostic]]:
    try:
        root = compose(source.text)
        if not isinstance(root, yaml.SequenceNode | None):
            message = "the file must be a list: each record begins with ‘- ’"
            return [], [NOT_A_LIST.at(Location(source.path, 1), message)]
        return [_record(node, source) for node in root.value] if root else [], []
    except PlainYamlError as fault:
        place = Location(source.path, fault.line, fault.column)
        hint = "texts with a colon, a hash or a bracket stand in “quotation marks”"
        return [], [NOT_YAML.at(place, str(fault), hint)]


def _record(node: yaml.Node, source: SourceFile) -> Record:
    fields = plain(node)
    return Record(fields if isinstance(fields, dict) else {}, Location(source.path, node.start_mark.line + 1))


def _records_of_table(source: SourceFile, shape: Shape) -> tuple[list[Record], list[Diagnostic]]:
    """The rows of a table; unknown columns are reported once, and then left out of the records."""
    try:
        head, rows = parse_table(source.text)
    except PlainCsvError as fault:
        hint = 'texts with a comma, a semicolon or a line break stand in "quotation marks"; inside them, a mark is written twice'
        return [], [NOT_A_TABLE.at(Location(source.path, fault.line), str(fault), hint)]
    names = {name: name.strip().lower() for name in head}
    unknown = [_unknown(names[name], Location(source.path, 1), shape) for name in head if names[name] not in shape.keys]
    records = [Record(_fields(row.cells, names, shape), Location(source.path, row.line)) for row in rows]
    return records, unknown


def _fields(cells: dict[str, str], names: dict[str, str], shape: Shape) -> dict[str, Any]:
    fields: dict[str, Any] = {names[name]: cell for name, cell in cells.items() if names[name] in shape.keys}
    for name in set(fields) & set(shape.lists):
        fields[name] = [part for item in _BETWEEN.split(fields[name]) if (part := item.strip())]
    return fields


def _is_flat(value: Plain) -> bool:
    items = value if isinstance(value, list) else [value]
    return all(isinstance(item, str) for item in items)


def _check(record: Record, shape: Shape) -> list[Diagnostic]:
    found = [
        BAD_RECORD.at(record.location, f"the record has no ‘{key}’", f"a record has {', '.join(shape.required)}")
        for key in shape.required
        if not record.fields.get(key)
    ]
    for key, value in record.fields.items():
        if not _is_flat(value):
            message = f"‘{key}’ must be a text or a list of texts"
            found.append(BAD_RECORD.at(record.location, message, "a text with a colon stands in “quotation marks”"))
        if key not in shape.keys:
            found.append(_unknown(key, record.location, shape))
    return found


def _unknown(key: str, place: Location, shape: Shape) -> Diagnostic:
    return BAD_RECORD.at(
        place, f"unknown key ‘{key}’", nearest(str(key), shape.keys) or f"known keys: {', '.join(shape.keys)}"
    )


def nearest(word: str, known: Sequence[str]) -> str:
    """A hint that names what a mistyped word may have meant; empty where nothing is near."""
    near = difflib.get_close_matches(word, sorted(set(known)), n=3)
    return f"did you mean {' or '.join(f'‘{name}’' for name in near)}?" if near else ""
