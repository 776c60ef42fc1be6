"""The axis: a span of time → places across the drawing, and ticks at sensible distances with names that do not touch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from coursepack.document.timeline.lettering import width
from coursepack.document.timeline.moments import Span, days_of, place_of
from coursepack.labels import Labels

SIZE = 8.5
"""Of the names of ticks, in points."""
APART = 6.0
"""The least distance between two names."""
CLOSEST = 3.5
"""The least distance between two ticks."""

_YEARS = tuple(factor * 10**power for power in range(6) for factor in (1, 2, 5))
_MONTHS = (1, 2, 3, 6)
_DAYS = (1, 2, 5, 10)
TWO_YEARS, TWO_MONTHS = 2.0, 2 / 12
"""Up to which length of time months are named, and days."""
CLOSE = 1e-6
"""What is nearer than this is the same moment."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One tick: its place in points from the left, its name (empty for a small one), and the year or month that begins."""

    x: float
    name: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """A span of time between two places of a drawing, in points."""

    span: Span
    left: float
    right: float

    def x(self, moment: float) -> float:
        """Where a moment stands."""
        return self.left + (moment - self.span.begin) / self.span.years * (self.right - self.left)

    def ticks(self, labels: Labels) -> list[Tick]:
        """Named ticks, as close together as their names leave room for, and small ones between them."""
        named = self._named(labels)
        taken = {round(tick.x, 2) for tick in named}
        small = [Tick(x, "") for x in self._small() if round(x, 2) not in taken]
        return sorted([*named, *small], key=lambda tick: tick.x)

    def _named(self, labels: Labels) -> list[Tick]:
        scales = [self._of_years(step, labels) for step in _YEARS]
        if self.span.years <= TWO_YEARS:
            scales = [self._of_months(step, labels) for step in _MONTHS] + scales
        if self.span.years <= TWO_MONTHS:
            scales = [self._of_days(step, labels) for step in _DAYS] + scales
        return next((ticks for ticks in scales if self._fit(ticks)), [])

    def _of_years(self, step: int, labels: Labels) -> list[Tick]:
        return [Tick(self.x(year), _year(year, labels)) for year in _years(self.span, step)]

    def _of_months(self, step: int, labels: Labels) -> list[Tick]:
        """Months with their names, and the year with the first of each year."""
        ticks: list[Tick] = []
        year = None
        for number in _within(self.span, 12):
            if number % step == 0:
                other = _year(number // 12, labels) if number // 12 != year else ""
                year = number // 12
                ticks.append(Tick(self.x(number / 12), labels.months[number % 12], other))
        return ticks

    def _of_days(self, step: int, labels: Labels) -> list[Tick]:
        """Days, and month and year with the first of each month."""
        ticks: list[Tick] = []
        for number in range(math.floor(self.span.begin * 12), math.ceil(self.span.end * 12)):
            name = f"{labels.months[number % 12]} {_year(number // 12, labels)}"
            for day in [1, *range(step, 31, step)] if step > 1 else range(1, 32):
                moment = place_of((number // 12, number % 12 + 1, day))
                if self.span.begin - CLOSE <= moment < self.span.end - CLOSE and day <= days_of(number % 12 + 1):
                    ticks.append(Tick(self.x(moment), str(day), name))
                    name = ""
        return ticks

    def _small(self) -> list[float]:
        """Ticks without names: the smallest parts of the time that can be told apart."""
        for parts in (12, 4, 1):
            if (self.right - self.left) / self.span.years / parts >= CLOSEST:
                return [self.x(number / parts) for number in _within(self.span, parts)]
        return next(
            places
            for step in _YEARS
            if len(places := [self.x(year) for year in _years(self.span, step)]) * CLOSEST <= self.right - self.left
        )

    def _fit(self, ticks: list[Tick]) -> bool:
        """Whether there are two names or more, and all stay apart."""
        rows = [[(tick.name, tick.x) for tick in ticks], [(tick.above, tick.x) for tick in ticks if tick.above]]
        boxes = [[name_box(name, x, self) for name, x in row] for row in rows]
        return len(ticks) > 1 and all(one[1] + APART <= other[0] for row in boxes for one, other in pairwise(row))


def name_box(name: str, x: float, axis: Axis) -> tuple[float, float]:
    """From where to where the name of a tick reaches: centred on it, and moved inwards at the ends of the axis."""
    wide = width(name, SIZE)
    left = min(max(x - wide / 2, axis.left - MARGIN), axis.right + MARGIN - wide)
    return left, left + wide


MARGIN = 8.0
"""What the drawing has on either side of the axis, in points: half of a name, or of a mark."""


def _within(span: Span, parts: int) -> range:
    """The parts of years that begin within a span, counted from the beginning of the year 0."""
    return range(math.ceil(span.begin * parts - CLOSE), math.floor(span.end * parts + CLOSE) + 1)


def _years(span: Span, step: int) -> Iterator[int]:
    """The round years of a span: 1900, 1950; 100 BCE is the year -99, and the year 1
    stands where 0 would.
    """
    inside = _within(span, 1)
    for number in range(inside.start // step * step - step, inside.stop + step, step):
        year = number if number > 0 else number + 1
        if year in inside and not (number == 0 and step == 1):
            yield year


def _year(year: int, labels: Labels) -> str:
    return str(year) if year > 0 else labels.word("bce", year=str(1 - year))
