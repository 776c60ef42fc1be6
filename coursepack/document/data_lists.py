"""Lists that are kept as data (chronology, people, glossary, abbreviations), written as Markdown into the divs that ask for them.

A chapter asks with an empty div of the list's name: `::: chronology`. The Markdown is parsed with everything a chapter may
hold, so that an entry can cite, be emphasised and be indexed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from coursepack import pandoc
from coursepack.anatomy import Kind
from coursepack.diagnostics import Diagnostic, Location
from coursepack.document.ast import Node, attributes, walk
from coursepack.document.chapters import Chapter, with_paragraphs
from coursepack.labels import Labels
from coursepack.sources.chronology import read_chronology
from coursepack.sources.edtf_date import words
from coursepack.sources.files import SourceFile, read_text
from coursepack.sources.records import Record, read_records

Written = tuple[str, list[Diagnostic]]
"""A list as Markdown, and what was wrong with its data."""


def fill_lists(chapter: Chapter, project: Path, labels: Labels) -> tuple[Chapter, list[Diagnostic]]:
    """Fill every empty list div of a chapter; a chapter that holds a whole list is of that list's kind."""
    problems: list[Diagnostic] = []
    for node in list(walk(chapter.blocks)):
        name = _wanted(node)
        if name is None:
            continue
        here = chapter.places(rf":::+\s*\{{?\.?{name}")[0]
        markdown, found = _WRITERS[name](project, here, labels)
        problems += found
        node["c"][1] = with_paragraphs(pandoc.parse(markdown)["blocks"])
        chapter = replace(chapter, data=(*chapter.data, _data_file(project, name)), kind=_kind(chapter, name))
    return chapter, problems


def _kind(chapter: Chapter, name: str) -> Kind:
    return Kind(name) if chapter.kind in (Kind.PRELIM, Kind.INTRODUCTION, Kind.APPENDIX) else chapter.kind


def _wanted(node: Node) -> str | None:
    if node["t"] != "Div" or node["c"][1]:
        return None
    classes = attributes(node)[1]
    return next((name for name in classes if name in _WRITERS), None)


def _chronology(project: Path, here: Location, labels: Labels) -> Written:
    events, problems = read_chronology(project, here)
    entries = []
    for event in events:
        date = event.label or words(event.when, labels)
        see = f"([](#{event.chapter}))" if event.chapter else ""
        entries.append(f"::: event\n[{date}]{{.date}}\n\n{_with_reference(event.text, see)}\n:::\n")
    return "\n".join(entries), problems


def _with_reference(text: str, see: str) -> str:
    return f"{text} [{see}]{{.treated}}" if see else text


def _people(project: Path, here: Location, labels: Labels) -> Written:
    del labels
    optional = ("chinese", "dates", "sort", "id")
    records, problems = read_records(project, "manuscript/people.yaml", here, required=("name", "note"), optional=optional)
    return _definitions(records, "name", "note", "person"), problems


def _glossary(project: Path, here: Location, labels: Labels) -> Written:
    del labels
    path = "manuscript/glossary.yaml"
    records, problems = read_records(project, path, here, required=("term", "text"), optional=("chinese", "sort", "id"))
    return _definitions(records, "term", "text", "headword"), problems


def _abbreviations(project: Path, here: Location, labels: Labels) -> Written:
    del labels
    path = "manuscript/abbreviations.yaml"
    records, problems = read_records(project, path, here, required=("short", "text"), optional=("sort", "id"))
    return _definitions(records, "short", "text", "headword"), problems


def _definitions(records: list[Record], term: str, text: str, kind: str) -> str:
    """A definition list, sorted by the term as a reader would look it up."""
    entries = []
    for record in sorted(records, key=lambda item: (item.text("sort") or item.text(term)).casefold()):
        chinese = f" {record.text('chinese')}" if record.text("chinese") else ""
        dates = f" ({record.text('dates')})" if record.text("dates") else ""
        body = record.text(text).replace("\n", "\n    ")
        entries.append(f"[{record.text(term)}]{{.{kind}}}{chinese}{dates}\n\n:   {body}\n")
    return "\n".join(entries)


_WRITERS: dict[str, Callable[[Path, Location, Labels], Written]] = {
    Kind.CHRONOLOGY: _chronology,
    Kind.PEOPLE: _people,
    Kind.GLOSSARY: _glossary,
    Kind.ABBREVIATIONS: _abbreviations,
}


def _data_file(project: Path, name: str) -> SourceFile:
    """The data file behind a list, for naming lines in diagnostics; an empty text where it cannot be read."""
    path = f"manuscript/{name}.yaml"
    source, _ = read_text(project, path, Location(path))
    return source or SourceFile(path, "")
