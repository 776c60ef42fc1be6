"""Each fault that an e-book may have is seen by the check that is there for it."""

from __future__ import annotations

import copy
import io
from dataclasses import replace

import epub_book
import pytest
from lxml import etree
from PIL import Image

from coursepack.checks.epub_check import audit_epub, audit_pages, audit_text, check_epub, documents
from coursepack.checks.epub_check.facts import facts_of
from coursepack.diagnostics import Diagnostic, Severity
from coursepack.document.model import PageMap, PageStart
from coursepack.editions.epub import write_epub
from coursepack.keeping.store import MemoryStore, Store
from coursepack.theme import Theme

RIVALS, WAGER, NAV, OPF = "text/rivals.xhtml", "text/wager.xhtml", "nav.xhtml", "package.opf"


def codes(diagnostics: list[Diagnostic]) -> set[str]:
    return {diagnostic.code for diagnostic in diagnostics}


@pytest.mark.parametrize("pages", [True, False])
def test_a_good_book_passes(pages: bool) -> None:
    epub = epub_book.epub(pages=pages)
    assert check_epub(epub) == []
    assert audit_text(epub, epub_book.book()) == []


def test_a_good_books_pages_are_the_printed_ones() -> None:
    assert audit_pages(epub_book.epub(), epub_book.book(), epub_book.page_map(epub_book.book())) == []


