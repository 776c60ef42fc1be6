"""A book of what is hard for an e-book: nested lists, a long table with notes, verse, formulas, three hundred notes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from book_of import said_of
from epubcheck_runner import run_epubcheck

from coursepack.diagnostics import Diagnostics
from coursepack.pipeline import build
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
    chapter.write_text(chapter.read_text() + "\nPeace is [שלום]{lang=he}.\n")
    line = len(chapter.read_text().splitlines())
    assert set(said_of(tmp_path / "book")) == {f"F010 manuscript/verse.md:{line}"}
