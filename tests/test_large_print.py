"""Large print: where the pages of the print edition begin, beside the line of their first word."""

import ctypes
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import epub_book
import pypdfium2
import pypdfium2.raw
import pytest
from layout_books import Words, job, number_elements
from lxml import etree

from coursepack.anatomy import Kind
from coursepack.config.large_print import MARGIN, LargePrint
from coursepack.diagnostics import Location
from coursepack.document.model import Book, Matter, Opening, PageMap, PageStart, PrintedPage, Section
from coursepack.editions.large_print import with_print_pages
from coursepack.editions.layout import FindingKind
from coursepack.editions.layout.engine.press import Press
from coursepack.editions.layout.sheet import Sheet
from coursepack.editions.stylesheet import large_style_sheet
from coursepack.labels import read_labels
from coursepack.theme import Theme


def marked(markup: str, *starts: tuple[int, int]) -> str:
    root = etree.fromstring(f"<section>{markup}</section>")
    for number, element in enumerate(root.iter(etree.Element)):
        element.set("data-n", str(number))
    section = Section(
        "one", Kind.CHAPTER, Matter.BODY, Opening.RECTO, "One", "One", "1", 1, root, Location("one.md"), None
    )
    pages = tuple(PrintedPage(at, str(at), "one", PageStart(*start)) for at, start in enumerate(starts, 1))
    book = with_print_pages(Book((section,), {}), PageMap(pages, {}), read_labels(Theme(None), "en"))
    words = etree.tostring(book.sections[0].root, encoding="unicode")
    return re.sub(r' data-n="\d+"', "", words).removeprefix("<section>").removesuffix("</section>")


M1, M2 = '<span class="pagebreak">print 1</span>', '<span class="pagebreak">print 2</span>'


@pytest.mark.parametrize(
    ("markup", "start", "expected"),
    [
        ("<p>One two three</p>", (1, 3), f"<p>One two{M1} three</p>"),
        ("<p>One</p><p>Two three</p>", (2, 0), f"<p>One</p><p>Two{M1} three</p>"),
        ("<p>One</p><h2><em>Two</em> three</h2>", (3, 0), f"<p>One</p><h2><em>Two{M1}</em> three</h2>"),
        ("<p>One ‘two’ three</p>", (1, 3), f"<p>One ‘{M1}two’ three</p>"),
        ("<p>One 大跃进 three</p>", (1, 3), f"<p>One 大{M1}跃进 three</p>"),
        ("<p>One</p><figure><img src='a.svg'/></figure>", (3, 0), f'<p>One</p><figure>{M1}<img src="a.svg"/></figure>'),
        (
            "<p>One</p><table><tr><td>Two</td></tr></table>",
            (4, 0),
            f"<p>One</p><table><tr><td>Two{M1}</td></tr></table>",
        ),
        (
            "<table><thead><tr><th>One</th></tr></thead><tbody><tr><td>Two</td></tr></tbody></table>",
            (4, 0),
            f"<table><thead><tr><th>One</th></tr></thead><tbody><tr><td>Two{M1}</td></tr></tbody></table>",
        ),
        ("<p>One</p><hr/><p>Two</p>", (2, 0), f"<p>One</p>{M1}<hr/><p>Two</p>"),
    ],
)
def test_a_mark_stands_behind_the_first_word_of_its_page(markup: str, start: tuple[int, int], expected: str) -> None:
    assert marked(markup, start) == expected


def test_pages_that_begin_in_one_place_share_a_mark_of_two_lines() -> None:
    both = '<span class="pagebreak">print 1\nprint 2</span>'
    assert marked("<p>One two three</p>", (1, 3), (1, 3)) == f"<p>One two{both} three</p>"
    assert marked("<p>One two three</p>", (1, 3), (1, 6)) == f"<p>One two{M1} three{M2}</p>"


def first_words(epub: bytes) -> dict[str, str]:
    """Folio → the first letters of its page, as the e-book's marks have them."""
    found = {}
    for name, data in epub_book.members(epub).items():
        root = etree.fromstring(data) if "/text/" in name else etree.Element("none")
        for mark in root.iter("{*}span", "{*}div"):
            if "pagebreak" in mark.get("class", ""):
                words = " ".join(map(str, mark.xpath("following::text()")))  # type: ignore[union-attr]
                found[mark.get("aria-label", "")] = re.findall(r"[^\W\d]+", words)[0]
    return found


def beside_marks(page: pypdfium2.PdfPage) -> dict[str, str]:
    """Folio → the line of the text that its mark in the margin stands beside."""
    text, letters = page.get_textpage(), []
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        pypdfium2.raw.FPDFText_GetCharOrigin(text, at, x, y)
        letters.append((x.value, y.value, text.get_text_range(at, 1)))
    left = page.get_width() * MARGIN - 6
    marks = defaultdict[float, str](str)
    for x_at, y_at, letter in letters:
        if x_at < left:
            marks[y_at] += letter
    return {
        mark.removeprefix("print").strip(): line_at(height, [item for item in letters if item[0] >= left])
        for height, mark in marks.items()
        if mark.startswith("print")
    }


def line_at(height: float, letters: list[tuple[float, float, str]]) -> str:
    """The line on whose height a mark stands, or the large heading below whose top edge it does."""
    beside = [item for item in letters if abs(item[1] - height) < 8] or [
        item for item in letters if 0 < height - item[1] < 26
    ]
    return "".join(letter for _, _, letter in sorted(beside))


def test_every_mark_of_a_book_stands_beside_the_first_word_of_its_page(accessible: Path) -> None:
    words, beside = first_words((accessible / "out" / "everything.epub").read_bytes()), {}
    with pypdfium2.PdfDocument(accessible / "out" / "everything-large-print.pdf") as pdf:
        for page in pdf:
            beside |= beside_marks(page)
    arabic = {folio: line for folio, line in beside.items() if folio.isdigit()}
    assert len(arabic) > 15
    assert {folio: line for folio, line in arabic.items() if words[folio] not in line} == {}


def test_a_long_copyright_page_of_large_print_is_printed_whole() -> None:
    css = large_style_sheet(LargePrint(size=20), Theme(None), ())
    html = (
        f'<section id="copyright" class="copyright"><div class="imprint">{Words(3).paragraphs(9, 14)}</div></section>'
    )
    section = Sheet("copyright", Matter.FRONT, Opening.VERSO, number_elements(html), "en")
    facts = Press(replace(job(), css=css)).lay_out(section).facts
    assert len(facts.pages) > 1
    assert FindingKind.TEXT_LOST not in {finding.kind for finding in facts.findings}