FAULTS = [
    ("E001", WAGER, "</section>", ""),
    ("E001", "META-INF/container.xml", "package.opf", "other.opf"),
    ("E001", "mimetype", "epub+zip", "zip"),
    ("E002", OPF, '<item id="css" ', '<item id="css" href="css/gone.css" media-type="text/css"/><item id="css2" '),
    ("E002", WAGER, '<img src="../images/figures-photo.png" alt="A grey gradient"/>', ""),
    ("E002", OPF, '<item id="font-cjk" href="fonts/cjk.otf" media-type="font/otf"/>', ""),
    ("E003", WAGER, '<p class="stanza">', '<p class="stanza" id="tbl-pledges">'),
    ("E004", RIVALS, 'href="wager.xhtml#wager"', 'href="wager.xhtml#gone"'),
    ("E004", RIVALS, 'href="wager.xhtml#wager"', 'href="gone.xhtml#wager"'),
    ("E004", RIVALS, "p.\u00a015</a>", "</a>"),
    ("E005", NAV, '<li><a href="text/rivals.xhtml#page-4">4</a></li>', ""),
    ("E005", NAV, '<a href="text/rivals.xhtml#page-4">4<', '<a href="text/rivals.xhtml#page-4">5<'),
    ("E005", RIVALS, 'aria-label="6"', 'aria-label="page 6"'),
    (
        "E005",
        NAV,
        '<li><a href="text/rivals.xhtml#page-4">4</a></li>\n<li><a href="text/rivals.xhtml#page-5">5</a></li>',
        '<li><a href="text/rivals.xhtml#page-5">5</a></li>\n<li><a href="text/rivals.xhtml#page-4">4</a></li>',
    ),
    ("E007", WAGER, 'href="#wager-note-1"', 'href="#wager-note-2"'),
    ("E007", WAGER, "<p>After", '<p><a role="doc-noteref" href="#wager-note-1">1</a>After'),
    ("E008", WAGER, ' role="doc-backlink"', ""),
    ("E008", WAGER, 'href="#wager-call-1"', 'href="#wager"'),
    ("E008", WAGER, 'Back to note reference 1">1</a>', 'Back to note reference 1">2</a>'),
    ("E009", RIVALS, 'bibliography.xhtml#ref-dik"', 'bibliography.xhtml#ref-zag"'),
    ("E009", RIVALS, 'bibliography.xhtml#ref-dik"', 'bibliography.xhtml#bibliography"'),
    ("E010", WAGER, "<title>Chapter 2: The wager in Moscow", "<title>Chapter 1: Two rivals"),
    ("E010", WAGER, "<title>Chapter 2: The wager in Moscow – Steel &amp; Grain", "<title>"),
    ("E010", WAGER, "<title>Chapter 2: The wager in Moscow – Steel &amp; Grain", "<title>ch002.xhtml"),
    ("E011", WAGER, "<p>After the", "<h1>Again</h1><p>After the"),
    ("E011", WAGER, "<p>After the", "<h3>Too deep</h3><p>After the"),
    ("E011", WAGER, "<h2>Notes</h2>", "<h2></h2>"),
    ("E012", NAV, '<span class="number">1</span> Two rivals', '<span class="number">1</span> Three rivals'),
    ("E012", NAV, 'href="text/rivals.xhtml#sec-treaty"', 'href="text/rivals.xhtml#fig-steel"'),
    ("E012", NAV, 'epub:type="toc" role', 'epub:type="other" role'),
    ("E013", NAV, '<li><a epub:type="bibliography" href="text/bibliography.xhtml">Bibliography</a></li>', ""),
    ("E013", NAV, 'epub:type="bodymatter"', 'epub:type="chapter"'),
    ("E014", WAGER, ' alt="A grey gradient"', ""),
    ("E014", WAGER, "<figcaption>", '<figcaption aria-hidden="true">'),
    ("E014", WAGER, 'alt="A grey gradient"', 'alt="Figure 2.1 A gradient."'),
    ("E015", WAGER, ' scope="col"', ""),
    ("E016", RIVALS, ' alttext="a = b^2"', ""),
    (
        "E017",
        WAGER,
        '<img src="../images/figures-photo.png"',
        '<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="../images/figures-photo.png"',
    ),
    ("E018", WAGER, ' xml:lang="zh-Hans"', ""),
    ("E018", WAGER, ' lang="zh-Hans" xml:lang="zh-Hans"', ""),
    ("E019", WAGER, "民公社", "民公厕"),
    ("E020", OPF, '<meta property="schema:accessibilityFeature">pageNavigation</meta>', ""),
    ("E020", OPF, "accessibilityFeature\">MathML", 'accessibilityFeature">printPageNumbers'),
    ("E020", OPF, '<meta property="pageBreakSource">urn:isbn:9780000000002</meta>', ""),
    ("E020", OPF, '<meta property="schema:accessibilityHazard">none</meta>', ""),
    ("E020", OPF, "schema:accessibilitySummary", "schema:summary"),
    ("E020", OPF, '<meta name="cover"', '<meta property="dcterms:conformsTo">x</meta><meta name="cover"'),
    ("E020", OPF, '<dc:title id="title">Steel &amp; Grain</dc:title>\n', '<dc:title id="title"></dc:title>'),
    ("E021", WAGER, "<p>After", '<p style="color: red">After'),
    ("E021", WAGER, "<p>After", "<script>1</script><p>After"),
    ("E021", WAGER, "../images/figures-photo.png", "https://example.org/photo.png"),
    ("E021", "css/book.css", "p {", "p { background: url(https://example.org/x.png);"),
    ("E022", WAGER, '<td class="left">1957</td>', "<td>1</td>" * 4 + '<td class="left">1957</td>'),
    ("E020", OPF, '<meta name="cover"', '<meta property="a11y:certifiedBy">N</meta><meta name="cover"'),
    ("E028", OPF, 'properties="cover-image"', 'properties=""'),
    ("E028", OPF, 'href="images/cover.png" media-type="image/png"', 'href="images/cover.png" media-type="image/webp"'),
    ("E028", OPF, 'href="css/book.css"', 'href="css/book(1).css"'),
    ("E028", OPF, ' unique-identifier="identifier"', ' unique-identifier="other"'),
    ("E028", OPF, "<dc:language>en-GB</dc:language>", ""),
    ("E028", OPF, "dcterms:modified", "dcterms:created"),
    ("E028", WAGER, '<td class="left">1957</td>', '<td class="left"><table><tr><td>1957</td></tr></table></td>'),
    ("E028", WAGER, '<td class="left">1957</td>', '<td><img src="../images/figures-photo.png" alt="1957"/></td>'),
    ("E028", WAGER, "<p>After", "<table>" + "<tr><td>1</td></tr>" * 101 + "</table><p>After"),
    ("E028", WAGER, "<p>After", "<p>" + "word " * 60_001 + "</p><p>After"),
]  # fmt: skip


@pytest.fixture(scope="module")
def warm() -> Store:
    """A store that has kept all that was found of the sound book."""
    store, book = MemoryStore(), epub_book.book()
    assert check_epub(epub_book.epub(), store=store) == audit_text(epub_book.epub(), book, store) == []
    assert audit_pages(epub_book.epub(), book, epub_book.page_map(book), store) == []
    return store


@pytest.mark.parametrize(("code", "file", "old", "new"), FAULTS)
def test_a_fault_is_seen(code: str, file: str, old: str, new: str, warm: Store) -> None:
    spoilt = epub_book.spoil(epub_book.epub(), file, old, new)
    found = check_epub(spoilt)
    assert code in codes(found)
    assert all(item.message and item.location.file for item in found)
    assert check_epub(spoilt, store=warm) == check_epub(spoilt, store=warm) == found


