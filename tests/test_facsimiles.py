"""Readings as PDF: their pages stand in the book, with their words for those who cannot see them."""

import io
from collections.abc import Callable
from pathlib import Path

import epub_book
import pikepdf
import pypdfium2 as pdfium
import pytest
from book_of import book_of, root_of, said_of
from lxml import etree
from PIL import Image
from reading_pdfs import bomb, reading_pdf

from coursepack.checks.epub_check import audit_text
from coursepack.diagnostics import Diagnostics, Location
from coursepack.document.model import PageMap, PageStart, PrintedPage
from coursepack.editions.epub import write_epub
from coursepack.pipeline import build
from coursepack.progress import Silent
from coursepack.sources import pdf_reader
from coursepack.sources.images import read_image
from coursepack.sources.pdf_pages import WIDTH, read_facsimile
from coursepack.theme import Theme

Make = Callable[..., Path]
HERE = Location("manuscript/one.md", 3)
CHAPTER = "# A reading {{#reading}}\n\nA headnote.\n\n::: {{.facsimile {}}}\n{}\n:::\n\nWords after it.\n"


def project_with(make: Make, pdf: bytes, attributes: str = "file=readings/a.pdf", described: str = "") -> Path:
    chapter = CHAPTER.format(attributes, described)
    return make(manuscript__one_dot_md=chapter, **{"manuscript/readings/a.pdf": pdf})


def images(folder: Path) -> list[tuple[str, str]]:
    return [(image.get("src", ""), image.get("alt", "")) for image in root_of(book_of(folder), "reading").iter("img")]


def test_each_page_is_an_image_with_its_words(project: Make) -> None:
    folder = project_with(project, reading_pdf("First words", "Second words"))
    assert images(folder) == [
        ("readings/a.pdf/page-1.png", "Page 1 of the facsimile. First words"),
        ("readings/a.pdf/page-2.png", "Page 2 of the facsimile. Second words"),
    ]


def test_a_range_of_pages(project: Make) -> None:
    pdf = reading_pdf("One", "Two", "Three", "Four")
    assert [src for src, _ in images(project_with(project, pdf, "file=readings/a.pdf pages=2-3"))] == [
        "readings/a.pdf/page-2.png",
        "readings/a.pdf/page-3.png",
    ]


def test_a_page_is_drawn_in_grey_and_in_good_size(project: Make) -> None:
    folder = project_with(project, reading_pdf("First words"))
    image, problems = read_image(folder, "readings/a.pdf/page-1.png", HERE)
    assert problems == []
    assert image is not None
    picture = Image.open(io.BytesIO(image.data))
    assert (picture.mode, picture.size[0], image.media_type) == ("L", WIDTH, "image/png")
    assert picture.getextrema()[0] < 60
    assert read_image(folder, "readings/a.pdf/page-1.png", HERE)[0] == image


@pytest.mark.parametrize(
    ("pdf", "attributes", "found"),
    [
        (reading_pdf("A"), "file=readings/b.pdf", "M001"),
        (reading_pdf("A"), "file=../../outside.pdf", "M002"),
        (reading_pdf("A"), "", "M060"),
        (reading_pdf("A"), "file=readings/a.pdf pages=2-3", "F021"),
        (reading_pdf("A"), "file=readings/a.pdf pages=some", "F021"),
        (b"%PDF-1.7 and no more", "file=readings/a.pdf", "F020"),
        (reading_pdf("A", password="x"), "file=readings/a.pdf", "F020"),
        (reading_pdf(""), "file=readings/a.pdf", "F022"),
        (reading_pdf("A"), "file=readings/a.pdf epub=link", "M061"),
    ],
)
def test_what_is_wrong_is_said_at_the_div(pdf: bytes, attributes: str, found: str, project: Make) -> None:
    assert said_of(project_with(project, pdf, attributes)) == [f"{found} manuscript/one.md:5"]


def test_a_scan_may_be_described_in_words(project: Make) -> None:
    folder = project_with(project, reading_pdf(""), described="A letter in a clear hand.")
    assert said_of(folder) == []
    assert images(folder)[0][1] == "Page 1 of the facsimile. A letter in a clear hand."


