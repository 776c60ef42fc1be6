"""Lists of records in YAML (chronology, people, glossary, abbreviations): each record with its line, keys checked."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.sources.files import SourceFile, read_text
from coursepack.sources.plain_yaml import Plain, PlainYamlError, compose, plain

NOT_YAML = error("D001", "a data file is not valid YAML")
NOT_A_LIST = error("D002", "a data file is not a list of records")
BAD_RECORD = error("D003", "a record lacks a key, or has one that is not known")


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


def read_records(
    project: Path, relative: str, named_at: Location, *, required: Sequence[str], optional: Sequence[str]
) -> tuple[list[Record], list[Diagnostic]]:
    """Read a YAML list of mappings. Every faulty record is reported and left out; the others are returned."""
    source, problems = read_text(project, relative, named_at)
    if source is None:
        return [], problems
    try:
        root = compose(source.text)
        if not isinstance(root, yaml.SequenceNode | None):
            place, message = Location(relative, 1), "the file must be a list: each record begins with ‘- ’"
            return [], [*problems, NOT_A_LIST.at(place, message)]
        records = [_record(node, source) for node in root.value] if root else []
    except PlainYamlError as fault:
        place = Location(relative, fault.line, fault.column)
        hint = "texts with a colon, a hash or a bracket stand in “quotation marks”"
        return [], [*problems, NOT_YAML.at(place, str(fault), hint)]
    checked = [(record, _check(record, required, optional)) for record in records]
    problems += [fault for _, faults in checked for fault in faults]
    return [record for record, faults in checked if not faults], problems


def _record(node: yaml.Node, source: SourceFile) -> Record:
    fields = plain(node)
    return Record(fields if isinstance(fields, dict) else {}, Location(source.path, node.start_mark.line + 1))


def _is_flat(value: Plain) -> bool:
    items = value if isinstance(value, list) else [value]
    return all(isinstance(item, str) for item in items)


def _check(record: Record, required: Sequence[str], optional: Sequence[str]) -> list[Diagnostic]:
    found = [
        BAD_RECORD.at(record.location, f"the record has no ‘{key}’", f"a record has {', '.join(required)}")
        for key in required
        if not record.fields.get(key)
    ]
    for key, value in record.fields.items():
        if not _is_flat(value):
            message = f"‘{key}’ must be a text or a list of texts"
            found.append(BAD_RECORD.at(record.location, message, "a text with a colon stands in “quotation marks”"))
        if key not in (*required, *optional):
            near = difflib.get_close_matches(str(key), [*required, *optional], n=1)
            hint = f"did you mean ‘{near[0]}’?" if near else f"known keys: {', '.join((*required, *optional))}"
            found.append(BAD_RECORD.at(record.location, f"unknown key ‘{key}’", hint))
    return found
