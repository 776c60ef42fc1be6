"""Dates as historians write them: EDTF (ISO 8601-2:2019, levels 0 and 1) → a span of days, and words in the book's language.

The package `edtf` parses and checks; the words are ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from edtf import EDTFParseException, parse_edtf

from coursepack.labels import Labels

Day = tuple[int, int, int]

_ENDS = (-99999, 1, 1), (99999, 12, 31)
_WINTER = 24


@dataclass(frozen=True, slots=True)
class When:
    """A date or interval: `earliest` and `latest` are (year, month, day), for sorting; `text` is the EDTF itself."""

    text: str
    earliest: Day
    latest: Day


def parse_date(text: str) -> When:
    """Parse an EDTF date or interval. Raises `ValueError`, with what is wrong, for anything else."""
    start, slash, end = text.strip().partition("/")
    first = _bounds(start)[0] if start not in ("", "..") else _ENDS[0]
    if not slash:
        return When(text.strip(), first, _bounds(start)[1])
    last = _bounds(end)[1] if end not in ("", "..") else _ENDS[1]
    if last < first:
        raise ValueError("it ends before it begins")
    return When(text.strip(), first, last)


def _bounds(text: str) -> tuple[Day, Day]:
    try:
        date = parse_edtf(text)
        low, high = date.lower_strict(), date.upper_strict()
    except (EDTFParseException, ValueError, TypeError, OverflowError) as fault:
        raise ValueError(
            "not an EDTF date; write 1958, 1958-05, 1958-05-17, 1957-24 (winter), 1955/1956 or 1870~"
        ) from fault
    return tuple(low[:3]), tuple(high[:3])


def words(when: When, labels: Labels) -> str:
    """The date as people write it: "17 May 1958", "Autumn 1955–spring 1956", "Winter 1960–1", "c. 1870", "after 1949"."""
    start, slash, end = when.text.partition("/")
    if not slash:
        return _upper(_words(start, labels))
    if start in ("", ".."):
        return _upper(labels.word("until", date=_words(end, labels)))
    if end in ("", ".."):
        return _upper(labels.word("after", date=_words(start, labels)))
    return _upper(f"{_shortened(start, end, labels)}–{_words(end, labels)}")


def _shortened(start: str, end: str, labels: Labels) -> str:
    """The beginning of an interval, without a year that its end repeats, or a winter's second year."""
    year, month, _ = _parts(start)
    if month == _WINTER:
        return f"{labels.seasons[3]} {year}"
    if month and _parts(end)[0] == year and _parts(end)[1] != _WINTER:
        alone = _words(start, labels)
        return alone.removesuffix(f" {year}")
    return _words(start, labels)


def _parts(text: str) -> tuple[int, int, int]:
    match = re.match(r"(-?\d+)(?:-(\d\d))?(?:-(\d\d))?", text)
    if match is None:
        raise ValueError(f"no year in ‘{text}’")
    return int(match[1]), int(match[2] or 0), int(match[3] or 0)


def _words(text: str, labels: Labels) -> str:
    year, month, day = _parts(text)
    shown = labels.word("bce", year=str(1 - year)) if year <= 0 else str(year)
    if day:
        said = labels.word("day", day=str(day), month=labels.months[month - 1], year=shown)
    elif month == _WINTER:
        said = f"{labels.seasons[3]} {shown}–{_second_year(year)}"
    elif month > 12:
        said = f"{labels.seasons[month - 21]} {shown}"
    else:
        said = f"{labels.months[month - 1]} {shown}" if month else shown
    if text.endswith(("~", "%")):
        said = labels.word("circa", date=said)
    return f"{said}?" if text.endswith(("?", "%")) else said


def _second_year(year: int) -> str:
    """The later year of a winter, shortened as page ranges are: 1960–1, 1909–10, 1999–2000."""
    later = str(year + 1)
    return later[-1] if later[:-1] == str(year)[:-1] else later[-2:] if later[:-2] == str(year)[:-2] else later


def _upper(text: str) -> str:
    return text[0].upper() + text[1:] if not text.startswith("c.") else text