def test_too_many_pages_are_refused(project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project_with(project, reading_pdf("A", "B", "C"))
    monkeypatch.setattr("coursepack.sources.pdf_pages.MAX_PAGES", 2)
    assert [item.code for item in read_facsimile(folder, "readings/a.pdf", HERE)[1]] == ["F020"]
    assert [item.code for item in read_facsimile(folder, "readings/a.pdf", HERE, range(1, 4))[1]] == ["F020"]


def test_of_a_long_file_the_pages_asked_for_are_counted(project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coursepack.sources.pdf_pages.MAX_PAGES", 2)
    folder = project_with(project, reading_pdf("A", "B", "C", "D"), "file=readings/a.pdf pages=3-4")
    assert images(folder) == [
        ("readings/a.pdf/page-3.png", "Page 3 of the facsimile. C"),
        ("readings/a.pdf/page-4.png", "Page 4 of the facsimile. D"),
    ]


def test_a_page_that_no_file_has(project: Make) -> None:
    folder = project_with(project, reading_pdf("A"))
    assert [item.code for item in read_image(folder, "readings/a.pdf/page-2.png", HERE)[1]] == ["F021"]


NAMED = "\n::: {.facsimile file=readings/a.pdf epub=reference}\nAn article in two pages.\n:::\n\nThe last words.\n"


def test_in_the_finished_book_each_page_has_its_place(project: Make, tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    folder = project_with(project, reading_pdf("First words", "Second words"))
    chapter = folder / "manuscript" / "one.md"
    chapter.write_text(chapter.read_text() + NAMED)
    built = build(folder, tmp_path / "out", diagnostics, Silent(), workers=1)
    assert [item.message for item in diagnostics if item.code != "K020"] == []
    printed = next(path for path in built.files if path.name.endswith("-print.pdf"))
    with pikepdf.open(printed) as opened:
        with_images = [index for index, page in enumerate(opened.pages) if page.get_images()]
        assert len(with_images) == 4
        assert with_images[1] == with_images[0] + 1
        labels = [opened.pages[index].label for index in with_images]
    document = pdfium.PdfDocument(printed)
    heads = [document[index].get_textpage().get_text_bounded() for index in with_images]
    assert all(label in head for label, head in zip(labels, heads, strict=True))
    assert "Words after it." in "".join(
        document[index].get_textpage().get_text_bounded() for index in range(len(document))
    )
    epub = (tmp_path / "out" / "small.epub").read_bytes()
    first, last = labels[2:]
    said = f"An article in two pages. The reading is reproduced in the printed book, on pages {first} to {last}."
    assert [p.text for p in named(epub)] == [said]
    assert named(epub)[0].xpath("preceding::*[@role='doc-pagebreak']/@aria-label")[-2:] == [first, last]


def named(epub: bytes) -> list[etree._Element]:
    """The paragraphs that stand for readings in an e-book."""
    chapter = etree.fromstring(epub_book.members(epub)["EPUB/text/reading.xhtml"])
    return chapter.xpath("//*[contains(@class, 'by-reference')]/*[local-name() = 'p']")


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        ([], "The reading is not reproduced in this e-book."),
        (["7"], "The reading is reproduced in the printed book, on page 7."),
        (["7", "8"], "The reading is reproduced in the printed book, on pages 7 to 8."),
    ],
)
def test_the_e_book_may_name_a_reading_instead(starts: list[str], said: str, project: Make) -> None:
    folder = project_with(project, reading_pdf("First words", "Second words"), "file=readings/a.pdf epub=reference")
    book = book_of(folder)
    pictures = [int(image.get("data-n", "")) for image in root_of(book, "reading").iter("img")]
    pages = tuple(
        PrintedPage(index, label, "reading", PageStart(n, 0))
        for index, (label, n) in enumerate(zip(starts, pictures, strict=False))
    )
    epub = write_epub(
        book,
        epub_book.config(),
        Theme(),
        page_map=PageMap(pages, {}) if pages else None,
        fonts=epub_book.fonts(),
        cover=epub_book.picture(),
    )
    assert [p.text for p in named(epub)] == [said]
    assert not [name for name in epub_book.members(epub) if "readings" in name]
    assert [item for item in audit_text(epub, book) if item.code == "E024"] == []


def test_the_e_book_shows_the_pages_unless_it_is_told_otherwise(project: Make) -> None:
    book = book_of(project_with(project, reading_pdf("First words"), "file=readings/a.pdf epub=pages"))
    epub = write_epub(
        book, epub_book.config(), Theme(), page_map=None, fonts=epub_book.fonts(), cover=epub_book.picture()
    )
    assert [name for name in epub_book.members(epub) if "readings" in name] == ["EPUB/images/readings-a-pdf-page-1.png"]
    assert named(epub) == []


def test_pages_that_draw_each_other_without_end_are_refused(project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coursepack.sources.pdf_pages._TIMEOUT", 3)
    folder = project_with(project, bomb())
    assert said_of(folder) == ["F020 manuscript/one.md:5"]
    assert "more than 3 seconds" in read_image(folder, "readings/a.pdf/page-1.png", HERE)[1][0].message


def test_what_takes_too_much_memory_is_refused(project: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    greedy = tmp_path / "pdf_reader.py"
    greedy.write_text(
        Path(pdf_reader.__file__).read_text().replace("def texts(", "def texts(*_): bytes(9**11)\ndef _old(")
    )
    monkeypatch.setattr("coursepack.sources.pdf_pages._READER", greedy)
    assert said_of(project_with(project, reading_pdf("A"))) == ["F020 manuscript/one.md:5"]


def test_a_file_on_which_the_library_falls_is_refused(
    project: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fallen = tmp_path / "pdf_reader.py"
    fallen.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr("coursepack.sources.pdf_pages._READER", fallen)
    found = read_facsimile(project_with(project, reading_pdf("A")), "readings/a.pdf", HERE)[1]
    assert [(item.code, "the PDF library failed on it" in item.message) for item in found] == [("F020", True)]


@pytest.mark.parametrize("size", [(0.001, 600), (400, 0.001), (0.001, 0.001), (14_400, 14_400), (10_000_000, 3)])
def test_a_page_of_any_size_is_drawn_within_bounds(size: tuple[float, float], project: Make) -> None:
    with pikepdf.open(io.BytesIO(reading_pdf("A"))) as pdf:
        pdf.pages[0].MediaBox = pikepdf.Array([0, 0, *size])
        data = io.BytesIO()
        pdf.save(data)
    image, problems = read_image(project_with(project, data.getvalue()), "readings/a.pdf/page-1.png", HERE)
    assert problems == []
    assert image is not None
    assert max(image.width, image.height) <= 6000
