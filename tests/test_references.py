"""References inside the book: every target exists once, and a link without words gets the name of its target."""

from collections.abc import Callable
from pathlib import Path

import pytest
from book_of import book_of, root_of, said_of
from lxml import etree

from coursepack.document.markup import Element, of_class, text_of

Make = Callable[..., Path]
READER = """\
title = "T"
date = 2026-01-01
[contents]
opening = ["introduction.md"]
parts = [{ title = "Beginnings", chapters = ["one.md", "two.md"] }]
"""
TWO = """\
# Second {#second}

Text.

## A section {#sec-a}

![A caption.](a.svg){#fig-a alt="A line."}

| a |
|---|
| b |

Table: A table. {#tbl-a}

::: {#poem}
Words.
:::
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def links(project: Make, text: str) -> list[Element]:
    folder = project(
        manuscript__reader_dot_toml=READER,
        manuscript__introduction_dot_md="# Before {#before}\n\nText.\n",
        manuscript__one_dot_md=f"# First {{#first}}\n\n{text}\n",
        manuscript__two_dot_md=TWO,
        manuscript__a_dot_svg=DRAWING,
    )
    return [link for link in root_of(book_of(folder), "first").iter("a") if link.get("href", "").startswith("#")]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("second", "Chapter\u00a02"),
        ("sec-a", "section\u00a02.1"),
        ("fig-a", "Figure\u00a02.1"),
        ("tbl-a", "Table\u00a02.1"),
        ("before", "Before"),
        ("part-one", "Part\u00a0One"),
    ],
)
def test_a_link_without_words_prints_the_name_of_its_target(project: Make, target: str, words: str) -> None:
    [link] = links(project, f"See [](#{target}).")
    assert (link.text, link.get("class"), link.get("href")) == (words, "xref", f"#{target}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[](#sec-a) says so.", "Section\u00a02.1"),
        ("[]{#here}[](#sec-a) says so.", "Section\u00a02.1"),
        ("So it is. [](#sec-a){.capital} says so.", "Section\u00a02.1"),
        ("In *short*: [](#sec-a) says so.", "section\u00a02.1"),
        ("([](#sec-a) says so.)", "section\u00a02.1"),
        ("- [](#sec-a)\n- b", "section\u00a02.1"),
    ],
)
def test_a_reference_that_begins_a_sentence_has_a_capital(project: Make, text: str, words: str) -> None:
    [link] = links(project, text)
    assert (link.text, link.get("class")) == (words, "xref")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A.[^x] See [](#^x).\n\n[^x]: The note.", "note\u00a01"),
        ("A.^[One.] B.[^x] See [](#first^x).\n\n[^x]: [@able2001, 5].", "note\u00a02"),
        ("A.^[One.] B.^[[]{#here}Two.] See [](#here).", "note\u00a02"),
        ("See [](#second^y).", "Chapter\u00a02, note\u00a01"),
        ("See [](#in-note).", "Chapter\u00a02, note\u00a02"),
        ("See [](#before^z).", "Before, note\u00a01"),
        ("See ^[A note that names [](#second^y).] it.", "Chapter\u00a02, note\u00a01"),
    ],
)
def test_a_reference_to_a_note_prints_its_number(project: Make, text: str, words: str) -> None:
    folder = project(
        manuscript__reader_dot_toml=READER,
        manuscript__introduction_dot_md="# Before {#before}\n\nText.[^z]\n\n[^z]: Note.\n",
        manuscript__one_dot_md=f"# First {{#first}}\n\n{text}\n",
        manuscript__two_dot_md="# Second {#second}\n\nText.[^y] More.^[[]{#in-note}Two.]\n\n[^y]: One.\n",
    )
    root = root_of(book_of(folder), "first")
    [link] = list(of_class(root, "xref"))
    assert link.text == words
    assert not list(of_class(root, "called-as"))


def test_a_formula_with_an_id_is_numbered(project: Make) -> None:
    text = "# First {#first}\n\n[$$a = b$$]{#eq-a} and $$c$$ and\n[$$d$$]{#eq-d}. See [](#eq-d), [here](#eq-a).\n"
    root = root_of(book_of(project(manuscript__one_dot_md=text)), "first")
    assert [number.text for number in of_class(root, "number") if number.tag == "span"] == ["(1.1)", "(1.2)"]
    assert next(of_class(root, "xref")).text == "equation\u00a01.2"


def test_references_are_resolved_wherever_they_stand(project: Make) -> None:
    folder = project(
        manuscript__reader_dot_toml=READER.replace('"introduction.md"', '"introduction.md", "chronology"'),
        manuscript__introduction_dot_md="# Before {#before}\n\nText.\n",
        manuscript__one_dot_md="# First {#first}\n\nA.^[In a note [](#second).]\n\n"
        "![A caption, [](#sec-a).](a.svg){#f alt='x'}\n\n"
        "| a |\n|---|\n| [](#tbl-a) |\n\nTable: See [](#fig-a).\n",
        manuscript__two_dot_md=TWO,
        manuscript__a_dot_svg=DRAWING,
        manuscript__chronology_dot_yaml="- date: 1958\n  text: See [](#poem){.page} and [](#first).\n",
    )
    book = book_of(folder)
    first, events = root_of(book, "first"), root_of(book, "chronology")
    assert [link.text for link in of_class(first, "xref")] == [
        "section\u00a02.1",
        "Figure\u00a02.1",
        "Table\u00a02.1",
        "Chapter\u00a02",
    ]
    assert [link.get("data-page-of") for link in of_class(events, "pageref")] == ["poem"]


def test_a_link_keeps_its_own_words(project: Make) -> None:
    [link] = links(project, "See [as *shown* below](#poem).")
    assert etree.tostring(link, encoding="unicode", with_tail=False).count("<em") == 1
    assert text_of(link) == "as shown below"


def test_a_page_reference_waits_for_the_pages(project: Make) -> None:
    [link] = links(project, "See [](#poem){.page}.")
    assert (link.get("class"), link.get("data-page-of"), link.text) == ("pageref", "poem", None)


def test_a_citation_without_a_bibliography_stands_without_a_link(project: Make) -> None:
    reader = 'title = "T"\ndate = 2026-01-01\n[contents]\nchapters = ["one.md"]\nback = []\n'
    root = root_of(book_of(project(manuscript__reader_dot_toml=reader)), "first")
    assert next(text_of(note) for note in root.iter("aside")).startswith("Ann Able, Alpha")
    assert not [link for link in root.iter("a") if link.get("href", "").startswith("#ref-")]
    assert len(list(of_class(root, "citation"))) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[](#gone)", "X001"),
        ("[words](#gone)", "X001"),
        ("[](#gone){.page}", "X001"),
        ("[](#^gone)", "X001"),
        ("[](#first^gone)", "X001"),
        ("[here]{#here} and [](#here)", "X004"),
        ("[here]{#here} and [there]{#here}", "X002"),
        ("[here]{#1st}", "X003"),
        ("[here]{#élan}", "X003"),
        ("[here](other.md)", "X005"),
        ("[here](../secret)", "X005"),
        ("[here]()", "X005"),
        ("[here](javascript:alert(1))", "X005"),
        ("[here](JavaScript:alert(1))", "X005"),
        ("[here](data:text/html,x)", "X005"),
        ("[here](file:///etc/passwd)", "X005"),
    ],
)
def test_a_reference_that_leads_nowhere_is_reported_at_its_line(project: Make, text: str, said: str) -> None:
    folder = project(manuscript__one_dot_md=f"# First {{#first}}\n\nText.\n\n{text}\n")
    assert said_of(folder) == [f"{said} manuscript/one.md:5"]


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=c#d", "http://example.org", "mailto:a@example.org", "#first"]
)
def test_addresses_that_a_reader_has_are_links(project: Make, address: str) -> None:
    assert said_of(project(manuscript__one_dot_md=f"# First {{#first}}\n\n[Words]({address}).\n")) == []


def test_each_reference_to_an_id_that_is_missing_is_told_at_its_place(project: Make) -> None:
    folder = project(
        manuscript__one_dot_md="# T {#t}\n\nA [](#gone), [b](#gone).\n\nC [](#gone){.page}. [](#missing).\n"
    )
    assert said_of(folder) == [f"X001 manuscript/one.md:{line}" for line in (3, 3, 5, 5)]
