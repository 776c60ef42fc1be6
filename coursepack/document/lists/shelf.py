"""The data files of a book, each read and parsed once, however many chapters ask for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from coursepack.anatomy import Kind
from coursepack.collation import Collation
from coursepack.diagnostics import Diagnostic, Location
from coursepack.document.ast import Blocks, Inlines
from coursepack.document.lists.definitions import Definition, read_definitions
from coursepack.document.markdown import read_fragments
from coursepack.document.markup_checks import words_of
from coursepack.labels import Quotes
from coursepack.sources.chronology import Event, check_people, read_chronology, read_periods
from coursepack.sources.edtf_date import When
from coursepack.sources.files import SourceFile, inside


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with its texts parsed; `short` is what a drawing has room for."""

    event: Event
    text: Blocks
    label: Inlines
    short: str


@dataclass(frozen=True, slots=True)
class Gathering:
    """A period with its title parsed."""

    when: When
    title: Inlines


@dataclass(slots=True)
class Shelf:
    """Reads what is asked for; notes once what is wrong with it."""

    project: Path
    quotes: Quotes
    collation: Collation
    problems: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, SourceFile] = field(default_factory=dict)
    """The data files read, by the list's name."""
    _entries: list[Entry] | None = None
    _periods: list[Gathering] | None = None
    _definitions: dict[str, list[Definition]] = field(default_factory=dict)

    def entries(self, here: Location) -> list[Entry]:
        """The chronology in order of time."""
        if self._entries is None:
            events, source, problems = read_chronology(self.project, here)
            self.sources[Kind.CHRONOLOGY] = source
            self.problems += problems
            if events and self._has(Kind.PEOPLE):
                self.problems += check_people(events, [person.name for person in self.definitions(Kind.PEOPLE, here)])
            self._entries = self._parsed(events, source)
        return self._entries

    def periods(self, here: Location) -> list[Gathering]:
        """The periods in order of time."""
        if self._periods is None:
            periods, source, problems = read_periods(self.project, here)
            self.sources["periods"] = source
            titles = self._fragments(source, [period.title for period in periods])
            self.problems += problems
            self._periods = [
                Gathering(period.when, inlines_of(title)) for period, title in zip(periods, titles, strict=True)
            ]
        return self._periods

    def definitions(self, name: str, here: Location) -> list[Definition]:
        """A list of terms and what is said of them, in the order of the alphabet."""
        if name not in self._definitions:
            parse: Callable[[SourceFile, list[str]], list[Blocks]] = self._fragments
            found, source, problems = read_definitions(self.project, name, here, parse, self.collation)
            self.sources[name] = source
            self.problems += problems
            self._definitions[name] = found
        return self._definitions[name]

    def _has(self, name: str) -> bool:
        paths = (inside(self.project, f"manuscript/{name}.{suffix}") for suffix in ("yaml", "csv"))
        return any(path is not None and path.exists() for path in paths)

    def _parsed(self, events: list[Event], source: SourceFile) -> list[Entry]:
        blocks = self._fragments(source, [text for event in events for text in (event.text, event.label, event.short)])
        return [
            Entry(event, text, inlines_of(label), words_of(inlines_of(short)) or _first_words(text))
            for event, text, label, short in zip(events, blocks[::3], blocks[1::3], blocks[2::3], strict=True)
        ]

    def _fragments(self, source: SourceFile, texts: list[str]) -> list[Blocks]:
        blocks, problems = read_fragments(source, texts, self.quotes)
        self.problems += problems
        return blocks


def inlines_of(blocks: Blocks) -> Inlines:
    """The words of a text of one paragraph; of longer texts, the first paragraph."""
    return blocks[0]["c"] if blocks and blocks[0]["t"] in ("Para", "Plain") else []


def _first_words(text: Blocks) -> str:
    """What a drawing says of an event that has no shorter name: its text without the citation and the stop."""
    return " ".join(words_of(inlines_of(text)).split()).removesuffix(".").rstrip(" ,;:")
