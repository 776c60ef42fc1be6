"""The chronology: entries in order of time, plain or gathered under years or periods."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.ast import Blocks, Inlines, Node, div, link, paragraph, span, typed
from coursepack.document.lists.shelf import Entry, Gathering
from coursepack.labels import Labels
from coursepack.sources.edtf_date import Day, Point
from coursepack.sources.edtf_words import words, words_in_year, year_words

NO_PERIOD = error("D015", "an entry of the chronology lies in no period")

YEAR, PERIOD = "year", "period"

Say = Callable[[Entry], str]
"""What is printed as the date of an entry."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a chronology is written: the words of its language, and the section it stands in, which it does not refer to."""

    labels: Labels
    section: str


def write_entries(entries: Iterable[Entry], manner: Manner) -> Blocks:
    """The entries one after another, each with its whole date."""
    return [_event(entry, words(entry.event.when, manner.labels), manner) for entry in entries]


def write_by_year(entries: Sequence[Entry], manner: Manner) -> Blocks:
    """The entries below the years in which they begin; what has no beginning stands before the first year."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        start = entry.event.when.start
        groups.setdefault(year_words(start, manner.labels) if start else "", []).append(entry)
    blocks: Blocks = []
    for heading, members in groups.items():
        below = [_event(entry, _date_below(entry, heading, manner.labels), manner) for entry in members]
        blocks += [_gathered(typed(heading), below)] if heading else below
    return blocks


def write_by_period(
    entries: Sequence[Entry], periods: Sequence[Gathering], manner: Manner
) -> tuple[Blocks, list[Diagnostic]]:
    """The entries below the periods in which they begin; the first that has begun last, where periods overlap."""
    below: dict[int, Blocks] = {}
    problems = []
    for entry in entries:
        index = _period_of(_beginning(entry), periods)
        if index is None:
            problems.append(_outside(entry))
        else:
            below.setdefault(index, []).append(_event(entry, words(entry.event.when, manner.labels), manner))
    return [_gathered(copy.deepcopy(periods[index].title), below[index]) for index in sorted(below)], problems


def _period_of(day: Day, periods: Sequence[Gathering]) -> int | None:
    found = [index for index, period in enumerate(periods) if period.when.earliest <= day <= period.when.latest]
    return max(found, key=lambda index: periods[index].when.earliest, default=None)


def _beginning(entry: Entry) -> Day:
    """Where an event begins; of one whose beginning is open, where it ends."""
    when = entry.event.when
    return when.earliest if when.start else when.latest


def _outside(entry: Entry) -> Diagnostic:
    place: Location = entry.event.location
    message = f"‘{entry.event.when.text}’ begins in none of the periods"
    return NO_PERIOD.at(place, message, "add a period to manuscript/periods.yaml, or give one an earlier or later end")


def _date_below(entry: Entry, heading: str, labels: Labels) -> str:
    """What the heading leaves to say of a date."""
    point: Point | None = entry.event.when.start
    if point is None or "X" in point.year:
        said = words(entry.event.when, labels)
        return said if said != heading else ""
    return words_in_year(entry.event.when, int(point.year), labels)


def _gathered(heading: Inlines, entries: Blocks) -> Node:
    return div("period", [paragraph([span("period-title", heading)]), *entries])


def _event(entry: Entry, date: str, manner: Manner) -> Node:
    """One entry: its date, its text, and the chapters that treat it."""
    said = copy.deepcopy(entry.label) or typed(date)
    blocks = [paragraph([span("date", said)])] if said else []
    text = copy.deepcopy(entry.text)
    chapters = [name for name in entry.event.chapters if name != manner.section]
    if chapters:
        if not text or text[-1]["t"] not in ("Para", "Plain"):
            text.append(paragraph([]))
        text[-1]["c"] += [{"t": "Space"}] * bool(text[-1]["c"]) + [_treated(chapters)]
    return div("event", [*blocks, *text])


def _treated(chapters: Sequence[str]) -> Node:
    """The chapters in brackets: (Chapter 3, Chapter 5)."""
    inlines: Inlines = [{"t": "Str", "c": "("}]
    for name in chapters:
        inlines += [link(f"#{name}", []), {"t": "Str", "c": ","}, {"t": "Space"}]
    return span("treated", [*inlines[:-2], {"t": "Str", "c": ")"}])
