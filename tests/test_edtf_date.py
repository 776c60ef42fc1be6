"""Dates in EDTF: their order, and the words that people use for them in three languages."""

import os
from datetime import date
from pathlib import Path

import pytest
from edtf import EDTFParseException, parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from coursepack.labels import read_labels
from coursepack.sources.edtf_date import parse_date
from coursepack.sources.edtf_words import words
from coursepack.theme import Theme

FORMS = Path(__file__).parent / "data" / "edtf-words.tsv"
LANGUAGES = ("en-GB", "en-US", "de")
LABELS = {language: read_labels(Theme(), language) for language in LANGUAGES}


def test_sixty_forms_in_three_languages() -> None:
    rows = [line.split("\t") for line in FORMS.read_text(encoding="utf-8").splitlines()]
    said = [[form, *(words(parse_date(form), LABELS[language]) for language in LANGUAGES)] for form, *_ in rows]
    if os.environ.get("COURSEPACK_REWRITE"):
        FORMS.write_text("".join("\t".join(row) + "\n" for row in said), encoding="utf-8")
    assert len(rows) == 60
    assert said == rows


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "../..",
        "yesterday",
        "1956-13",
        "1956-25",
        "1957-02-30",
        "1962/1958",
        "1958/1957-23",
        "17 May 1958",
        "958",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"EDTF|ends before|season|interval"):
        parse_date(text)


def test_where_the_package_falls_short() -> None:
    """The reasons for code of our own; when one of these passes, some of it can go."""
    with pytest.raises(TypeError):
        tuple(parse_edtf("1949/..").upper_strict())
    with pytest.raises(EDTFParseException):
        parse_edtf("1957-24?")
    assert tuple(parse_edtf("1957-24").upper_strict())[:3] == (1957, 12, 31)
    assert parse_date("1957-24").latest == (1958, 2, 28)


def test_entries_sort_by_start_and_then_by_end() -> None:
    texts = ["1958/1962", "1958", "1957-24", "1958-01", "-0043", "../1949", "1949/.."]
    dates = sorted(map(parse_date, texts), key=lambda when: (when.earliest, when.latest))
    assert [when.text for when in dates] == ["../1949", "-0043", "1949/..", "1957-24", "1958-01", "1958", "1958/1962"]


@given(st.dates(), st.dates())
def test_days_sort_as_the_calendar_does(one: date, other: date) -> None:
    first, second = parse_date(one.isoformat()), parse_date(other.isoformat())
    assert (first.earliest < second.earliest) == (one < other)


@given(st.text(alphabet="0123456789-/.X~?% ", max_size=24))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        when = parse_date(text)
    except ValueError:
        return
    assert when.earliest <= when.latest
    assert all(words(when, LABELS[language]) for language in LANGUAGES)
