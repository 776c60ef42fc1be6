"""Dates as historians write them: EDTF (ISO 8601-2:2019, levels 0 and 1, and the seasons of level 1) → points and spans.

The package `edtf` parses and checks; where it falls short (open intervals have no bounds, a season may not be uncertain, a
winter ends with December) we mend what it says. The words for a date are made in `edtf_words`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from edtf import EDTFParseException, parse_edtf

Day = tuple[int, int, int]

FIRST, LAST = (-99999, 1, 1), (99999, 12, 31)
SPRING, WINTER = 21, 24

_POINT = re.compile(r"(?P<year>-?\d{4}|\d{2}XX|\d{3}X)(?:-(?P<month>\d\d|XX))?(?:-(?P<day>\d\d|XX))?(?P<mark>[~?%]?)")
_HINT = "not an EDTF date; write 1958, 1958-05, 1958-05-17, 1957-24 (winter), 1955/1956, 1949/.. or 1870~"


@dataclass(frozen=True, slots=True)
class Point:
    """One end of a date: `year` as written ("195X" is a decade), `month` 1–12, `season` 21–24, `day`; 0 = not given."""

    year: str
    month: int
    season: int
    day: int
    approximate: bool
    uncertain: bool
    earliest: Day
    latest: Day


@dataclass(frozen=True, slots=True)
class When:
    """A date (`end` is `start`) or an interval; an end that is open, or not known, is `None`."""

    text: str
    start: Point | None
    end: Point | None

    @property
    def earliest(self) -> Day:
        """The first day that it may mean, as (year, month, day), for sorting."""
        return self.start.earliest if self.start else FIRST

    @property
    def latest(self) -> Day:
        """The last day that it may mean."""
        return self.end.latest if self.end else LAST


@lru_cache(maxsize=4096)
def parse_date(text: str) -> When:
    """Parse an EDTF date or interval. Raises `ValueError`, with what is wrong, for anything else."""
    text = text.strip()
    first, slash, last = text.partition("/")
    if not slash:
        point = _point(first)
        return When(text, point, point)
    start, end = _end(first), _end(last)
    if start is None and end is None:
        raise ValueError("an interval needs a beginning or an end")
    when = When(text, start, end)
    if when.latest < when.earliest:
        raise ValueError("it ends before it begins")
    return when


def _end(text: str) -> Point | None:
    return None if text in ("", "..") else _point(text)


def _point(text: str) -> Point:
    match = _POINT.fullmatch(text)
    if match is None:
        raise ValueError(_HINT)
    month = 0 if match["month"] in (None, "XX") else int(match["month"])
    season = month if month > 12 else 0
    if season and not SPRING <= season <= WINTER:
        raise ValueError("a season is 21 (spring), 22 (summer), 23 (autumn) or 24 (winter)")
    earliest, latest = _bounds(text.rstrip("~?%") if season else text)
    point = Point(
        year=match["year"],
        month=0 if season else month,
        season=season,
        day=0 if match["day"] in (None, "XX") else int(match["day"]),
        approximate=match["mark"] in ("~", "%"),
        uncertain=match["mark"] in ("?", "%"),
        earliest=earliest,
        latest=latest,
    )
    return replace(point, latest=(earliest[0] + 1, 2, 28)) if season == WINTER else point


def _bounds(text: str) -> tuple[Day, Day]:
    try:
        date = parse_edtf(text)
        low, high = date.lower_strict(), date.upper_strict()
    except (EDTFParseException, ValueError, TypeError, OverflowError) as fault:
        raise ValueError(_HINT) from fault
    return tuple(low[:3]), tuple(high[:3])
