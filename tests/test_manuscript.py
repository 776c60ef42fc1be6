"""The sample reader: what can be checked of its facts, its citations and its make-up by counting."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from manuscript_facts import (
    IndexMark,
    all_citations,
    calls_side_by_side,
    chapters,
    citations,
    div,
    due_events,
    ids,
    index_marks,
    is_allowed,
    links,
    open_ranges,
    twins,
    works,
)
from manuscript_prose import ROOT, fragments, markdown_files, prose, records, tree, walk

from coursepack import pandoc
from coursepack.sources.bibliography import read_bibliography


def parsed(markdown: str) -> object:
    return pandoc.parse(markdown)["blocks"]


# Citations


def test_every_work_of_the_bibliography_is_cited_and_no_other() -> None:
    bibliography, _ = read_bibliography(ROOT / "bibliography.bib", "bibliography.bib")
    assert set(bibliography.entries) == set(works())
    assert {cited.key for cited in all_citations()} == set(works())


def test_every_locator_is_one_that_the_work_has() -> None:
    wrong = [cited for cited in all_citations() if not all(is_allowed(cited.key, at) for at in cited.locators)]
    assert wrong == []


def test_every_kind_of_locator_is_used() -> None:
    used = {locator for cited in all_citations() for locator in cited.locators}
    assert {"preface", "chronology", "chap. 1", "chap. 2", "chap. 3", "17–34", "00:07:19"} <= used
    assert any(not cited.locators for cited in all_citations())
    assert set(works()["podcast"]["locators"]) <= used


@pytest.mark.parametrize(
    ("citation", "sound"),
    [
        ("[@dikotter2010, chap. 1]", True),
        ("[@dikotter2010, chap. 4]", False),
        ("[@dikotter2010, 17]", False),
        ("[@zagoria1961, 17--34]", True),
        ("[@zagoria1961, 20]", True),
        ("[@zagoria1961, 17--35]", False),
        ("[@podcast, {00:07:19, 01:02:38}]", True),
        ("[@podcast, {00:07:19, 01:02:39}]", False),
        ("@dikotter2010 [{preface}] says", True),
        ("[@lin2023, 3]", False),
        ("[@nobody, 3]", False),
    ],
)
def test_a_locator_that_the_work_lacks_is_seen(citation: str, sound: bool) -> None:
    (cited,) = citations(parsed(citation), "")
    assert cited.locators
    assert all(is_allowed(cited.key, locator) for locator in cited.locators) is sound


def test_two_note_calls_never_stand_side_by_side() -> None:
    for path in markdown_files():
        paragraphs = [part["c"] for part in walk(tree(path)) if part["t"] in ("Para", "Plain")]
        assert not any(calls_side_by_side(paragraph) for paragraph in paragraphs), path.name


@pytest.mark.parametrize(
    ("text", "side_by_side"),
    [
        ("So it was [@key, 1].^[A note.]", True),
        ("So it was,^[A note.] [@key, 1].", True),
        ("So it was [@key, 1]. Later^[A note.]", False),
        ("So it was.^[[@key, 1]. A note.]", False),
    ],
)
def test_two_note_calls_side_by_side_are_seen(text: str, side_by_side: bool) -> None:
    (paragraph,) = pandoc.parse(text)["blocks"]
    assert calls_side_by_side(paragraph["c"]) is side_by_side


def test_every_epigraph_is_cited() -> None:
    epigraphs = [found for blocks in chapters().values() if (found := div(blocks, "epigraph"))]
    assert len(epigraphs) >= 3
    assert all(list(citations(epigraph, "")) for epigraph in epigraphs)


# The chronology


def test_the_chronology_holds_every_event_and_its_source() -> None:
    given = [
        (event["date"], {cited.key for cited in citations(parsed(event["text"]), "")})
        for event in records("chronology.yaml")
    ]
    due = [(event["date"], set(event.get("cites", ["dikotter2010"]))) for event in due_events()]
    assert Counter(date for date, _ in given) == Counter(date for date, _ in due)
    for date, keys in due:
        assert any(when == date and keys <= cited for when, cited in given), f"{date} is not cited from {keys}"


def test_every_event_leads_to_a_chapter() -> None:
    known = {name for blocks in chapters().values() for name in ids(blocks)}
    assert [event["date"] for event in records("chronology.yaml") if event.get("chapter") not in known] == []


# The parts of a chapter


@pytest.mark.parametrize("name", sorted(chapters()))
def test_a_chapter_has_all_its_parts(name: str) -> None:
    blocks = chapters()[name]
    abstract = " ".join(prose(div(blocks, "abstract")))
    assert 2 <= len(re.findall(r"[.?](?:\s|$)", abstract)) <= 3
    (questions,) = (part["c"][1] for part in walk(div(blocks, "questions")) if part["t"] == "OrderedList")
    assert 4 <= len(questions) <= 6
    assert any(part["t"] == "BulletList" for part in walk(div(blocks, "further-reading")))
    assert 3 <= sum(part["c"][0] == 2 for part in walk(blocks) if part["t"] == "Header") <= 5


@pytest.mark.parametrize("name", sorted(chapters()))
def test_a_chapter_refers_to_another(name: str) -> None:
    elsewhere = {each for other, blocks in chapters().items() if other != name for each in ids(blocks)}
    assert links(chapters()[name]) & elsewhere


def test_there_are_ten_chapters_of_the_length_agreed() -> None:
    assert len(chapters()) == 10
    words = sum(len(fragment.text.split()) for fragment in fragments() if fragment.file.endswith(".md"))
    assert 12_000 <= words <= 16_000


def test_every_element_that_a_course_reader_needs_is_there() -> None:
    kinds = Counter(part["t"] for path in markdown_files() for part in walk(tree(path)))
    for kind in ("BlockQuote", "LineBlock", "Table", "Figure", "BulletList", "OrderedList", "DefinitionList", "Note"):
        assert kinds[kind], kind


# Glossary and index


def test_the_glossary_explains_the_terms_that_are_marked_and_no_others() -> None:
    marked = set()
    for path in markdown_files():
        for part in walk(tree(path)):
            if part["t"] == "Span" and "term" in part["c"][0][1]:
                text = " ".join(prose({"t": "Plain", "c": part["c"][1]}))
                marked.add(dict(part["c"][0][2]).get("entry", text))
    due = {record["term"] for record in records("glossary.yaml")}
    assert {term.casefold() for term in marked} == {term.casefold() for term in due}


def test_the_index_is_whole() -> None:
    marks = [mark for path in markdown_files() for mark in index_marks(tree(path))]
    headings = {mark.entry for mark in marks} | {mark.entry.split("!")[0] for mark in marks}
    assert open_ranges(marks) == []
    assert twins(headings) == []
    assert {target for mark in marks for target in mark.targets} <= headings
    assert any("!" in heading for heading in headings)
    assert any("see=" in path.read_text("utf-8") for path in markdown_files())
    assert any("seealso=" in path.read_text("utf-8") for path in markdown_files())


def test_a_sub_entry_has_company() -> None:
    """A heading with one sub-entry and no place of its own would be better as one heading."""
    entries = {mark.entry for path in markdown_files() for mark in index_marks(tree(path))}
    below = Counter(entry.split("!")[0] for entry in entries if "!" in entry)
    assert [heading for heading, count in below.items() if count == 1 and heading not in entries] == []


@pytest.mark.parametrize(
    ("marks", "wrong"),
    [
        ([("a", "start"), ("a", "end")], []),
        ([("a", "start")], ["a"]),
        ([("a", "end")], ["a"]),
        ([("a", "start"), ("a", "start"), ("a", "end")], ["a"]),
    ],
)
def test_an_open_range_is_seen(marks: list[tuple[str, str]], wrong: list[str]) -> None:
    assert open_ranges(IndexMark(entry, role, ()) for entry, role in marks) == wrong


def test_twins_of_a_heading_are_seen() -> None:
    assert twins(["commune", "communes", "archives!law on", "Grain"]) == ["communes"]


# People


def test_people_are_listed_by_family_name() -> None:
    """A name that does not begin with the family name says how it is sorted."""
    western = {"Dikötter", "Hartnett", "Khrushchev", "Lin", "Stalin"}
    given_first = [person for person in records("people.yaml") if person["name"].split()[-1] in western]
    assert len(given_first) == len(western)
    assert all(person["sort"].startswith(("Dikotter", *western)) for person in given_first)


def test_the_lists_are_kept_in_the_order_of_the_alphabet() -> None:
    terms = [str(record["term"]).casefold() for record in records("glossary.yaml")]
    people = [str(person.get("sort", person["name"])).casefold() for person in records("people.yaml")]
    shorts = [str(record["short"]).casefold() for record in records("abbreviations.yaml")]
    for keys in (terms, people, shorts):
        assert all(first < second for first, second in pairwise(keys))
