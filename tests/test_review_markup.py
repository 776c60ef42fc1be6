"""Sheets for the press: what a note or a list holds reaches the page as it was typed."""

from __future__ import annotations

from lxml import etree

from coursepack.anatomy import Kind, Matter, Opening
from coursepack.config import Config
from coursepack.diagnostics import Location
from coursepack.document.markup import parse_fragment
from coursepack.document.model import Book, Section
from coursepack.editions.kept_sheets import make_sheets
from coursepack.labels import read_labels
from coursepack.theme import Theme

CONFIG = Config.model_validate({"title": "T", "date": "2026-01-01", "contents": {"chapters": ["a.md"]}})


def sheet(body: str, note: str = "") -> etree._Element:
    """The sheet of a section with a body and perhaps one note, parsed as the layout engine would: as HTML."""
    call = '<p>word<a class="noteref" id="a-call-1" href="#a-note-1">1</a> on</p>' if note else ""
    notes = (
        '<section class="notes" id="a-notes"><h2>Notes</h2>'
        f'<aside class="note" id="a-note-1" data-number="1">{note}</aside></section>'
    )
    markup = f'<section id="a" class="chapter"><h1>A</h1>{body}{call}{notes if note else ""}</section>'
    root = parse_fragment(markup)[0]
    section = Section("a", Kind.CHAPTER, Matter.BODY, Opening.RECTO, "A", "A", "1", 1, root, Location("a.md"))
    sheets, _ = make_sheets(Book((section,), {}), CONFIG, read_labels(Theme(), "en-GB"), {})
    return etree.HTML(sheets[0].html)


def test_every_kind_of_block_may_stand_in_a_note_without_closing_the_paragraph_of_its_call() -> None:
    blocks = (
        "<h2>Head</h2><p>Words</p><table><caption>Numbers</caption><colgroup><col/></colgroup><tbody><tr><td>1</td></tr></tbody>"
        "<tfoot><tr><td>2</td></tr></tfoot></table><figure><img src='x.png' alt=''/><figcaption>Picture</figcaption></figure>"
    )
    page = sheet("", blocks)
    paragraph = page.find(".//p")
    assert paragraph is not None
    assert "".join(paragraph.itertext()).replace("\u2060", "") == "wordHeadWordsNumbers12Picture on"


def test_code_in_a_note_keeps_its_lines() -> None:
    page = sheet("", "<p>See</p>\n<pre><code>one\n  two</code></pre>\n<p>and\nso on</p>")
    listing = page.find(".//span[@class='as as-pre']")
    assert listing is not None
    assert "".join(listing.itertext()) == "one\n  two"
    assert listing.get("style") == "white-space: pre-wrap"


def test_a_list_is_numbered_as_it_was_typed() -> None:
    page = sheet('<ol start="5" type="a"><li>e</li></ol><ol type="I"><li>x</li></ol><ol><li>y</li></ol>')
    assert [listed.get("style") for listed in page.iter("ol")] == [
        "counter-reset: list-item 4; list-style-type: lower-alpha",
        "counter-reset: list-item 0; list-style-type: upper-roman",
        None,
    ]