def test_of_a_known_book_no_document_is_read_again(warm: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    monkeypatch.setattr(documents, "facts_of", lambda path, root: read.append(path) or facts_of(path, root))
    assert check_epub(epub_book.epub(), store=warm) == []
    assert read == []
    check_epub(epub_book.spoil(epub_book.epub(), WAGER, "After the", "Soon after the"), store=warm)
    assert read == [f"EPUB/{WAGER}"]


def test_a_known_document_counts_for_what_it_is_in_this_book(warm: Store) -> None:
    """The fault lies in what others make of it: it is sound as it was, and is not read again."""
    epub = epub_book.epub()
    gone = epub_book.spoil(epub, WAGER, 'id="wager"', 'id="bet"')
    assert {item.location.file for item in check_epub(gone, store=warm) if item.code == "E004"} >= {f"EPUB/{RIVALS}"}
    unlisted = epub_book.spoil(epub, OPF, '<itemref idref="text-wager"/>', "")
    assert {"E005", "E012"} <= codes(check_epub(unlisted, store=warm))


@pytest.mark.parametrize("spoilt", [b"", b"PK", b"no zip at all", epub_book.epub()[:-40]])
def test_what_is_no_zip_file_is_one_finding(spoilt: bytes) -> None:
    assert codes(check_epub(spoilt)) == {"E001"}
    assert codes(audit_text(spoilt, epub_book.book())) == {"E001"}
    assert codes(audit_pages(spoilt, epub_book.book(), PageMap((), {}))) == {"E001"}


def test_files_that_are_missing_unlisted_or_badly_named() -> None:
    epub = epub_book.epub()
    assert "E002" in codes(check_epub(epub_book.exchange(epub, {"EPUB/css/book.css": None})))
    assert "E002" in codes(check_epub(epub_book.exchange(epub, {"EPUB/left-over.txt": b"x"})))
    named = epub_book.spoil(epub, OPF, 'href="css/book.css"', 'href="css/büch.css"')
    assert "E021" in codes(check_epub(named))


def test_images_and_files_that_are_too_large_are_a_warning() -> None:
    large = io.BytesIO()
    Image.new("1", (3300, 10)).save(large, "PNG")
    epub = epub_book.exchange(epub_book.epub(), {"EPUB/images/figures-photo.png": large.getvalue()})
    (found,) = check_epub(epub)
    assert (found.code, found.severity) == ("E022", Severity.WARNING)
    epub = epub_book.exchange(epub_book.epub(), {"EPUB/images/figures-steel.svg": b" " * 10_000_001})
    assert codes(check_epub(epub)) == {"E022"}


def png(*size: int) -> bytes:
    data = io.BytesIO()
    Image.new("1", size).save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("file", "data", "said"),
    [
        ("images/cover.png", png(900, 1440), "Apple asks for 1,400"),
        ("images/cover.png", png(1600, 7300), "Google takes up to 7,200"),
        ("images/cover.png", png(1600, 1600), "Kindle asks for about 1.6"),
        ("images/figures-photo.png", png(2500, 2500), "Apple takes 5.6"),
        ("images/figures-photo.png", png(10, 10) + b"x" * 5_000_001, "Kindle takes 5 MB"),
        ("css/book.css", b" " * 100_000_001, "Kobo takes up to 100 MB"),
    ],
)
def test_what_a_shop_would_not_take_is_a_warning_that_names_it(file: str, data: bytes, said: str) -> None:
    found = [
        item for item in check_epub(epub_book.exchange(epub_book.epub(), {f"EPUB/{file}": data})) if item.code == "E028"
    ]
    assert any(said in item.message for item in found)
    assert {item.severity for item in found} == {Severity.WARNING}


def test_names_that_differ_in_case_alone_are_seen() -> None:
    item = '<item id="css" href="css/book.css" media-type="text/css"/>'
    spoilt = epub_book.spoil(
        epub_book.epub(), OPF, item, item + item.replace("book", "Book").replace('"css"', '"css2"')
    )
    assert any("differ in case" in found.message for found in check_epub(spoilt))


LOSSES = [
    ("E009", RIVALS, 'epub:type="biblioref" role="doc-biblioref"', ""),
    ("E023", RIVALS, "depended on Moscow", "depended Moscow"),
    ("E023", RIVALS, "<p>A second paragraph of the note.</p>", ""),
    ("E023", WAGER, "Another stanza stands", "A stanza stands"),
    ("E023", WAGER, "<p>After the", "<p>Added. After the"),
    ("E023", "text/copyright.xhtml", 'id="copyright"', 'id="copy"'),
    ("E024", RIVALS, '<a class="xref" href="wager.xhtml#wager">Chapter 2</a>', "Chapter 2"),
    ("E024", RIVALS, 'href="wager.xhtml#wager"', 'href="wager.xhtml#fig-photo"'),
    ("E024", RIVALS, 'alt="Three bars, each taller than the last"', 'alt="Bars"'),
    ("E024", "text/index.xhtml", '<span class="locators">', '<span class="locator">'),
    ("E025", NAV, '<li><a href="text/bibliography.xhtml#bibliography" data-folio="18">Bibliography</a></li>', ""),
    ("E025", NAV, "A note on names</a>", "Another note</a>"),
]


