"""The lists that the book makes of itself: contents, figures and tables."""

from collections.abc import Callable
from pathlib import Path

from book_of import book_of, root_of
from lxml import etree

from coursepack.document.markup import text_of
from coursepack.document.model import Book

Make = Callable[..., Path]
READER = """\
title = "T"
date = 2026-01-01
[contents]
front = ["half-title", "title-page", "copyright", "contents", "illustrations", "note.md"]
opening = ["introduction.md"]
parts = [{ title = "Beginnings", chapters = ["one.md"] }, { file = "end.md", chapters = ["two.md"] }]
"""
ONE = """\
# The *first* chapter^[A note in the title.] [鋼]{.index} {#one}

## A section

![A caption, with a footnote.^[The note.] A second sentence [@able2001].](a.svg){alt="A line."}

![](a.svg){.decorative}

Table: Steel and grain. {#tbl-a}

| a |
|---|
| b |
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def made(project: Make) -> Book:
    return book_of(
        project(
            manuscript__reader_dot_toml=READER,
            manuscript__note_dot_md="# A note\n\nText.\n",
            manuscript__introduction_dot_md="# Before\n\nText.\n",
            manuscript__one_dot_md=ONE,
            manuscript__end_dot_md="# Endings\n\nText.\n",
            manuscript__two_dot_md="# Second\n\nText.\n",
            manuscript__a_dot_svg=DRAWING,
        )
    )


def test_the_contents_list_every_section_but_those_before_them(project: Make) -> None:
    root = root_of(made(project), "contents")
    lines = [(len(list(link.iterancestors("ol"))), link.get("href"), text_of(link)) for link in root.iter("a")]
    assert lines == [
        (1, "#illustrations", "Figures and tables"),
        (1, "#note", "A note"),
        (1, "#introduction", "Before"),
        (1, "#part-one", "One Beginnings"),
        (2, "#one", "1 The first chapter 鋼"),
        (1, "#end", "Two Endings"),
        (2, "#two", "2 Second"),
        (1, "#bibliography", "Bibliography"),
    ]


def test_every_line_waits_for_its_folio(project: Make) -> None:
    root = root_of(made(project), "contents")
    targets = [span.get("data-page-of") for span in root.iter("span") if span.get("class") == "folio"]
    assert [f"#{target}" for target in targets] == [link.get("href") for link in root.iter("a")]


def test_titles_keep_their_emphasis_and_lose_notes_marks_and_ids(project: Make) -> None:
    root = root_of(made(project), "contents")
    link = next(link for link in root.iter("a") if link.get("href") == "#one")
    assert link.find("em") is not None
    assert [element for element in link.iter(etree.Element) if element.get("id") or element.get("data-entry")] == []


def test_lists_of_figures_and_tables_give_the_first_sentence_of_captions(project: Make) -> None:
    root = root_of(made(project), "illustrations")
    assert [text_of(link) for link in root.iter("a")] == [
        "Figure 1.1 A caption, with a footnote.",
        "Table 1.1 Steel and grain.",
    ]
    assert [heading.text for heading in root.iter("h2")] == ["Figures", "Tables"]


def test_a_book_without_figures_has_no_heading_for_them(project: Make) -> None:
    reader = 'title = "T"\ndate = 2026-01-01\n[contents]\nfront = ["illustrations"]\nchapters = ["one.md"]\n'
    root = root_of(book_of(project(manuscript__reader_dot_toml=reader)), "illustrations")
    assert list(root.iter("h2")) == []
