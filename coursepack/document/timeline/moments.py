"""Dates as places on a line of years: what is known of an event becomes the form of its mark.

A place is a year with a fraction, in which all months are of one length, so that an axis can be ruled evenly. Years are
astronomical: 0 is 1 BCE (ISO 8601-2, as EDTF writes them).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from coursepack.sources.edtf_date import Day, When

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Mark:
    """One event on the line. `lasts`: a span with a beginning and an end, rather than a moment known more or less exactly;
    `doubtful`: approximate or uncertain; an open side has no bound, or one outside the line.
    """

    label: str
    begin: float
    end: float
    lasts: bool
    doubtful: bool
    open_before: bool = False
    open_after: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch of time that a line shows."""

    begin: float
    end: float

    @property
    def years(self) -> float:
        """Its length."""
        return self.end - self.begin


def days_of(month: int) -> int:
    """The days of a month on the line; a leap day shares the place of the day before it."""
    return DAYS[month - 1]


def place_of(day: Day, *, after: bool = False) -> float:
    """Where a day begins on the line, or where it ends."""
    year, month, number = day
    length = days_of(month)
    part = (1.0 if number >= length else number / length) if after else min(number - 1, length - 1) / length
    return year + (month - 1 + part) / 12


def span_of(dates: Iterable[When], start: When | None, end: When | None) -> Span:
    """The time from `start` to `end`; where they are not given, all that the dates reach, to whole years, months or days."""
    dates = list(dates)
    points = [point for when in dates for point in (when.start, when.end) if point is not None]
    begin = place_of(start.earliest) if start else min(place_of(point.earliest) for point in points)
    finish = place_of(end.latest, after=True) if end else max(place_of(point.latest, after=True) for point in points)
    unit = _unit(finish - begin)
    begin = begin if start else math.floor(begin * unit + 1e-6) / unit
    finish = finish if end else math.ceil(finish * unit - 1e-6) / unit
    return Span(begin, max(finish, begin + 1 / unit))


def _unit(years: float) -> int:
    """Into how many parts a year is divided where a line of this length is rounded."""
    return 1 if years > 2 else 12 if years > 0.25 else 360


def mark_of(label: str, when: When, span: Span) -> Mark:
    """The mark of an event that touches the span; what lies outside is cut off, and the side is open."""
    begin = place_of(when.earliest) if when.start else span.begin
    end = place_of(when.latest, after=True) if when.end else span.end
    points = [point for point in (when.start, when.end) if point is not None]
    return Mark(
        label=label,
        begin=max(begin, span.begin),
        end=min(end, span.end),
        lasts=when.start is not when.end,
        doubtful=any(point.approximate or point.uncertain for point in points) or _end_unknown(when),
        open_before=when.start is None or begin < span.begin - 1e-6,
        open_after=when.end is None or end > span.end + 1e-6,
    )


def _end_unknown(when: When) -> bool:
    """Whether an end is not known (`1949/`), rather than open (`1949/..`)."""
    return when.text.startswith("/") or when.text.endswith("/")
