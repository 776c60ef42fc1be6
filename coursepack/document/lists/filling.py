"""Chapters → the same chapters with their lists filled in: chronology, timeline, people, glossary, abbreviations."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coursepack.anatomy import Image, Kind
from coursepack.collation import Collation
from coursepack.config import Page
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.ast import Blocks, Node, attributes, walk
from coursepack.document.chapters import Chapter
from coursepack.document.lists.chronology import (
    PERIOD,
    YEAR,
    Manner,
    write_by_period,
    write_by_year,
    write_entries,
)
from coursepack.document.lists.definitions import SHAPES, Definition, write_definitions
from coursepack.document.lists.shelf import Entry, Shelf
from coursepack.document.lists.timelines import too_high, write_timeline
from coursepack.labels import Labels
from coursepack.sources.chronology import BAD_DATE, Choice
from coursepack.sources.records import nearest

NOTHING_CHOSEN = error("D013", "a list chooses no entry")
UNKNOWN_WISH = error("D014", "a list is asked for in a way that there is not")

TIMELINE = "timeline"
_CHOICE = ("from", "to", "tag", "person", "place")
_TAKEN: dict[str, tuple[str, ...]] = {
    Kind.CHRONOLOGY: (*_CHOICE, "group"),
    TIMELINE: (*_CHOICE, "alt"),
    **dict.fromkeys(SHAPES, ()),
}
"""The attributes that the div of each list may have."""
_GROUPS = (YEAR, PERIOD)
_KINDS_OF_CHAPTERS = (Kind.PRELIM, Kind.INTRODUCTION, Kind.APPENDIX)


@dataclass(frozen=True, slots=True)
class Filled:
    """The chapters with their lists, what was wrong, and the lists of terms that the book holds, for links to them."""

    chapters: list[Chapter]
    terms: tuple[Definition, ...]
    problems: list[Diagnostic]


@dataclass(slots=True)
class _Filler:
    shelf: Shelf
    labels: Labels
    page: Page
    problems: list[Diagnostic]

    def fill(self, chapter: Chapter) -> Chapter:
        """Fill every list div of a chapter; a chapter that holds a whole list is of that list's kind."""
        if not chapter.tree.classes & _TAKEN.keys():
            return chapter
        drawings: list[Image] = []
        kind, sources = chapter.kind, dict.fromkeys(chapter.data)
        chapter = chapter.with_blocks(copy.deepcopy(chapter.blocks))
        for node in [node for node in walk(chapter.blocks) if wanted(node)]:
            name = wanted(node)
            here = _place(chapter, node, name)
            pairs = attributes(node)[2]
            if not self._understands(name, pairs, here):
                continue
            if name in SHAPES:
                node["c"][1] = write_definitions(self.shelf.definitions(name, here), Kind(name), self.labels)
            else:
                self._fill_dated(name, node, here, chapter, drawings)
            sources[self.shelf.sources["chronology" if name == TIMELINE else name]] = None
            whole = name != TIMELINE and not set(pairs) & set(_CHOICE)
            kind = Kind(name) if whole and chapter.kind in _KINDS_OF_CHAPTERS else kind
        return replace(chapter, data=tuple(sources), kind=kind, drawings=tuple(drawings))

    def _understands(self, name: str, pairs: Mapping[str, str], here: Location) -> bool:
        unknown = [key for key in pairs if key not in (*_TAKEN[name], "lang")]
        for key in unknown:
            hint = nearest(key, _TAKEN[name]) or f"known: {', '.join(_TAKEN[name]) or 'nothing'}"
            self.problems.append(UNKNOWN_WISH.at(here, f"‘{name}’ takes no ‘{key}’", hint))
        group = pairs.get("group", YEAR)
        if group not in _GROUPS:
            hint = f"write group={YEAR} or group={PERIOD}"
            self.problems.append(UNKNOWN_WISH.at(here, f"entries cannot be grouped by ‘{group}’", hint))
        return not unknown and group in _GROUPS

    def _fill_dated(self, name: str, node: Node, here: Location, chapter: Chapter, drawings: list[Image]) -> None:
        pairs = attributes(node)[2]
        choice = Choice(*(pairs.get(key, "") for key in _CHOICE))
        entries = self._chosen(choice, here)
        if not entries:
            return
        if name == Kind.CHRONOLOGY:
            node["c"][1] = self._chronology(entries, pairs.get("group", ""), here, chapter.id)
            return
        path = f"timelines/{chapter.id}-{len(drawings) + 1}.svg"
        blocks, image, surplus = write_timeline(node, entries, choice, self.labels, self.page.figure, path)
        drawings.append(image)
        node["c"] = [["", [TIMELINE], []], blocks]
        if surplus:
            self.problems.append(too_high(here, len(entries), surplus))

    def _chosen(self, choice: Choice, here: Location) -> list[Entry]:
        """The entries that a div asks for; that there are none is reported, unless the data are empty or could not be read."""
        entries = self.shelf.entries(here)
        try:
            chosen = set(map(id, choice.of([entry.event for entry in entries])))
        except ValueError as fault:
            self.problems.append(BAD_DATE.at(here, f"the chronology's from or to: {fault}"))
            return []
        if entries and not chosen:
            self.problems.append(
                NOTHING_CHOSEN.at(here, "no entry of the chronology is chosen", _near(choice, entries))
            )
        return [entry for entry in entries if id(entry.event) in chosen]

    def _chronology(self, entries: list[Entry], group: str, here: Location, section: str) -> Blocks:
        manner = Manner(self.labels, section)
        if group == YEAR:
            return write_by_year(entries, manner)
        if group != PERIOD:
            return write_entries(entries, manner)
        blocks, problems = write_by_period(entries, self.shelf.periods(here), manner)
        self.problems += problems
        return blocks


