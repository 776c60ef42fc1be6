"""`manuscript/chronology.yaml` → entries in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coursepack.diagnostics import Diagnostic, Location, error, warning
from coursepack.sources.edtf_date import When, parse_date
from coursepack.sources.records import read_records

BAD_DATE = error("D010", "a date of the chronology cannot be read")
DOUBLE_ENTRY = warning("D011", "two entries of the chronology are the same")

CHRONOLOGY = "manuscript/chronology.yaml"


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the chronology; `text` is Markdown with citations, `chapter` the id of the chapter that treats it."""

    when: When
    text: str
    label: str
    people: tuple[str, ...]
    places: tuple[str, ...]
    tags: tuple[str, ...]
    chapter: str
    location: Location


def read_chronology(project: Path, named_at: Location) -> tuple[list[Event], list[Diagnostic]]:
    """Read the chronology, sorted by start, then end, then the order of the file."""
    optional = ("label", "people", "places", "tags", "chapter")
    records, problems = read_records(project, CHRONOLOGY, named_at, required=("date", "text"), optional=optional)
    events: list[Event] = []
    for record in records:
        try:
            when = parse_date(record.text("date"))
        except ValueError as fault:
            problems.append(BAD_DATE.at(record.location, f"‘{record.text('date')}’: {fault}"))
            continue
        people, places, tags = (tuple(record.texts(key)) for key in ("people", "places", "tags"))
        events.append(
            Event(
                when,
                record.text("text"),
                record.text("label"),
                people,
                places,
                tags,
                record.text("chapter"),
                record.location,
            )
        )
    return sorted(events, key=lambda event: (event.when.earliest, event.when.latest)), problems + _doubles(events)


def choose(events: Sequence[Event], start: str = "", end: str = "", tag: str = "") -> list[Event]:
    """The events that touch the time from `start` to `end` (EDTF; empty is open) and have the tag. Raises `ValueError`."""
    earliest = parse_date(start).earliest if start else None
    latest = parse_date(end).latest if end else None
    return [
        event
        for event in events
        if (earliest is None or event.when.latest >= earliest)
        and (latest is None or event.when.earliest <= latest)
        and (not tag or tag in event.tags)
    ]


def _doubles(events: list[Event]) -> list[Diagnostic]:
    first: dict[tuple[str, str], Event] = {}
    found = []
    for event in events:
        other = first.setdefault((event.when.text, event.text), event)
        if other is not event:
            found.append(
                DOUBLE_ENTRY.at(event.location, f"the entry is the same as that of line {other.location.line}")
            )
    return found
