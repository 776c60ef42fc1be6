"""From entries of a bibliography back to citations of the works: in the canonical tree, and read back from finished PDFs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from book_of import book_of, root_of
from conftest import READER
from lxml import etree

from coursepack.document.cited_places import _link_name
from coursepack.document.markup import Element, of_class
from coursepack.document.model import Book

WORKS = """\
@book{able, author = {Able, Ann}, title = {Alpha}, publisher = {Press}, date = {2001}}
@book{baker, author = {Baker, Bob}, title = {Beta}, publisher = {Press}, date = {2002}}
@book{unread, author = {Cole, Cy}, title = {Gamma}, publisher = {Press}, date = {2003}}
"""
TEXTS = {
    "manuscript/one.md": "---\nnocite: '@unread'\n---\n\n# One {#one}\n\nA [@able]. B [@baker].^[Again [@able; @baker].]\n",
    "manuscript/two.md": "# Two {#two}\n\nThat is all [@baker, 7].\n",
    "bibliography.bib": WORKS,
}
CONTENTS = READER.replace('["one.md"]', '["one.md", "two.md"]\nback = ["bibliography"]')


@pytest.fixture
def book(project: Callable[..., Path]) -> Callable[[str], Book]:
    return lambda settings: book_of(
        project(**TEXTS, **{"manuscript/reader.toml": f"{CONTENTS}\n[citations]\n{settings}"})
    )


def entries(root: Element) -> dict[str, tuple[str, str, str]]:
    """Of each entry: the words of its first link, where this leads, and the places whose pages are to be printed."""
    found = {}
    for entry in of_class(root, "entry"):
        links = [(link.text or "", link.get("href", "")) for link in of_class(entry, "first-cited")]
        pages = [place.get("data-page-of", "") for place in of_class(entry, "cited-on")]
        found[entry.get("id", "")] = (*(links or [("", "")])[0], *(pages or [""]))
    return found


def test_an_entry_leads_to_the_first_citation(book: Callable[[str], Book]) -> None:
    assert entries(root_of(book(""), "bibliography")) == {
        "ref-able": ("Able", "#one-note-1", ""),
        "ref-baker": ("Baker", "#one-note-2", ""),
        "ref-unread": ("", "", ""),
    }


def test_pages_of_all_citations_each_note_once(book: Callable[[str], Book]) -> None:
    assert [pages for _, _, pages in entries(root_of(book("cited-on = true"), "bibliography")).values()] == [
        "one-note-1 one-note-3",
        "one-note-2 one-note-3 two-note-1",
        "",
    ]


def test_citations_in_the_text_are_led_back_to_as_well(book: Callable[[str], Book]) -> None:
    made = book('style = "apa"\ncited-on = true')
    assert entries(root_of(made, "bibliography"))["ref-baker"] == (
        "Baker",
        "#one-cite-2",
        "one-cite-2 one-note-1 two-cite-1",
    )
    assert {each.get("id") for each in of_class(root_of(made, "two"), "citation")} == {"two-cite-1"}


def test_the_number_of_an_entry_is_the_link_in_a_numeric_style(book: Callable[[str], Book]) -> None:
    made = root_of(book('style = "ieee"\ncited-on = true'), "bibliography")
    assert entries(made)["ref-able"] == ("[1]", "#one-cite-1", "one-cite-1 one-note-1")
    assert [each.getparent().get("class") for each in of_class(made, "cited-on")] == ["entry-text", "entry-text"]  # type: ignore[union-attr]


def test_the_list_of_a_chapter_leads_to_that_chapter_alone(book: Callable[[str], Book]) -> None:
    made = book("in-chapters = true\ncited-on = true")
    assert entries(root_of(made, "two")) == {"ref-baker__two": ("Baker", "#two-note-1", "two-note-1")}
    assert entries(root_of(made, "bibliography"))["ref-baker"][2] == "one-note-2 one-note-3 two-note-1"


@pytest.mark.parametrize(
    ("entry", "linked"),
    [
        ("<p>Mao Zedong. <em>On Practice</em>.</p>", '<p><a class="first-cited" href="#x">Mao Zedong</a>. <em>'),
        ("<p><em>The Times</em>. More.</p>", '<p><em><a class="first-cited" href="#x">The Times</a></em>. More.</p>'),
        ("<p>‘Go All Out’, 1958.</p>", '<p><a class="first-cited" href="#x">‘Go All Out’</a>, 1958.</p>'),
        ("<p>J. V. Stalin</p>", '<p><a class="first-cited" href="#x">J. V. Stalin</a></p>'),
        ("<p> 毛泽东</p>", '<p> <a class="first-cited" href="#x">毛泽东</a></p>'),
        ('<p><a href="https://x.org">x.org</a></p>', '<p><a href="https://x.org">x.org</a></p>'),
        ("<p>.</p>", "<p>.</p>"),
        ("<p/>", "<p/>"),
    ],
)
def test_what_an_entry_begins_with_becomes_the_link(entry: str, linked: str) -> None:
    tree = etree.fromstring(f"<div>{entry}</div>")
    words = "".join(tree.itertext())
    _link_name(tree, "x")
    assert etree.tostring(tree, encoding="unicode").startswith(f"<div>{linked}")
    assert "".join(tree.itertext()) == words


@dataclass(frozen=True)
class Click:
    """A link of a PDF inside the book: the words under it, what it says of itself, and the text and folio it leads to."""

    words: str
    title: str
    page: int
    folio: str


def clicks(path: Path, page_with: str) -> Iterator[Click]:
    """Read the links of all pages that have some words, by pikepdf; the words under them, by pdfium."""
    text = pdfium.PdfDocument(path)
    with pikepdf.open(path) as pdf:
        numbers = {page.objgen: index for index, page in enumerate(pdf.pages)}
        names = {str(name): place for name, place in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
        for index, page in enumerate(pdf.pages):
            read = text[index].get_textpage()
            for note in page.get("/Annots", []) if page_with in read.get_text_range() else ():
                if "/Dest" in note:
                    target = numbers[names[str(note.Dest)][0].objgen]
                    words = read.get_text_bounded(*map(float, note.Rect)).strip()
                    yield Click(words, str(note.Contents), target, pdf.pages[target].label)


@pytest.mark.parametrize("edition", ["screen", "large-print"])
def test_entries_of_a_finished_pdf_lead_to_pages_that_cite_the_work(accessible: Path, edition: str) -> None:
    path = accessible / "out" / f"everything-{edition}.pdf"
    found = defaultdict(list)
    name = ""
    for click in clicks(path, "Cited on"):
        name = name if click.words[:1].isdigit() or set(click.words) <= set("ivxl") else click.words
        found[name].append(click)
    assert set(found) == {"Able", "Baker", "Cole"}
    text = pdfium.PdfDocument(path)
    for name, (first, *pages) in found.items():
        assert ", note\u00a0" in first.title
        assert pages[0].page == first.page
        assert [click.words for click in pages] == [click.folio for click in pages]
        assert all(name in text[click.page].get_textpage().get_text_range() for click in pages)


def test_every_page_that_cites_a_work_is_named(accessible: Path) -> None:
    pages = words_of(accessible / "out" / "everything-screen.pdf")
    citing = [label for label, words in pages if "Cole, ‘A Talk’" in words]
    listed = next(words for _, words in pages if "Cited on" in words).rpartition("Cited on ")[2]
    assert listed.partition(".")[0].split(", ") == citing
    assert citing


def test_the_printed_page_has_the_same_words_and_no_link(accessible: Path) -> None:
    printed, shown = (words_of(accessible / "out" / f"everything-{edition}.pdf") for edition in ("print", "screen"))
    assert [words for _, words in printed if "Cited on" in words] == [
        words for _, words in shown if "Cited on" in words
    ]
    with pikepdf.open(accessible / "out" / "everything-print.pdf") as pdf:
        assert not any("/Annots" in page for page in pdf.pages)


def words_of(path: Path) -> list[tuple[str, str]]:
    """The folio of every page, and its words, white space folded."""
    pdf = pdfium.PdfDocument(path)
    texts = [pdf[index].get_textpage().get_text_range() for index in range(len(pdf))]
    return [(pdf.get_page_label(index), " ".join(text.split())) for index, text in enumerate(texts)]
