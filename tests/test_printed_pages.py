"""The finished e-book and the finished pages, compared page break by page break."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import epub_book
import pytest
from lxml import etree

from coursepack.checks.epub_check import PageFigures, audit_printed_pages, printed_pages
from coursepack.checks.epub_check.stretches import stretches_of
from coursepack.diagnostics import Diagnostic
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import MemoryStore

Files = tuple[bytes, bytes]


@pytest.fixture(scope="module")
def files(accessible: Path) -> Files:
    """The e-book and the print edition of the book of everything."""
    out = accessible / "out"
    return (out / "everything.epub").read_bytes(), (out / "everything-print.pdf").read_bytes()


def codes(found: list[Diagnostic]) -> set[str]:
    return {item.code for item in found}


def test_every_page_of_the_book_of_everything_begins_and_goes_on_as_printed(files: Files) -> None:
    figures, found = audit_printed_pages(*files)
    assert found == []
    assert figures.pages == figures.starts == figures.whole > 20


def test_every_page_of_the_sample_reader_does(sample: Path) -> None:
    epub, pdf = (sample / f"leap-and-famine{name}" for name in (".epub", "-print.pdf"))
    figures, _ = audit_printed_pages(epub.read_bytes(), pdf.read_bytes())
    assert figures.pages == figures.starts > 70
    assert figures.whole >= 0.99 * figures.pages


def inline_break(epub: bytes) -> tuple[str, str, str]:
    """A file with a page break between two words: its name, the break, and the words around it."""
    for name, data in epub_book.members(epub).items():
        found = re.search(r'(\w+ )(<span class="pagebreak"[^>]*></span>)(\w+ )', data.decode("utf-8", "replace"))
        if name.endswith(".xhtml") and "/text/" in name and found:
            return name.removeprefix("EPUB/"), found[0], found[2]
    raise AssertionError("no page of the book begins within a paragraph")


MOVES: dict[str, Callable[[str, str], str]] = {
    "one word on": lambda around, mark: around.replace(mark, "") + mark,
    "one word back": lambda around, mark: mark + around.replace(mark, ""),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_page_break_one_word_off_is_seen(files: Files, move: str) -> None:
    epub, pdf = files
    name, around, mark = inline_break(epub)
    figures, found = audit_printed_pages(epub_book.spoil(epub, name, around, MOVES[move](around, mark)), pdf)
    assert "E026" in codes(found)
    assert figures.starts == figures.pages - 1


def test_a_word_that_is_not_printed_is_a_warning(files: Files) -> None:
    epub, pdf = files
    name, around, _ = inline_break(epub)
    before = around.partition(" ")[0]
    _, found = audit_printed_pages(
        epub_book.spoil(epub, name, around, around.replace(before, f"{before} unprinted", 1)), pdf
    )
    assert codes(found) == {"E027"}
    assert "unprinted" in found[0].message


def test_a_folio_that_no_page_has_is_seen(files: Files) -> None:
    epub, pdf = files
    name, _, mark = inline_break(epub)
    other = re.sub('aria-label="[^"]*"', 'aria-label="9999"', mark)
    _, found = audit_printed_pages(epub_book.spoil(epub, name, mark, other), pdf)
    assert "E026" in codes(found)


LONG = "Of which not a word is printed on any page of this book, " * 2


@pytest.mark.parametrize(
    ("place", "heading", "expected"),
    [
        (r"<ol>\s*<li><a [^>]*>", "Part One ", set()),
        (r"<h1[^>]*>(?=Contents<)", LONG, {"E026"}),
        (r"<ol>\s*<li><a [^>]*>.*?</a>", f" {LONG}", set()),
    ],
)
def test_the_contents_may_say_more_of_a_part_than_the_printed_ones_and_list_more(
    files: Files, place: str, heading: str, expected: set[str]
) -> None:
    epub, pdf = files
    nav = epub_book.members(epub)["EPUB/nav.xhtml"].decode()
    first = re.search(place, nav)
    assert first
    longer = epub_book.spoil(epub, "nav.xhtml", first[0], f"{first[0]}{heading}")
    _, found = audit_printed_pages(longer, pdf)
    assert codes(found) == expected


def test_a_heading_that_is_printed_and_not_listed_is_seen(files: Files) -> None:
    epub, pdf = files
    nav = epub_book.members(epub)["EPUB/nav.xhtml"].decode()
    second = re.findall(r"<li><a [^>]*>(.*?)</a>", nav)[1]
    _, found = audit_printed_pages(epub_book.spoil(epub, "nav.xhtml", f">{second}</a>", "></a>"), pdf)
    assert codes(found) <= {"E026", "E027"}
    assert found


@pytest.mark.parametrize(
    ("kind", "lines", "cut"),
    [("index", "216229", len("722")), ("index", "999", None), ("bodymatter", "216229", None)],
)
def test_a_page_may_begin_in_the_midst_of_a_row_of_locators(kind: str, lines: str, cut: int | None) -> None:
    document = (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>'
        f'<section epub:type="{kind}"><div role="doc-pagebreak" aria-label="9"/><ul>'
        "<li>, <a>7</a>, <a>22</a>, <a>216</a>, <a>229</a></li><li>province, <a>23</a></li></ul></section></body></html>"
    )
    package: Any = SimpleNamespace(
        read=("a",), documents={"a": etree.fromstring(document)}, files={"a": document.encode()}
    )
    with Pieces(MemoryStore(), "pages") as pieces:
        (stretch,) = stretches_of(package, pieces)
    assert printed_pages._cut(stretch, [[lines, "province23"]]) == cut


def test_what_was_read_of_a_document_is_kept_under_its_bytes(files: Files) -> None:
    epub, pdf = files
    store = MemoryStore()
    first = audit_printed_pages(epub, pdf, store)
    assert audit_printed_pages(epub, pdf, store) == first
    name, around, mark = inline_break(epub)
    spoilt = epub_book.spoil(epub, name, around, MOVES["one word on"](around, mark))
    figures, found = audit_printed_pages(spoilt, pdf, store)
    assert codes(found)
    assert (figures, found) == audit_printed_pages(spoilt, pdf)


def test_a_page_may_begin_with_two_columns_of_short_lines() -> None:
    lines = [word for number in range(10, 30) for word in (f"ab{number}", f"cd{number}")]
    text = "".join(line for line in lines if line.startswith("ab"))
    assert printed_pages._begins(text, lines, ())
    assert not printed_pages._begins(text.replace("ab12", "ab99"), lines, ())


@pytest.mark.parametrize(("which", "code"), [(0, "E001"), (1, "E026")])
def test_a_file_that_cannot_be_read_is_one_finding(files: Files, which: int, code: str) -> None:
    spoilt = [*files]
    spoilt[which] = b"nothing of the kind"
    figures, found = audit_printed_pages(*spoilt)
    assert figures == PageFigures()
    assert [item.code for item in found] == [code]
