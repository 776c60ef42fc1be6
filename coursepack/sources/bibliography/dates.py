"""Dates in a bibliography: BibLaTeX's (ISO 8601-2, as the manual gives it in 2.3.8), BibTeX's, and authors' own.

In: the date fields of an entry. Out: a CSL date variable (`date-parts`, `season`, `circa` or `literal`), nothing for an
undated work, and whether the date is untidy, only words, or impossible.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coursepack.sources.bibliography.latex import plain
from coursepack.sources.bibliography.values import MONTHS

CslDate = dict[str, Any]

SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_MONTH_NAMES = {name: number for number, name in enumerate(MONTHS, 1)}
_UNDATED = re.compile(
    r"(n\.?\s*d\.?|no date|undated|date unknown|s\.?\s*a\.?|s\.?\s*d\.?|o\.\s*j\.|\?+)", re.IGNORECASE
)
_PART = re.compile(
    r"([+-]?)(\d{3}[\dX]|\d\d?XX|\d{1,2}XX|\d{1,3}(?=$|[~?%]))(?:-(\d{1,2}|XX)(?:-(\d{1,2}|XX))?)?(?:T[\d:.Z+-]+)?([~?%]*)"
)
_TILDE = re.compile(r"(?<=[\dX])(\??)~(?=\s*(?:/|$))")
_CIRCA = re.compile(r"(?:c\.|ca\.?|circa|about|around)\s*(?=\d)", re.IGNORECASE)
_WORDS = re.compile(r"(?:(\d{1,2})\s+)?([A-Za-z]+)\.?,?\s+(?:(\d{1,2}),\s+)?(\d{4})")
_SHORT_RANGE = re.compile(r"(\d{2})(\d{2})\s*[-–—]+\s*(\d{1,2})")
_MONTH_AND_DAY = re.compile(r"([A-Za-z]+)\.?\s+(\d{1,2})")
_YEAR_RANGE = re.compile(r"(\d{4})\s*[-–—]+\s*(\d{4})")


class Fault(StrEnum):
    """What is wrong with a date."""

    IMPOSSIBLE = "impossible"
    UNTIDY = "untidy"
    """Understood, but BibLaTeX or pandoc would not understand it."""
    LITERAL = "literal"
    """Kept as words: it cannot be sorted."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A date as read; `date` is None for an undated work."""

    date: CslDate | None = None
    fault: Fault | None = None
    written: str = ""


def read_date(fields: Mapping[str, str], prefix: str = "") -> Reading:
    """Read `date`, or `year`, `month` and `day`; `prefix` is "", "url", "event" or "orig"."""
    if written := _written(fields.get(f"{prefix}date", "")):
        return parse_date(written)
    if f"{prefix}year" not in fields:
        return Reading()
    year, month, day = (_written(fields.get(f"{prefix}{part}", "")) for part in ("year", "month", "day"))
    if not year:
        return Reading()
    return _from_parts(year, month, day)


def _written(value: str) -> str:
    """A date as plain text; the tilde after a year, `1899~`, is no space but says “about”."""
    return value.strip() if _PART.fullmatch(value.strip()) else plain(_TILDE.sub(r"\1%", value))


def parse_date(written: str) -> Reading:
    """Read one date as BibLaTeX or an author writes it."""
    if _UNDATED.fullmatch(written):
        return Reading(None, None, written)
    if "/" in written:
        return _interval(written)
    exact = _single(written)
    if exact is not None:
        return Reading(exact[0], exact[1], written)
    return _from_words(written)


def _interval(written: str) -> Reading:
    start, _, end = (part.strip() for part in written.partition("/"))
    ends = [_single(part) if part not in ("", "..") else None for part in (start, end)]
    if any(part not in ("", "..") and read is None for part, read in zip((start, end), ends, strict=True)):
        return Reading({"literal": written}, Fault.LITERAL, written)
    known = [read for read in ends if read is not None]
    if not known:
        return Reading(None, None, written)
    fault = next((read[1] for read in known if read[1]), None)
    first, last = ends
    if first and last:
        parts = [first[0]["date-parts"][0], last[0]["date-parts"][0]]
        if _sortable(parts[0]) > _sortable(parts[1]):
            fault = Fault.IMPOSSIBLE
        return Reading(_merged(parts, first[0], last[0]), fault, written)
    if first:
        year = first[0]["date-parts"][0]
        return (
            Reading({**first[0], "date-parts": [year, [0]]}, fault, written)
            if end == ".."
            else Reading(first[0], fault, written)
        )
    return Reading(last[0] if last else None, fault, written)


def _merged(parts: list[list[int]], first: CslDate, last: CslDate) -> CslDate:
    date: CslDate = {"date-parts": parts}
    if first.get("circa") or last.get("circa"):
        date["circa"] = True
    if "season" in first:
        date["season"] = first["season"]
    return date


def _sortable(parts: list[int]) -> list[int]:
    return parts[:1] if len(parts) == 1 else parts


