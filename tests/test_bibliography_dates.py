"""Dates as BibLaTeX, BibTeX and authors write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursepack.sources.bibliography.dates import Fault, parse_date, possible, read_date

Date = dict[str, Any] | None


@pytest.mark.parametrize(
    ("written", "date", "fault"),
    [
        ("1959", {"date-parts": [[1959]]}, None),
        ("1959-12", {"date-parts": [[1959, 12]]}, None),
        ("1956-04-05", {"date-parts": [[1956, 4, 5]]}, None),
        ("1956-04-05T10:30:00Z", {"date-parts": [[1956, 4, 5]]}, None),
        ("2012-24", {"date-parts": [[2012]], "season": 4}, None),
        ("1958/1962", {"date-parts": [[1958], [1962]]}, None),
        ("1958-05/1962-06-03", {"date-parts": [[1958, 5], [1962, 6, 3]]}, None),
        ("1958/", {"date-parts": [[1958]]}, None),
        ("/1962", {"date-parts": [[1962]]}, None),
        ("1950~", {"date-parts": [[1950]], "circa": True}, None),
        ("1950?", {"date-parts": [[1950]], "circa": True}, None),
        ("195X", {"date-parts": [[1950], [1959]], "circa": True}, None),
        ("19XX", {"date-parts": [[1900], [1999]], "circa": True}, None),
        ("-0044", {"date-parts": [[-45]]}, None),
        ("-0044-03-15", {"date-parts": [[-45, 3, 15]]}, None),
        ("0000", {"date-parts": [[-1]]}, None),
        ("-004X", {"date-parts": [[-50], [-41]], "circa": True}, None),
        ("2015-6-25", {"date-parts": [[2015, 6, 25]]}, Fault.UNTIDY),
        ("1904–6", {"date-parts": [[1904], [1906]]}, Fault.UNTIDY),
        ("1904-06", {"date-parts": [[1904, 6]]}, None),
        ("1958–1962", {"date-parts": [[1958], [1962]]}, Fault.UNTIDY),
        ("c. 1950", {"date-parts": [[1950]], "circa": True}, Fault.UNTIDY),
        ("[1958]", {"date-parts": [[1958]]}, Fault.UNTIDY),
        ("Winter 2012", {"date-parts": [[2012]], "season": 4}, Fault.UNTIDY),
        ("5 April 1956", {"date-parts": [[1956, 4, 5]]}, Fault.UNTIDY),
        ("April 5, 1956", {"date-parts": [[1956, 4, 5]]}, Fault.UNTIDY),
        ("June 1963", {"date-parts": [[1963, 6]]}, Fault.UNTIDY),
        ("the fifties", {"literal": "the fifties"}, Fault.LITERAL),
        ("before/after", {"literal": "before/after"}, Fault.LITERAL),
        ("n.d.", None, None),
        ("undated", None, None),
        ("1990-02-30", {"date-parts": [[1990, 2, 30]]}, Fault.IMPOSSIBLE),
        ("1990-13", {"date-parts": [[1990, 13]]}, Fault.IMPOSSIBLE),
        ("1995/1990", {"date-parts": [[1995], [1990]]}, Fault.IMPOSSIBLE),
    ],
)
def test_dates(written: str, date: Date, fault: Fault | None) -> None:
    reading = parse_date(written)
    assert (reading.date, reading.fault) == (date, fault)


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"date": "1899~"}, {"date-parts": [[1899]], "circa": True}),
        ({"date": "1899?~/1905"}, {"date-parts": [[1899], [1905]], "circa": True}),
        ({"date": "5~April~1956"}, {"date-parts": [[1956, 4, 5]]}),
        ({"year": "1899~"}, {"date-parts": [[1899]], "circa": True}),
        ({"year": "1990", "month": "jan"}, {"date-parts": [[1990, 1]]}),
        ({"year": "1990", "month": "jan~5"}, {"date-parts": [[1990, 1, 5]]}),
        ({"year": "1990", "month": "9", "day": "3"}, {"date-parts": [[1990, 9, 3]]}),
        ({"year": "1990", "month": "Spring"}, {"date-parts": [[1990]], "season": 1}),
        ({"year": "1990", "month": "July/August"}, {"literal": "July/August 1990"}),
        ({"date": "1991", "year": "1990"}, {"date-parts": [[1991]]}),
        ({"month": "jan"}, None),
        ({}, None),
    ],
)
def test_year_month_and_day(fields: dict[str, str], date: Date) -> None:
    assert read_date(fields).date == date


def test_other_dates_of_an_entry() -> None:
    fields = {"urldate": "2023-04-09", "origdate": "1950", "eventdate": "1956-02-25"}
    assert read_date(fields, "url").date == {"date-parts": [[2023, 4, 9]]}
    assert read_date(fields, "event").date == {"date-parts": [[1956, 2, 25]]}


@given(st.dates())
def test_every_day_of_the_calendar_is_possible(day: Any) -> None:
    assert possible(day.year, day.month, day.day)
    if day.year >= 1000:
        assert parse_date(day.isoformat()).date == {"date-parts": [[day.year, day.month, day.day]]}


@given(st.text(alphabet="0123456789-/~?%X.. cabdnWinterJuly–", max_size=20))
def test_no_date_breaks_the_reader(written: str) -> None:
    reading = parse_date(written)
    assert reading.date is None or reading.date.get("literal") == written or reading.date["date-parts"]
