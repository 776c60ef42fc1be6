"""Dates in EDTF: their order, and the words that people use for them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursepack.labels import read_labels
from coursepack.sources.edtf_date import parse_date, words
from coursepack.theme import Theme

ENGLISH = read_labels(Theme(), "en-GB")
GERMAN = read_labels(Theme(), "de")


@pytest.mark.parametrize(
    ("edtf", "english"),
    [
        ("1958", "1958"),
        ("1958-05", "May 1958"),
        ("1958-05-17", "17 May 1958"),
        ("1957-22", "Summer 1957"),
        ("1960-24", "Winter 1960–1"),
        ("1909-24", "Winter 1909–10"),
        ("1999-24", "Winter 1999–2000"),
        ("1955-23/1956-21", "Autumn 1955–spring 1956"),
        ("1956-24/1957-21", "Winter 1956–spring 1957"),
        ("1958-11/1959-02", "November 1958–February 1959"),
        ("1959-03/1959-05", "March–May 1959"),
        ("1958/1962", "1958–1962"),
        ("1870~", "c. 1870"),
        ("1870?", "1870?"),
        ("1949/..", "After 1949"),
        ("../1949", "Until 1949"),
        ("-0043", "44 BCE"),
    ],
)
def test_dates_in_english(edtf: str, english: str) -> None:
    assert words(parse_date(edtf), ENGLISH) == english


@pytest.mark.parametrize(
    ("edtf", "german"), [("1958-05-17", "17. Mai 1958"), ("1957-22", "Sommer 1957"), ("1870~", "Ca. 1870")]
)
def test_dates_in_german(edtf: str, german: str) -> None:
    assert words(parse_date(edtf), GERMAN) == german


@pytest.mark.parametrize("edtf", ["", "yesterday", "1956-13", "1957-02-30", "1962/1958", "1958/1957-24", "17 May 1958"])
def test_what_is_no_date_is_refused(edtf: str) -> None:
    with pytest.raises(ValueError, match=r"EDTF|ends before"):
        parse_date(edtf)


@given(st.dates(), st.dates())
def test_days_sort_as_the_calendar_does(one: date, other: date) -> None:
    first, second = parse_date(str(one)), parse_date(str(other))
    assert (first.earliest < second.earliest) == (one < other)