def fill_lists(chapters: Sequence[Chapter], project: Path, labels: Labels, page: Page, collation: Collation) -> Filled:
    """Fill the list divs of all chapters; `collation` sorts people and terms."""
    filler = _Filler(Shelf(project, labels.quotes, collation), labels, page, [])
    filled = [filler.fill(chapter) for chapter in chapters]
    names = [name for name in (Kind.GLOSSARY, Kind.ABBREVIATIONS) if name in filler.shelf.sources]
    terms = tuple(term for name in names for term in filler.shelf.definitions(name, Location("")))
    return Filled(filled, terms, [*filler.shelf.problems, *filler.problems])


def wanted(node: Node) -> str:
    """The list that a div asks for: an empty one, or a timeline, whose words are its caption; empty for any other node."""
    if node["t"] != "Div":
        return ""
    _, names, _ = attributes(node)
    if TIMELINE in names:
        return TIMELINE if not any(child["t"] == "Figure" for child in node["c"][1]) else ""
    return "" if node["c"][1] else next((name for name in names if name in _TAKEN), "")


def _place(chapter: Chapter, node: Node, name: str) -> Location:
    """Where a chapter asks for a list; where the contents do, for a list without a file of its own."""
    if chapter.plan.source is None:
        return chapter.plan.named_at
    same = [other for other in walk(chapter.blocks) if other["t"] == "Div" and name in attributes(other)[1]]
    index = next(index for index, other in enumerate(same) if other is node)
    places = chapter.places(rf"(?<!:):::++[ \t]*\{{?[^}}\n]*?\b{name}\b")
    return places[min(index, len(places) - 1)]


def _near(choice: Choice, entries: Collection[Entry]) -> str:
    """What was meant, if a name is mistyped."""
    events = [entry.event for entry in entries]
    for wish, known in (
        (choice.tag, [tag for event in events for tag in event.tags]),
        (choice.person, [person for event in events for person in event.people]),
        (choice.place, [place for event in events for place in event.places]),
    ):
        if wish and wish not in known:
            return nearest(wish, known) or f"‘{wish}’ is nowhere in the data"
    return "choose a longer time, or fewer conditions"
