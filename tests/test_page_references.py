"""Page references: laid out with gaps for their digits, filled in when the parts are joined, and read back from the file."""

import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pypdfium2
import pytest
import tagged
import uharfbuzz as hb
from layout_books import Words, job, sheet
from platformdirs import user_cache_path

from coursepack.document.model import Matter
from coursepack.editions.layout import FindingKind, Layout, Sheet, lay_out, token
from coursepack.editions.layout.engine.press import Press
from coursepack.editions.pdf import PdfMetadata, join
from coursepack.errors import ToolFailed
from coursepack.fonts import book_fonts
from coursepack.keeping.store import FolderStore
from coursepack.typefaces import NAMES, UNEVEN, large_fonts

META = PdfMetadata("A reader", ("Ann Able",), "en", datetime(2026, 1, 2, tzinfo=UTC))
FILLER = "<p style='break-before: page'>More.</p>"
LINE = "Before it {} stands, and after."


def referring(name: str, *targets: str) -> Sheet:
    """A chapter of one page that refers to pages."""
    references = " and ".join(f'<a href="#{target}">p.\u00a0{token(target)}</a>' for target in targets)
    return sheet(f"<h1>Chapter {name}</h1><p>{LINE.format(references)}</p><p>{Words(3)(40)}</p>", name)


def of_pages(name: str, count: int) -> Sheet:
    """A chapter of so many pages, with a place on the last."""
    return sheet(f"<p>Begun.</p>{FILLER * (count - 2)}<p id='{name}-end' style='break-before: page'>Ended.</p>", name)


def test_a_chapter_that_grows_by_pages_is_laid_out_alone(tmp_path: Path):
    cache = FolderStore(tmp_path)
    book = [
        referring("one", "two-end", "three"),
        of_pages("two", 12),
        of_pages("three", 3),
        referring("four", "two-end"),
    ]
    before = lay_out(book, job(), cache=cache)
    book[1] = of_pages("two", 16)
    after = lay_out(book, job(), cache=cache)
    assert (before.page_map.folios["three"], after.page_map.folios["three"]) == ("15", "19")
    assert after.statistics.laid_out == ("two",)
    assert read(after)[0].startswith(sentence("18", "19"))
    assert join(after, "screen", META) == join(lay_out(book, job(), 2), "screen", META)


def test_a_reference_that_needs_one_digit_more_is_laid_out_again(tmp_path: Path):
    cache = FolderStore(tmp_path)
    book = [referring("one", "two-end"), of_pages("two", 97), referring("three", "one", "two-end")]
    assert lay_out(book, job(), cache=cache).page_map.folios["two-end"] == "99"
    book[1] = of_pages("two", 98)
    after = lay_out(book, job(), cache=cache)
    assert after.page_map.folios["two-end"] == "100"
    assert after.statistics.laid_out == ("two", "one", "three")
    assert read(after)[0].startswith(sentence("100"))


def test_roman_folios_stand_as_they_are(tmp_path: Path):
    cache = FolderStore(tmp_path)
    front = [replace(of_pages(name, count), matter=Matter.FRONT) for name, count in (("preface", 3), ("thanks", 2))]
    book = [*front, referring("one", "thanks-end")]
    layout = lay_out(book, job(), cache=cache)
    assert read(layout)[6].startswith(sentence("vi"))
    assert not any(placed.part.facts.gaps for placed in layout.parts)
    book[0] = replace(of_pages("preface", 5), matter=Matter.FRONT)
    assert lay_out(book, job(), cache=cache).statistics.laid_out == ("preface", "one")


def read(layout: Layout) -> list[str]:
    """The words of the screen edition page by page, in the order of its content, without what stands in the margins."""
    pdf = pypdfium2.PdfDocument(join(layout, "screen", META))
    return [re.sub(r"^Chapter \w+ ", "", " ".join(page.get_textpage().get_text_bounded().split())) for page in pdf]


def sentence(*folios: str) -> str:
    return LINE.format(" and ".join(f"p. {folio}" for folio in folios))


@pytest.fixture(scope="module")
def layout() -> Layout:
    notes = f'A note<span class="footnote" id="n" data-number="1">Once more p.\u00a0{token("two-end")}.</span> here.'
    one = referring("one", "two-end", "two")
    one = replace(
        one, html=one.html.replace("</section>", f"<p><em>p.\u00a0{token('one')}</em> is this. {notes}</p></section>")
    )
    return lay_out([one, of_pages("two", 11)], job())


@pytest.mark.skipif(which("pdftotext") is None, reason="poppler is not installed")
@pytest.mark.parametrize("order", ["-raw", "-layout"])
def test_another_program_reads_the_folios_where_they_stand(layout: Layout, tmp_path: Path, order: str):
    path = tmp_path / "book.pdf"
    path.write_bytes(join(layout, "screen", META))
    text = subprocess.run(["pdftotext", order, "-l", "1", path, "-"], capture_output=True, text=True, check=True).stdout
    words = " ".join(text.split())
    assert sentence("13", "3") in words
    assert "p. 1 is this." in words
    assert "Once more p. 13." in words


