"""A book of what is hard for an e-book: nested lists, a long table with notes, verse, words from right to left, formulas, three
hundred notes.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pikepdf
import pytest
from book_of import said_of
from epub_book import members
from epubcheck_runner import run_epubcheck
from lxml import etree

from coursepack.checks.citation_parity.pdf_reading import read_pages
from coursepack.diagnostics import Diagnostics
from coursepack.errors import BuildFailed
from coursepack.pipeline import build, check
from coursepack.progress import Silent

BOOK = Path(__file__).parent / "books" / "stress"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Diagnostics]:
    """The editions of the book, and what was said of them."""
    folder, diagnostics = tmp_path_factory.mktemp("stress"), Diagnostics()
    shutil.copytree(BOOK, folder / "book")
    build(folder / "book", folder / "out", diagnostics, Silent(), 2)
    return folder / "out", diagnostics


def test_nothing_is_found(made: tuple[Path, Diagnostics]) -> None:
    assert list(made[1]) == []


def test_epubcheck_finds_nothing(made: tuple[Path, Diagnostics]) -> None:
    assert run_epubcheck(made[0] / "stress.epub") == []


def test_every_page_break_stands_where_the_page_begins(made: tuple[Path, Diagnostics]) -> None:
    breaks = json.loads((made[0] / "report.json").read_text())["page_breaks"]
    assert breaks["pages"] == breaks["starts"] == breaks["whole"] > 20


def test_every_note_is_printed_and_in_the_e_book(made: tuple[Path, Diagnostics]) -> None:
    citations = json.loads((made[0] / "report.json").read_text())["citations"]
    assert citations["notes"] == citations["printed_notes"] == citations["epub_notes"] > 300


def test_words_of_a_script_that_the_fonts_lack_are_named_with_their_line(tmp_path: Path) -> None:
    shutil.copytree(BOOK, tmp_path / "book")
    chapter = tmp_path / "book" / "manuscript" / "verse.md"
    chapter.write_text(chapter.read_text() + "\nPeace is [สันติ]{lang=th}.\n")
    line = len(chapter.read_text().splitlines())
    assert set(said_of(tmp_path / "book")) == {f"F010 manuscript/verse.md:{line}"}


def test_vowel_signs_are_named_with_what_to_do(tmp_path: Path) -> None:
    shutil.copytree(BOOK, tmp_path / "book")
    chapter = tmp_path / "book" / "manuscript" / "verse.md"
    chapter.write_text(chapter.read_text() + "\nPeace is [שָׁלוֹם]{lang=he}.\n")
    diagnostics = Diagnostics()
    with pytest.raises(BuildFailed):
        check(tmp_path / "book", diagnostics, Silent())
    assert {(item.code, item.hint) for item in diagnostics.errors} == {("F010", "leave the vowel signs out")}


def verse(made: tuple[Path, Diagnostics]) -> etree._Element:
    return etree.fromstring(members((made[0] / "stress.epub").read_bytes())["EPUB/text/verse.xhtml"])


def test_every_word_from_right_to_left_has_its_language_and_direction(made: tuple[Path, Diagnostics]) -> None:
    turned = [element for element in verse(made).iter("{*}span", "{*}div") if element.get("dir") == "rtl"]
    assert {element.get("lang") for element in turned} == {"he", "ar", "fa"}
    assert [element.text for element in turned[1:5]] == ["שלום", "السلام", "שלום עולם", "السلام عليكم"]
    assert {"fonts/hebrew.ttf", "fonts/arabic.ttf", "fonts/cjk.otf"} <= {
        name.removeprefix("EPUB/") for name in members((made[0] / "stress.epub").read_bytes())
    }


def test_words_from_right_to_left_are_printed_in_their_own_fonts_and_can_be_searched(
    made: tuple[Path, Diagnostics],
) -> None:
    pdf = made[0] / "stress-print.pdf"
    with pikepdf.open(pdf) as opened:
        used = [font for page in opened.pages for font in page.Resources.get("/Font", pikepdf.Dictionary()).values()]
        assert {"FrankRuhlLibre-Regular", "Amiri-Regular"} <= {str(font.BaseFont)[8:] for font in used}
    said = "".join("".join(page.lines) for page in read_pages(pdf.read_bytes()))
    for phrase in ("שלוםעולם", "السلامعليكم", "בשנת1967לספירה", "היתהתהוובהו", "کتابخوب", "إياكنعبد"):
        assert phrase in said, phrase
