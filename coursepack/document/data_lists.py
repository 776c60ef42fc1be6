"""Lists that are kept as data (chronology, people, glossary, abbreviations), written as Markdown into the divs that ask for them.

A chapter asks with an empty div of the list's name: `::: chronology`. The Markdown is parsed with everything a chapter may
hold, so that an entry can cite, be emphasised and be indexed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from coursepack.anatomy import Kind
from coursepack.diagnostics import Diagnostic, Location
from coursepack.document.ast import Node, attributes, walk
from coursepack.document.chapters import Chapter
from coursepack.document.markdown import read_markdown
from coursepack.labels import Labels
from coursepack.sources.chronology import BAD_DATE, choose, read_chronology
from coursepack.sources.edtf_words import words
from coursepack.sources.files import SourceFile, read_text
from coursepack.sources.records import read_records

Written = tuple[str, list[Diagnostic]]
"""A list as Markdown, and what was wrong with its data."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a list div asks for: its place, and its attributes (`from`, `to`, `tag`)."""

    project: Path
    here: Location
    labels: Labels
    pairs: Mapping[str, str]
    section: str
    """Id of the section that the div stands in."""


def fill_lists(chapter: Chapter, project: Path, labels: Labels) -> tuple[Chapter, list[Diagnostic]]:
    """Fill every empty list div of a chapter; a chapter that holds a whole list is of that list's kind."""
    problems: list[Diagnostic] = []
    for node in list(walk(chapter.blocks)):
        name = _wanted(node)
        if name is None:
            continue
        here = chapter.places(rf":::+\s*\{{?\.?{name}")[0]
        markdown, found = _WRITERS[name](Wish(project, here, labels, attributes(node)[2], chapter.id))
        source = _data_file(project, name)
        blocks, faults = read_markdown(source, markdown, labels.quotes)
        problems += [*found, *faults]
        node["c"][1] = blocks or []
        chapter = replace(chapter, data=(*chapter.data, source), kind=_kind(chapter, name))
    return chapter, problems


def _kind(chapter: Chapter, name: str) -> Kind:
    return Kind(name) if chapter.kind in (Kind.PRELIM, Kind.INTRODUCTION, Kind.APPENDIX) else chapter.kind


def _wanted(node: Node) -> str | None:
    if node["t"] != "Div" or node["c"][1]:
        return None
    classes = attributes(node)[1]
    return next((name for name in classes if name in _WRITERS), None)


def _chronology(wish: Wish) -> Written:
    events, problems = read_chronology(wish.project, wish.here)
    try:
        chosen = choose(events, wish.pairs.get("from", ""), wish.pairs.get("to", ""), wish.pairs.get("tag", ""))
    except ValueError as fault:
        return "", [*problems, BAD_DATE.at(wish.here, f"the chronology's from or to: {fault}")]
    entries = []
    for event in chosen:
        date = event.label or words(event.when, wish.labels)
        see = f" [([](#{event.chapter}))]{{.treated}}" if event.chapter not in ("", wish.section) else ""
        entries.append(f"::: event\n[{date}]{{.date}}\n\n{event.text}{see}\n:::\n")
    return "\n".join(entries), problems


def _people(wish: Wish) -> Written:
    return _definitions(wish, "people", ("name", "note"), ("chinese", "dates", "sort", "id"), "person")


def _glossary(wish: Wish) -> Written:
    return _definitions(wish, "glossary", ("term", "text"), ("chinese", "sort", "id"), "headword")


def _abbreviations(wish: Wish) -> Written:
    return _definitions(wish, "abbreviations", ("short", "text"), ("sort", "id"), "headword")


def _definitions(wish: Wish, name: str, required: tuple[str, str], optional: tuple[str, ...], kind: str) -> Written:
    """A definition list, sorted by the term as a reader would look it up."""
    term, text = required
    path = f"manuscript/{name}.yaml"
    records, problems = read_records(wish.project, path, wish.here, required=required, optional=optional)
    entries = []
    for record in sorted(records, key=lambda item: (item.text("sort") or item.text(term)).casefold()):
        chinese = f" {record.text('chinese')}" if record.text("chinese") else ""
        dates = f" ({record.text('dates')})" if record.text("dates") else ""
        body = record.text(text).replace("\n", "\n    ")
        name = f"#{record.text('id')} " if record.text("id") else ""
        entries.append(f"[{record.text(term)}]{{{name}.{kind}}}{chinese}{dates}\n\n:   {body}\n")
    return "\n".join(entries), problems


_WRITERS: dict[str, Callable[[Wish], Written]] = {
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