def test_the_glyphs_of_the_print_edition_say_the_same(layout: Layout):
    page = pypdfium2.PdfDocument(join(layout, "print", META))[0]
    assert sentence("13", "3") in " ".join(page.get_textpage().get_text_bounded().split())


def test_the_digits_are_part_of_the_tagged_text(layout: Layout, tmp_path: Path):
    path = tmp_path / "book.pdf"
    path.write_bytes(join(layout, "screen", META))
    tree = tagged.read(path)
    links = list(tree.all("Link"))
    assert [link.text() for link in links[:2]] == ["p. 13", "p. 3"]
    assert [em.text() for em in tree.all("Em")] == ["p. 1"]
    assert [link.links for link in links[:2]] == [["p."], ["p."]], (
        "a description holds no digits that are not known yet"
    )


def with_facts(layout: Layout, **changes: object) -> Layout:
    first = layout.parts[0]
    facts = replace(first.part.facts, **changes)
    return replace(layout, parts=(replace(first, part=replace(first.part, facts=facts)), *layout.parts[1:]))


def test_a_mark_that_is_not_filled_stops_the_build(layout: Layout):
    gaps = layout.parts[0].part.facts.gaps
    with pytest.raises(ToolFailed, match="not filled in"):
        join(with_facts(layout, gaps=gaps[:-1]), "print", META)
    with pytest.raises(ToolFailed, match="not filled in"):
        join(with_facts(layout, gaps=()), "print", META)


def test_a_gap_without_a_mark_stops_the_build(layout: Layout):
    gaps = layout.parts[0].part.facts.gaps
    with pytest.raises(ToolFailed, match="not filled in"):
        join(with_facts(layout, gaps=(*gaps, gaps[0])), "print", META)


@pytest.mark.parametrize("folio", ["", "7", "100", "xi"])
def test_a_folio_that_does_not_fit_its_gap_stops_the_build(layout: Layout, folio: str):
    folios = {**layout.page_map.folios, "two-end": folio}
    spoilt = replace(layout, page_map=replace(layout.page_map, folios=folios))
    with pytest.raises(ToolFailed, match=r"the page number of #two-end is .* 2 digits"):
        join(spoilt, "print", META)


def test_digits_that_are_set_in_another_way_than_they_were_laid_out_stop_the_build(layout: Layout):
    gaps = layout.parts[0].part.facts.gaps
    for spoilt in (replace(gaps[0], features=(("onum", 1),)), replace(gaps[0], nought=gaps[0].nought + 1)):
        with pytest.raises(ToolFailed, match="the digits of Book differ in width"):
            join(with_facts(layout, gaps=(spoilt, *gaps[1:])), "print", META)


def test_digits_have_one_width_even_where_the_style_wants_them_proportional():
    css = "p { font-variant-numeric: oldstyle-nums proportional-nums; letter-spacing: .1em }"
    layout = lay_out([referring("one", "two-end"), of_pages("two", 11)], job(css))
    assert read(layout)[0].replace(" ", "").startswith(sentence("13").replace(" ", ""))


def test_a_number_that_is_broken_is_a_finding():
    html = '<p>p. <span data-folio-of="one">000</span></p>'
    assert [finding.kind for finding in Press(job()).lay_out(sheet(html)).facts.findings] == []
    css = "p { width: 1pt; overflow-wrap: anywhere }"
    (finding, *_) = Press(job(css)).lay_out(sheet(html)).facts.findings
    assert finding.kind is FindingKind.ENGINE_WARNING


FONT_STORE = user_cache_path("coursepack") / "fonts"


@pytest.mark.parametrize("typeface", ["", *NAMES])
def test_the_digits_of_the_books_typefaces_have_one_width(typeface: str):
    faces = large_fonts(typeface, FONT_STORE) if typeface else book_fonts("中אب", FONT_STORE)
    uneven = {name for name, data in faces.items() if any(len(widths(data, style)) > 1 for style in ("onum", "lnum"))}
    assert bool(uneven) == (typeface in UNEVEN)


def widths(data: bytes, style: str) -> set[int]:
    """How wide each pair of digits is, in fiftieths of an em."""
    face = hb.Face(hb.Blob(data))
    font, found = hb.Font(face), set()
    for pair in (f"{one}{other}" for one in "0123456789" for other in "0123456789"):
        buffer = hb.Buffer()
        buffer.add_str(pair)
        buffer.guess_segment_properties()
        hb.shape(font, buffer, {"tnum": True, style: True})
        found.add(round(sum(place.x_advance for place in buffer.glyph_positions) * 50 / face.upem))
    return found


def test_where_digits_differ_in_width_folios_are_laid_out_as_they_are():
    book = [referring("one", "two-end"), of_pages("two", 11)]
    layout = lay_out(book, replace(job(), even_digits=False))
    assert read(layout)[0].startswith(sentence("13"))
    assert layout.parts[0].part.facts.gaps == ()