def _single(written: str) -> tuple[CslDate, Fault | None] | None:
    """One year, month or day; None if it is not in BibLaTeX's form."""
    match = _PART.fullmatch(written)
    if match is None:
        return None
    sign, year_text, month_text, day_text, marks = match.groups()
    if "X" in year_text:
        return _decade(sign, year_text, marks)
    year = int(year_text) * (-1 if sign == "-" else 1)
    month = 0 if month_text in (None, "XX") else int(month_text)
    day = 0 if day_text in (None, "XX") else int(day_text)
    untidy = any(part is not None and len(part) < 2 for part in (month_text, day_text)) or len(year_text) < 4
    return _date(year, month, day, bool(marks), Fault.UNTIDY if untidy else None)


def _decade(sign: str, year_text: str, marks: str) -> tuple[CslDate, Fault | None]:
    """`195X` and `19XX`: the years that it may be, as a range, about."""
    first, last = int(year_text.replace("X", "0")), int(year_text.replace("X", "9"))
    years = [[first], [last]] if sign != "-" else [[_historical(-last)], [_historical(-first)]]
    return {"date-parts": years, "circa": True}, None


def _date(year: int, month: int, day: int, circa: bool, fault: Fault | None) -> tuple[CslDate, Fault | None]:
    date: CslDate = {"date-parts": [[_historical(year)]]}
    if 21 <= month <= 24 and not day:
        date["season"] = month - 20
    elif month or day:
        if not possible(year, month, day):
            fault = Fault.IMPOSSIBLE
        date["date-parts"] = [[_historical(year), *(part for part in (month, day) if part)]]
    if circa:
        date["circa"] = True
    return date, fault


def _historical(year: int) -> int:
    """BibLaTeX counts as astronomers do, 0000 is 1 BC and -0044 is 45 BC; CSL has no year 0, and -45 is 45 BC."""
    return year if year > 0 else year - 1


def possible(year: int, month: int, day: int) -> bool:
    """Whether a calendar has this day (proleptic Gregorian); month and day may be 0 for unknown."""
    if not 0 <= month <= 12 or (day and not month):
        return False
    return not month or 0 <= day <= monthrange(year % 400 + 2000, month)[1]


def _from_parts(year: str, month: str, day: str) -> Reading:
    written = "-".join(part for part in (year, month, day) if part)
    if not day and (both := _MONTH_AND_DAY.fullmatch(month)):
        month, day = both[1], both[2]
    if not month and not day:
        return parse_date(year)
    number = _month_number(month)
    if not re.fullmatch(r"\d{4}", year) or number is None:
        reading = parse_date(" ".join(part for part in (month, year) if part))
        return Reading(reading.date, reading.fault, written)
    days = re.match(r"\d{1,2}", day)
    if day and not days:
        return Reading({"literal": f"{day} {month} {year}"}, Fault.LITERAL, written)
    date, fault = _date(int(year), number, int(days[0]) if days else 0, False, None)
    return Reading(date, fault, written)


def _month_number(month: str) -> int | None:
    word = month.strip(". ").lower()
    if re.fullmatch(r"[0-9]{1,4}", word):
        return int(word)
    return _MONTH_NAMES.get(word[:3]) if word[:3] in _MONTH_NAMES and _is_month(word) else None


def _is_month(word: str) -> bool:
    names = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
    return len(word) >= 3 and any(name.startswith(word) or word == "sept" for name in names)


def _from_words(written: str) -> Reading:
    """`c. 1950`, `Winter 2012`, `5 April 1956`, `1904--6`, `[1958]`: what can be understood without guessing."""
    text = written.strip("[]").strip()
    circa = _CIRCA.match(text)
    if circa or text != written:
        inner = parse_date(text[circa.end() :] if circa else text)
        if inner.date and "literal" not in inner.date:
            date = {**inner.date, "circa": True} if circa or "?" in written else inner.date
            return Reading(date, inner.fault or Fault.UNTIDY, written)
    if span := _YEAR_RANGE.fullmatch(text):
        return _years(int(span[1]), int(span[2]), written)
    if span := _SHORT_RANGE.fullmatch(text):
        century = span[1] if len(span[3]) == 2 else span[1] + span[2][0]
        return _years(int(span[1] + span[2]), int(century + span[3]), written)
    if words := _WORDS.fullmatch(text):
        return _named(words, written)
    return Reading({"literal": written}, Fault.LITERAL, written)


def _years(first: int, last: int, written: str) -> Reading:
    fault = Fault.UNTIDY if first <= last else Fault.IMPOSSIBLE
    return Reading({"date-parts": [[first], [last]]}, fault, written)


def _named(words: re.Match[str], written: str) -> Reading:
    before, name, after, year = words.groups()
    day = before or after
    season = SEASONS.get(name.lower())
    if season and not day:
        return Reading({"date-parts": [[int(year)]], "season": season}, Fault.UNTIDY, written)
    month = _month_number(name)
    if month is None:
        return Reading({"literal": written}, Fault.LITERAL, written)
    date, fault = _date(int(year), month, int(day or 0), False, Fault.UNTIDY)
    return Reading(date, fault, written)
