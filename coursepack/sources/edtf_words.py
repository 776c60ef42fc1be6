"""A date as people write it, by language: "17 May 1958", "Autumn 1955–spring 1956", "Winter 1960–1", "c. 1870", "from 1949"."""

from __future__ import annotations

from coursepack.labels import Labels
from coursepack.sources.edtf_date import WINTER, Point, When


def words(when: When, labels: Labels) -> str:
    """Say a date or interval; a sentence may begin with it."""
    return _upper(_said(when, labels))


def words_in_year(when: When, year: int, labels: Labels) -> str:
    """Say a date below a heading that names the year: "17 May", "Spring–summer"; empty for the whole of it. What reaches
    beyond the year, or is not certain, is said in full.
    """
    start, end = when.start, when.end
    if start is None or end is None or not (_lies_in(start, year) and _lies_in(end, year)):
        return words(when, labels)
    if start is end:
        said = _in_year(start, labels)
    elif start.month and start.month == end.month and start.day and end.day:
        days = {"first": str(start.day), "last": str(end.day)}
        said = labels.word("days", **days, month=_month(start, labels), year="").rstrip(" ,")
    else:
        said = "–".join(filter(None, (_in_year(start, labels), _in_year(end, labels))))
    return _upper(said) if said else ""


def _lies_in(point: Point, year: int) -> bool:
    certain = not (point.approximate or point.uncertain or "X" in point.year or point.season == WINTER)
    return certain and int(point.year) == year


def _in_year(point: Point, labels: Labels) -> str:
    return labels.seasons[point.season - 21] if point.season else _dayed(point, labels, "")


def year_words(point: Point, labels: Labels) -> str:
    """The year of a date as a heading names it: "1958", "44 BCE", "1950s"."""
    return _upper(_year(point, labels))


def _said(when: When, labels: Labels) -> str:
    if when.start is when.end and when.start is not None:
        return _point(when.start, labels)
    if when.start is None and when.end is not None:
        name = "until" if when.text.startswith("..") else "until-unknown"
        return labels.word(name, date=_point(when.end, labels))
    if when.end is None and when.start is not None:
        name = "from" if when.text.endswith("..") else "from-unknown"
        return labels.word(name, date=_point(when.start, labels))
    assert when.start is not None and when.end is not None  # noqa: S101, PT018  # parse_date refuses anything else
    return _interval(when.start, when.end, labels)


def _interval(start: Point, end: Point, labels: Labels) -> str:
    """Two ends with a dash, what they share said once where the language does so."""
    if _plain_year(start) and _plain_year(end):
        return f"{_year(start, labels)}–{_later_year(start.year, end.year, labels, 'years')}"
    same_year = start.year == end.year and not (start.approximate or start.uncertain or start.season or end.season)
    same_month = same_year and start.month == end.month
    if same_month and start.day and end.day:
        return labels.word(
            "days", first=str(start.day), last=str(end.day), month=_month(start, labels), year=_year(end, labels)
        )
    if same_year and start.month and end.month:
        return f"{_dayed(start, labels, '')}–{_dayed(end, labels, _year(end, labels))}"
    if start.season and end.season and start.year == end.year and WINTER not in (start.season, end.season):
        return f"{labels.seasons[start.season - 21]}–{_point(end, labels)}"
    if WINTER in (start.season, end.season):  # "winter 1956–7–spring 1957" could not be read
        return f"{_point(start, labels)} {labels.word('to')} {_point(end, labels)}"
    return f"{_point(start, labels)}–{_point(end, labels)}"


def _plain_year(point: Point) -> bool:
    return (
        not (point.month or point.season or point.approximate or point.uncertain or "X" in point.year)
        and point.year > "0"
    )


def _point(point: Point, labels: Labels) -> str:
    said = _dayed(point, labels, _year(point, labels))
    if point.season:
        year = _year(point, labels)
        said = f"{labels.seasons[point.season - 21]} {year}"
        if point.season == WINTER:
            joint = labels.word("winter-joint")
            said = f"{said}{joint}{_later_year(point.year, str(int(point.year) + 1), labels, 'winter')}"
    if point.approximate:
        said = labels.word("circa", date=said)
    return f"{said}?" if point.uncertain else said


def _dayed(point: Point, labels: Labels, year: str) -> str:
    """Day, month and year in the order of the language; without the year where it is empty."""
    if point.day:
        name = "day" if year else "day-of-month"
        return labels.word(name, day=str(point.day), month=_month(point, labels), year=year)
    return " ".join(filter(None, (_month(point, labels), year)))


def _month(point: Point, labels: Labels) -> str:
    return labels.months[point.month - 1] if point.month else ""


def _year(point: Point, labels: Labels) -> str:
    if point.year.endswith("XX"):
        number = int(point.year[:-2]) + 1
        return labels.word("century", number=str(number), ordinal=_ordinal(number))
    if point.year.endswith("X"):
        return labels.word("decade", year=f"{point.year[:-1]}0")
    year = int(point.year)
    return labels.word("bce", year=str(1 - year)) if year <= 0 else str(year)


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def _later_year(first: str, last: str, labels: Labels, name: str) -> str:
    """The later of two years, in as many digits as the language keeps (`years-digits`, `winter-digits`; 0 is all)."""
    later = str(int(last))
    keep = int(labels.word(f"{name}-digits"))
    if not keep or len(str(int(first))) != len(later):
        return later
    common = next((i for i, (a, b) in enumerate(zip(str(int(first)), later, strict=True)) if a != b), len(later) - 1)
    if common < len(later) - 2:
        return later  # 1999–2000
    kept = max(keep, len(later) - common)
    return later[-kept:]


def _upper(text: str) -> str:
    return text if text.startswith(("c. ", "ca. ")) else text[0].upper() + text[1:]
