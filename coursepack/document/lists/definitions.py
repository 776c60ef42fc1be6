"""People, glossary, abbreviations: records → a definition list, in the order in which a reader looks terms up."""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coursepack.anatomy import Kind
from coursepack.collation import Collation
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.ast import Blocks, Inlines, span, text_of, typed
from coursepack.labels import Labels
from coursepack.sources.edtf_date import When, parse_date
from coursepack.sources.edtf_words import words
from coursepack.sources.files import SourceFile
from coursepack.sources.records import Record, Shape, data_file, read_records

DOUBLE_TERM = error("D021", "a term is explained twice")

SHAPES = {
    Kind.PEOPLE: Shape(("name", "note"), ("chinese", "dates", "sort", "id")),
    Kind.GLOSSARY: Shape(("term", "text"), ("chinese", "forms", "sort", "id"), lists=("forms",)),
    Kind.ABBREVIATIONS: Shape(("short", "text"), ("forms", "sort", "id"), lists=("forms",)),
}
"""What the records of each list hold; the first two keys are the term and what is said of it."""

_PREFIXES = {Kind.PEOPLE: "person", Kind.GLOSSARY: "term", Kind.ABBREVIATIONS: "abbreviation"}
"""With what the ids of records begin that have none of their own."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One record, parsed. `name` is the term as typed, `forms` its other forms, `id` what links can name."""

    id: str
    kind: Kind
    name: str
    forms: tuple[str, ...]
    term: Inlines
    chinese: str
    dates: Inlines
    text: Blocks
    location: Location

    @property
    def abbreviates(self) -> bool:
        """Whether it is an abbreviation."""
        return self.kind is Kind.ABBREVIATIONS

    @property
    def words(self) -> str:
        """The term without markup."""
        return text_of(self.term)


Parse = Callable[[SourceFile, list[str]], list[Blocks]]


def read_definitions(
    project: Path, name: str, here: Location, parse: Parse, collation: Collation
) -> tuple[list[Definition], SourceFile, list[Diagnostic]]:
    """Read one list, sorted as the index is. `parse` makes blocks of Markdown texts."""
    kind = Kind(name)
    path, problems = data_file(project, name, here)
    records, source, found = read_records(project, path, here, SHAPES[kind])
    term, text = SHAPES[kind].required
    records = sorted(records, key=lambda record: collation.key(record.text("sort") or record.text(term)))
    blocks = parse(source, [record.text(key) for record in records for key in (term, text, "dates")])
    ids = _ids(records, kind, term)
    definitions = [
        _definition(record, kind, ids[index], blocks[3 * index : 3 * index + 3]) for index, record in enumerate(records)
    ]
    return definitions, source, [*problems, *found, *_doubles(definitions)]


def write_definitions(definitions: Sequence[Definition], kind: Kind, labels: Labels) -> Blocks:
    """The definition list of a kind."""
    items = [
        [_head(item, "person" if kind is Kind.PEOPLE else "headword", labels), [copy.deepcopy(item.text)]]
        for item in definitions
    ]
    return [{"t": "DefinitionList", "c": items}] if items else []


def _definition(record: Record, kind: Kind, identifier: str, blocks: list[Blocks]) -> Definition:
    return Definition(
        id=identifier,
        kind=kind,
        name=record.text(SHAPES[kind].required[0]),
        forms=tuple(record.texts("forms")),
        term=_inlines(blocks[0]),
        chinese=record.text("chinese"),
        dates=_inlines(blocks[2]),
        text=blocks[1],
        location=record.location,
    )


def _inlines(blocks: Blocks) -> Inlines:
    return blocks[0]["c"] if blocks and blocks[0]["t"] in ("Para", "Plain") else []


def _head(item: Definition, name: str, labels: Labels) -> Inlines:
    """The term, its characters and its dates: **Peng Dehuai** 彭德怀 (1898–1974)."""
    head = [span(name, copy.deepcopy(item.term), item.id)]
    if item.chinese:
        head += [{"t": "Space"}, span("", typed(item.chinese), lang="zh-Hans")]
    if item.dates:
        head += [{"t": "Space"}, {"t": "Str", "c": "("}, *_dates(item.dates, labels), {"t": "Str", "c": ")"}]
    return head


def _dates(written: Inlines, labels: Labels) -> Inlines:
    """Dates of life in EDTF as people say them (1898/1974, 1898/.., 1870~/1941); others as they are typed."""
    try:
        when = parse_date(text_of(written))
    except ValueError:
        return copy.deepcopy(written)
    return typed(_life(when, labels))


def _life(when: When, labels: Labels) -> str:
    """Both years of a life stand in full: 1898–1974, never 1898–74."""
    ends = [words(When(when.text, point, point), labels) for point in (when.start, when.end) if point is not None]
    if when.start is None:
        return labels.word("died", date=ends[0])
    if when.end is None:
        return labels.word("born", date=ends[0])
    return ends[0] if when.start is when.end else "–".join(ends)


def _slug(words: str) -> str:
    plain = "".join(char for char in unicodedata.normalize("NFKD", words) if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")


def _ids(records: Sequence[Record], kind: Kind, term: str) -> list[str]:
    """The ids of records: their own, or made of the term."""
    taken = {record.text("id") for record in records}
    ids = []
    last: dict[str, int] = {}
    for record in records:
        name = record.text("id")
        if not name:
            base = name = f"{_PREFIXES[kind]}-{_slug(record.text(term))}".rstrip("-")
            number = last.get(base, 1)
            while name in taken:
                number += 1
                name = f"{base}-{number}"
            last[base] = number
            taken.add(name)
        ids.append(name)
    return ids


def _doubles(definitions: Sequence[Definition]) -> list[Diagnostic]:
    first: dict[str, Definition] = {}
    found = []
    for item in definitions:
        other = first.setdefault(item.words.casefold(), item)
        if other is not item:
            place, earlier = sorted((item.location, other.location), reverse=True)
            message = f"‘{item.words}’ is explained here and in line {earlier.line}"
            found.append(DOUBLE_TERM.at(place, message, "make one entry of the two"))
    return found
