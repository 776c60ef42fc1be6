"""Where the page breaks of the print edition come to stand in the e-book."""

from __future__ import annotations

import epub_book
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from coursepack.document.model import PageMap, PageStart, PrintedPage, Section
from coursepack.editions.epub.documents import ContentDocument
from coursepack.editions.epub.pagebreaks import insert_page_breaks
from coursepack.editions.page_starts import PageMapError
from coursepack.keeping.store import MemoryStore

MARKER = '<{0} class="pagebreak" role="doc-pagebreak" id="page-{1}" aria-label="{1}"/>'


def mark(section: Section, *starts: PageStart | None) -> str:
    """The section's XML with markers for pages 1, 2 … at these starts."""
    pages = tuple(PrintedPage(i, str(i + 1), section.id, start) for i, start in enumerate(starts))
    document = ContentDocument(section, "text/x.xhtml", "bodymatter", section.root)
    (marked,), _ = insert_page_breaks([document], PageMap(pages, {}), MemoryStore())
    root = marked.root
    for element in root.iter("*"):
        element.attrib.pop("data-n", None)
        element.attrib.pop("{http://www.idpf.org/2007/ops}type", None)
    return etree.tostring(root, encoding="unicode").replace(' xmlns:ns0="http://www.idpf.org/2007/ops"', "")


def chapter(inside: str) -> Section:
    return epub_book.section("rivals", f'<section id="s">{inside}</section>')


@pytest.mark.parametrize(
    ("before", "xpath", "words", "after"),
    [
        ("<p>One. Two.</p>", "p", "Two", "<p>One. {span}Two.</p>"),
        ("<p>x</p><p>One.</p>", "p[2]", "One", "<p>x</p><p>{span}One.</p>"),
        ("<p>An overtaking</p>", "p", "taking", "<p>An {span}overtaking</p>"),
        ("<p>A <em>over</em>take</p>", "p", "take", "<p>A {span}<em>over</em>take</p>"),
        ("<p>well-known</p>", "p", "known", "<p>well-{span}known</p>"),
        ("<p>人民公社</p>", "p", "公社", "<p>人民{span}公社</p>"),
        ("<p>x <em>One</em></p>", "p/em", "One", "<p>x {span}<em>One</em></p>"),
        ("<p>x</p><h2>Head</h2>", "h2", "Head", "<p>x</p>{div}<h2>Head</h2>"),
        (
            "<p>x</p><section><h2><span>1.1</span> Head</h2></section>",
            ".//h2/span",
            "1.1",
            "<p>x</p>{div}<section><h2><span>1.1</span> Head</h2></section>",
        ),
        ("<header><p>C</p><h1>T</h1></header>", "header/p", "C", "{div}<header><p>C</p><h1>T</h1></header>"),
        (
            "<p>x</p><blockquote><p>Q</p></blockquote>",
            ".//blockquote/p",
            "Q",
            "<p>x</p>{div}<blockquote><p>Q</p></blockquote>",
        ),
        ("<p>x</p><ul><li>A</li><li>B</li></ul>", "ul/li[1]", "A", "<p>x</p>{div}<ul><li>A</li><li>B</li></ul>"),
        ("<p>x</p><ul><li>A</li><li>B</li></ul>", "ul/li[2]", "B", "<p>x</p><ul><li>A</li><li>{span}B</li></ul>"),
        (
            "<p>x</p><table><caption>C</caption><tr><td>a</td></tr></table>",
            "table/caption",
            "C",
            "<p>x</p>{div}<table><caption>C</caption><tr><td>a</td></tr></table>",
        ),
        (
            "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
            ".//tr[2]/td",
            "b",
            "<table><tr><td>a</td></tr><tr><td>{span}b</td></tr></table>",
        ),
        (
            '<p>x</p><figure><img src="a"/><figcaption>C</figcaption></figure>',
            ".//img",
            "",
            '<p>x</p>{div}<figure><img src="a"/><figcaption>C</figcaption></figure>',
        ),
        ("<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>", "dl/dt[2]", "c", "<dl><dt>a</dt><dd>b</dd><dt>{span}c</dt></dl>"),
        (
            '<p>word<a class="noteref">1</a> next</p>',
            "p",
            "next",
            '<p>word<a class="noteref">1</a> {span}next</p>',
        ),
        (
            '<p>x <span class="folio"/> y</p>',
            ".//span",
            "",
            '<p>x {span}<span class="folio"/> y</p>',
        ),
        ("<p>x</p><hr/><p>y</p>", "hr", "", "<p>x</p>{span}<hr/><p>y</p>"),
    ],
)
def test_a_marker_stands_where_the_page_begins(before: str, xpath: str, words: str, after: str) -> None:
    section = chapter(before)
    start = epub_book.start(section, xpath, words)
    expected = after.format(span=MARKER.format("span", "1"), div=MARKER.format("div", "1"))
    assert mark(section, start) == f'<section id="s">{expected}</section>'


def test_a_page_that_only_goes_on_with_a_note_begins_with_the_next_page() -> None:
    section = chapter('<p>One. Two.</p><section class="notes"><aside><p>Note</p></aside></section>')
    in_note = epub_book.start(section, ".//aside/p", "Note")
    two = epub_book.start(section, "p", "Two")
    first, second = MARKER.format("span", "1"), MARKER.format("span", "2")
    assert f"One. {first}{second}Two." in mark(section, None, two)
    assert f"One. {first}{second}Two." in mark(section, in_note, two)


def test_a_last_page_of_nothing_but_notes_is_marked_before_them() -> None:
    section = chapter('<p>One.</p><section class="notes"><aside><p>Note</p></aside></section>')
    marker = MARKER.format("div", "2")
    marked = mark(section, epub_book.start(section, "p", "One"), None)
    assert f'<p>One.</p>{marker}<section class="notes">' in marked


def test_a_page_map_of_another_book_is_refused() -> None:
    with pytest.raises(PageMapError, match="character 99"):
        mark(chapter("<p>short</p>"), PageStart(1, 99))


WORDS = st.text(st.sampled_from("ab, 人-"), max_size=12)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4), st.data())
def test_markers_change_no_text_and_keep_their_order(
    paragraphs: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    section = chapter("".join(f"<p>{a}<em>{b}</em>{c}</p>" for a, b, c in paragraphs))
    counted = [
        (element, index)
        for element in section.root.iter("p", "em")
        for index in range(len([c for c in epub_book.own_text(element) if not c.isspace()]))
    ]
    if not counted:
        return
    chosen = data.draw(st.sets(st.sampled_from(counted), min_size=1, max_size=3))
    positions = {place: epub_book.position(section, *place) for place in chosen}
    ordered = sorted(chosen, key=lambda place: positions[place])
    marked = etree.fromstring(mark(section, *(PageStart(int(e.get("data-n")), k) for e, k in ordered)))
    assert "".join(marked.itertext()) == "".join(section.root.itertext())
    labels = [e.get("aria-label") for e in marked.iter("*") if e.get("aria-label")]
    assert labels == [str(i + 1) for i in range(len(ordered))]
    for place, label in zip(ordered, labels, strict=True):
        between = epub_book.text_before(section, positions[place])[epub_book.length_before(marked, label) :]
        assert all(c.isalnum() and c != "人" for c in between)
