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
        return str(self.fields.get(key, "") or "").strip()

    def texts(self, key: str) -> list[str]:
        """A field that may be one text or a list of them."""
        value = self.fields.get(key) or []
        return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def read_records(
    project: Path, relative: str, named_at: Location, *, required: Sequence[str], optional: Sequence[str]
) -> tuple[list[Record], list[Diagnostic]]:
    """Read a YAML list of mappings. Every faulty record is reported and left out; the others are returned."""
    source, problems = read_text(project, relative, named_at)
    if source is None:
        return [], problems
    try:
        root = yaml.compose(source.text, Loader=_Loader)
        items = [_record(node, source) for node in getattr(root, "value", [])] if _is_list(root) else None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        place = Location(relative, mark.line + 1 if mark else 0, mark.column + 1 if mark else 0)
        hint = "texts with a colon, a hash or a bracket stand in “quotation marks”"
        return [], [*problems, NOT_YAML.at(place, str(getattr(fault, "problem", None) or fault), hint)]
    if items is None:
        return [], [
            *problems,
            NOT_A_LIST.at(Location(relative, 1), "the file must be a list: each record begins with ‘- ’"),
        ]
    problems += [fault for item in items for fault in _check(item, required, optional)]
    return [item for item in items if not _check(item, required, optional)], problems


class _Loader(yaml.SafeLoader):
    """Dates and numbers stay texts: 1958-05 is an EDTF date, and 1958 is not an integer."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag in ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _is_list(root: yaml.Node | None) -> bool:
    return root is None or isinstance(root, yaml.SequenceNode)


def _record(node: yaml.Node, source: SourceFile) -> Record:
    location = Location(source.path, node.start_mark.line + 1)
    if not isinstance(node, yaml.MappingNode):
        return Record({}, location)
    loader = _Loader("")
    fields = loader.construct_mapping(node, deep=True)
    return Record({str(key): value for key, value in fields.items()}, location)


def _check(record: Record, required: Sequence[str], optional: Sequence[str]) -> list[Diagnostic]:
    found = [
        BAD_RECORD.at(record.location, f"the record has no ‘{key}’", f"a record has {', '.join(required)}")
        for key in required
        if not record.text(key)
    ]
    for key in record.fields:
        if key not in (*required, *optional):
            near = difflib.get_close_matches(str(key), [*required, *optional], n=1)
            hint = f"did you mean ‘{near[0]}’?" if near else f"known keys: {', '.join((*required, *optional))}"
            found.append(BAD_RECORD.at(record.location, f"unknown key ‘{key}’", hint))
    return found
