"""Index locators: pages in order, each once, runs joined, ranges short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursepack.editions.locators import make_locators, shorten


def locators(marks: str, folios: dict[str, str], notes: dict[str, str] | None = None) -> list[str]:
    return [("*" if item.principal else "") + item.text for item in make_locators(marks, folios, notes or {})]


FOLIOS = {"a": "9", "b": "43", "c": "43", "d": "44", "e": "45", "f": "47", "g": "xii", "h": "112", "i": "115"}


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ("a", ["9"]),
        ("b c", ["43"]),
        ("b d", ["43", "44"]),
        ("b c d e f", ["43–5", "47"]),
        ("b~e f", ["43–5", "47"]),
        ("b~e d", ["43–5"]),
        ("b~e d*", ["43–5", "*44"]),
        ("g a", ["xii", "9"]),
        ("h~i", ["112–15"]),
        ("b c*", ["*43"]),
        ("b d* e", ["43", "*44", "45"]),
        ("unknown a", ["9"]),
        ("", []),
    ],
)
def test_locators(marks: str, expected: list[str]) -> None:
    assert locators(marks, FOLIOS) == expected


def test_a_mark_in_a_note_names_the_note() -> None:
    assert locators("b c d", FOLIOS, {"c": "2"}) == ["43", "43n2", "44"]


def test_notes_of_one_page_that_follow_each_other_are_joined() -> None:
    notes = {"b": "2", "c": "3"}
    assert locators("b c d", FOLIOS, notes) == ["43nn2–3", "44"]
    assert locators("b c d", FOLIOS, {"b": "2", "c": "4"}) == ["43n2", "43n4", "44"]
    assert locators("b b", FOLIOS, notes) == ["43n2"]


def test_roman_folios_make_runs_of_their_own() -> None:
    folios = {"a": "viii", "b": "ix", "c": "x", "d": "xi", "e": "12"}
    assert locators("a b c d e", folios) == ["viii–xi", "12"]
    assert locators("a~c b d", folios) == ["viii–x", "xi"]


@pytest.mark.parametrize(
    ("first", "last", "short"),
    [
        ("3", "10", "10"),
        ("71", "72", "72"),
        ("100", "104", "104"),
        ("1100", "1113", "1113"),
        ("101", "108", "8"),
        ("808", "833", "33"),
        ("1103", "1104", "4"),
        ("321", "328", "28"),
        ("498", "532", "532"),
        ("1087", "1089", "89"),
        ("1496", "1500", "500"),
        ("11564", "11615", "615"),
        ("12991", "13001", "3001"),
    ],
)
def test_the_examples_of_the_chicago_manual(first: str, last: str, short: str) -> None:
    assert shorten(first, last, "chicago") == short


def test_ranges_in_full() -> None:
    assert shorten("143", "145", "full") == "145"


def test_a_principal_reference_leads_to_its_own_place() -> None:
    assert [item.target for item in make_locators("b c*", FOLIOS, {})] == ["c"]


@pytest.mark.parametrize(
    ("first", "last", "short"),
    [
        ("43", "45", "5"),
        ("98", "102", "102"),
        ("112", "115", "15"),
        ("10", "12", "12"),
        ("105", "107", "7"),
        ("xi", "xiv", "xiv"),
        ("199", "200", "200"),
    ],
)
def test_ranges_are_as_short_as_can_be_spoken(first: str, last: str, short: str) -> None:
    assert shorten(first, last) == short


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_every_page_is_named_and_no_other(pages: list[int]) -> None:
    pages.sort()
    folios = {f"ix-{number}": str(page) for number, page in enumerate(pages)}
    named: set[int] = set()
    for item in make_locators(" ".join(folios), folios, {}):
        first, _, last = item.text.partition("–")
        end = int(first[: len(first) - len(last)] + last) if last else int(first)
        named |= set(range(int(first), end + 1))
    assert named == set(pages)
