"""Sheets for the press: the canonical tree with notes at their calls and folios as tokens, and not a word more or less."""

from collections.abc import Callable
from pathlib import Path

from book_of import book_of
from lxml import etree, html

from coursepack.config import Config
from coursepack.document.markup import Element, of_class, text_of
from coursepack.editions.kept_sheets import make_sheets
from coursepack.editions.link_titles import describe_targets
from coursepack.editions.markup import WORD_JOINER, FillSheet, notes_with_marks
from coursepack.labels import read_labels
from coursepack.theme import Theme

Make = Callable[..., Path]
CONFIG = Config.model_validate({"title": "Small", "date": "2026-01-01", "contents": {"chapters": ["one.md"]}})
TEXT = """\
# The first chapter {#first short="First"}

A word^[One *note* with [steel]{.index} and more.] and another.[^long]^[Right after.]

[^long]: First paragraph.

    > A quotation.

    - An item.

See [](#first){.page} on [iron]{.index}.

![C.](a.svg){alt="A"}
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def sheet_of(project: Make, text: str) -> tuple[str, dict[str, str]]:
    book = book_of(project(manuscript__one_dot_md=text, manuscript__a_dot_svg=DRAWING))
    labels = read_labels(Theme(), "en-GB")
    sheets, _ = make_sheets(book, CONFIG, labels, describe_targets(book, labels))
    sheet = next(sheet for sheet in sheets if sheet.id == "first")
    filled = FillSheet(notes_with_marks(book))(sheet, {"first": "43"})
    return filled, notes_with_marks(book)


def tree_of(project: Make, text: str = TEXT) -> Element:
    return html.fragment_fromstring(sheet_of(project, text)[0])


def test_each_note_stands_at_its_call(project: Make) -> None:
    root = tree_of(project)
    footnotes = list(of_class(root, "footnote"))
    assert [note.get("data-number") for note in footnotes] == ["1", "2", "3"]
    assert [note.get("id") for note in footnotes] == ["first-note-1", "first-note-2", "first-note-3"]
    assert [call.getnext() for call in of_class(root, "call")] == footnotes
    assert root.find(".//section[@class='notes']") is None


def test_a_chinese_name_is_not_divided_and_a_longer_run_is(project: Make) -> None:
    root = tree_of(project, "# T {#first}\n\nA term 人民公社, a title 建国以来毛泽东文稿.\n")
    assert {run.text: "whole" in run.get("class", "") for run in root.iter("span") if run.get("lang")} == {
        "人民公社": True,
        "建国以来毛泽东文稿": False,
    }


def test_notes_hold_no_blocks(project: Make) -> None:
    for note in of_class(tree_of(project), "footnote"):
        assert {element.tag for element in note.iter(etree.Element)} <= {"span", "em", "a"}


def test_a_call_never_begins_a_line(project: Make) -> None:
    root = tree_of(project)
    calls = list(of_class(root, "call"))
    assert "".join(calls[0].getparent().itertext()).startswith(f"A word{WORD_JOINER}")  # type: ignore[union-attr]


def test_page_references_are_filled_in(project: Make) -> None:
    [reference] = list(of_class(tree_of(project), "pageref"))
    assert text_of(reference) == "p. 43"


def test_marks_in_notes_are_known_by_the_number_of_the_note(project: Make) -> None:
    _, notes = sheet_of(project, TEXT)
    assert list(notes.values()) == ["1"]


def test_running_heads_and_outline_are_given_to_the_style_sheet(project: Make) -> None:
    root = tree_of(project)
    assert (root.get("data-book"), root.get("data-head")) == ("Small", "First")
    assert root.get("data-outline") == "1 The first chapter"
    assert {"chapter", "body-matter"} <= set((root.get("class") or "").split())


def test_drawings_take_the_width_of_the_text(project: Make) -> None:
    [image] = list(tree_of(project).iter("img"))
    assert image.get("class") == "drawing"


def test_the_canonical_tree_stays_as_it_was(project: Make) -> None:
    book = book_of(project(manuscript__one_dot_md=TEXT, manuscript__a_dot_svg=DRAWING))
    before = [etree.tostring(section.root) for section in book.sections]
    make_sheets(book, CONFIG, read_labels(Theme(), "en-GB"), {})
    assert [etree.tostring(section.root) for section in book.sections] == before