@pytest.mark.parametrize(("code", "file", "old", "new"), LOSSES)
def test_a_loss_is_seen(code: str, file: str, old: str, new: str, warm: Store) -> None:
    spoilt = epub_book.spoil(epub_book.epub(), file, old, new)
    found = audit_text(spoilt, epub_book.book())
    assert code in codes(found)
    assert audit_text(spoilt, epub_book.book(), warm) == audit_text(spoilt, epub_book.book(), warm) == found
    pages = epub_book.page_map(epub_book.book())
    whole = [*check_epub(spoilt), *found, *audit_pages(spoilt, epub_book.book(), pages)]
    assert audit_epub(spoilt, epub_book.book(), pages, store=warm) == whole


def test_a_loss_names_the_source_file_and_the_words() -> None:
    spoilt = epub_book.spoil(epub_book.epub(), RIVALS, "depended on Moscow", "depended Moscow")
    (found,) = audit_text(spoilt, epub_book.book())
    assert found.location.file == "manuscript/rivals.md"
    assert "dependedonMoscow" in found.message


def test_a_section_that_the_book_has_and_the_e_book_has_not() -> None:
    book = epub_book.book()
    extra = replace(
        book.sections[-1], id="extra", root=etree.fromstring('<section id="extra"><h1>Extra</h1></section>')
    )
    assert {"E023", "E025"} <= codes(audit_text(epub_book.epub(), replace(book, sections=(*book.sections, extra))))


def moved(label: str, start: PageStart) -> PageMap:
    """The page map of the test book with one page beginning elsewhere."""
    right = epub_book.page_map(epub_book.book())
    return replace(right, pages=tuple(replace(p, start=start) if p.label == label else p for p in right.pages))


def test_a_page_break_at_another_place_than_in_print_is_seen() -> None:
    book = epub_book.book()
    paragraph, store = epub_book.start(book.sections[6], "p[1]"), MemoryStore()
    assert audit_pages(epub_book.epub(), book, epub_book.page_map(book), store) == []
    for shift in (-3, 1, 4, 30):
        start = epub_book.start(book.sections[6], "p[1]", "goes on")
        wrong = moved("4", PageStart(paragraph.n, start.character + shift))
        expected = set() if shift == 1 else {"E006"}  # one character on is still the same word
        assert codes(audit_pages(epub_book.epub(), book, wrong, store)) == expected
        assert codes(audit_pages(epub_book.epub(), book, wrong, store)) == expected


def test_a_page_may_begin_with_a_page_reference() -> None:
    book = epub_book.book()
    places = epub_book.page_map(book)
    rivals = next(section for section in book.sections if section.id == "rivals")
    first = epub_book.start(rivals, ".//a[@class='pageref']")
    pages = tuple(replace(page, start=first) if page.label == "4" else page for page in places.pages)
    right = replace(places, pages=pages)
    epub, store = (
        write_epub(book, epub_book.config(), Theme(), page_map=right, fonts=epub_book.fonts(), cover=b""),
        MemoryStore(),
    )
    assert codes(audit_pages(epub, book, right, store)) == set()
    assert codes(audit_pages(epub, book, places, store)) == {"E006"}
    assert codes(audit_pages(epub_book.epub(), book, right, store)) == {"E006"}


def test_a_page_that_is_missing_or_has_another_folio_is_seen() -> None:
    book, right = epub_book.book(), epub_book.page_map(epub_book.book())
    extra = replace(right.pages[-1], index=99, label="21")
    assert codes(audit_pages(epub_book.epub(), book, replace(right, pages=(*right.pages, extra)))) == {"E006"}
    renamed = tuple(replace(page, label="xx") if page.label == "5" else page for page in right.pages)
    assert codes(audit_pages(epub_book.epub(), book, replace(right, pages=renamed))) == {"E006"}


def test_a_word_that_only_the_book_has_is_missed() -> None:
    book = epub_book.book()
    changed = copy.deepcopy(book.sections[8].root)
    etree.SubElement(changed[1][0], "p").text = "One more."
    longer = epub_book.with_section(book, replace(book.sections[8], root=changed))
    assert codes(audit_text(epub_book.epub(), longer)) == {"E023"}
