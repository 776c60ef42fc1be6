"""`manuscript/chronology.yaml` (or `.csv`) → events in order of time; `manuscript/periods.yaml` → the periods they lie in."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from coursepack.diagnostics import Diagnostic, Location, error, warning
from coursepack.sources.edtf_date import Day, When, parse_date
from coursepack.sources.files import SourceFile
from coursepack.sources.records import Record, Shape, data_file, nearest, read_records

BAD_DATE = error("D010", "a date of the chronology cannot be read")
DOUBLE_ENTRY = warning("D011", "two entries of the chronology are the same")
UNKNOWN_PERSON = warning("D012", "the chronology names a person whom the people file does not have")

EVENT = Shape(
    required=("date", "text"),
    optional=("label", "short", "people", "places", "tags", "chapter"),
    lists=("people", "places", "tags", "chapter"),
)
PERIOD = Shape(required=("title", "date"))

_OF_A_SPREADSHEET = re.compile(r"\d{1,4}([./])\d{1,2}\1\d{1,4}|\d{5}|[A-Za-z]{3,4}[- ]\d{2}")
"""What spreadsheets make of a date when they take it for one: 01/10/1949, 18172, Oct-49."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the chronology; `label`, `text` and `short` are Markdown, `chapters` the ids of those that treat it."""

    when: When
    text: str
    label: str
    short: str
    people: tuple[str, ...]
    places: tuple[str, ...]
    tags: tuple[str, ...]
    chapters: tuple[str, ...]
    location: Location

    @property
    def order(self) -> tuple[Day, Day]:
        """By start, then by end."""
        return self.when.earliest, self.when.latest


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time with a name, in Markdown, under which events are gathered."""

    when: When
    title: str
    location: Location


@dataclass(frozen=True, slots=True)
class Choice:
    """What a chapter asks of the chronology: the events that touch the time from `start` to `end` (EDTF; empty is open),
    and have the tag, person and place, where they are given.
    """

    start: str = ""
    end: str = ""
    tag: str = ""
    person: str = ""
    place: str = ""

    def of(self, events: Sequence[Event]) -> list[Event]:
        """The events chosen. Raises `ValueError` for a time that is none."""
        earliest = parse_date(self.start).earliest if self.start else None
        latest = parse_date(self.end).latest if self.end else None
        if earliest and latest and latest < earliest:
            raise ValueError(f"‘{self.end}’ is before ‘{self.start}’")
        return [
            event
            for event in events
            if (earliest is None or event.when.latest >= earliest)
            and (latest is None or event.when.earliest <= latest)
            and _among(self.tag, event.tags)
            and _among(self.person, event.people)
            and _among(self.place, event.places)
        ]


def _among(wanted: str, names: Collection[str]) -> bool:
    return not wanted or wanted in names


def read_chronology(project: Path, named_at: Location) -> tuple[list[Event], SourceFile, list[Diagnostic]]:
    """Read the chronology, sorted by start, then end, then the order of the file."""
    dated, source, problems = _read_dated(project, "chronology", named_at, EVENT)
    events = [_event(record, when) for record, when in dated]
    return sorted(events, key=lambda event: event.order), source, problems + _doubles(events)


def read_periods(project: Path, named_at: Location) -> tuple[list[Period], SourceFile, list[Diagnostic]]:
    """Read the periods, sorted as events are."""
    dated, source, problems = _read_dated(project, "periods", named_at, PERIOD)
    periods = [Period(when, record.text("title"), record.location) for record, when in dated]
    return sorted(periods, key=lambda period: (period.when.earliest, period.when.latest)), source, problems


def check_people(events: Sequence[Event], known: Collection[str]) -> list[Diagnostic]:
    """Report the people of events who are not among the names of the people file."""
    return [
        UNKNOWN_PERSON.at(event.location, f"‘{person}’ is not in the people file", nearest(person, list(known)))
        for event in events
        for person in event.people
        if person not in known
    ]


def _read_dated(
    project: Path, name: str, named_at: Location, shape: Shape
) -> tuple[list[tuple[Record, When]], SourceFile, list[Diagnostic]]:
    """Records with their dates; those whose date cannot be read are reported and left out."""
    path, problems = data_file(project, name, named_at)
    records, source, found = read_records(project, path, named_at, shape)
    dated = []
    for record in records:
        try:
            dated.append((record, parse_date(record.text("date"))))
        except ValueError as fault:
            found.append(_bad_date(record, str(fault)))
    return dated, source, [*problems, *found]


def _bad_date(record: Record, fault: str) -> Diagnostic:
    written = record.text("date")
    hint = "a spreadsheet has rewritten it: give the column the format ‘text’ before you write 1949-10-01"
    return BAD_DATE.at(record.location, f"‘{written}’: {fault}", hint if _OF_A_SPREADSHEET.fullmatch(written) else "")


def _event(record: Record, when: When) -> Event:
    return Event(
        when=when,
        text=record.text("text"),
        label=record.text("label"),
        short=record.text("short"),
        people=_listed(record, "people"),
        places=_listed(record, "places"),
        tags=_listed(record, "tags"),
        chapters=_listed(record, "chapter"),
        location=record.location,
    )


def _listed(record: Record, key: str) -> tuple[str, ...]:
    return tuple(filter(None, (text.strip() for text in record.texts(key))))


def _doubles(events: list[Event]) -> list[Diagnostic]:
    first: dict[tuple[str, str], Event] = {}
    found = []
    for event in events:
        other = first.setdefault((event.when.text, " ".join(event.text.split())), event)
        if other is not event:
            found.append(
                DOUBLE_ENTRY.at(event.location, f"the entry is the same as that of line {other.location.line}")
            )
    return found
