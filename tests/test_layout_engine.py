"""One section laid out: what the facts say of its pages, and what the engine may not do."""

import io
import logging

import pytest
from layout_books import Words, fonts, job, note, sheet
from PIL import Image

from coursepack.document.model import Opening, PageStart
from coursepack.editions.layout import FindingKind, LayoutJob, PartFacts, SectionUnset
from coursepack.editions.layout.engine.press import Press
from coursepack.editions.layout.store import pack, unpack


def lay_out(html: str, css: str = "", images: dict[str, bytes] | None = None, **details: Opening) -> PartFacts:
    return Press(job(css, images)).lay_out(sheet(html, **details)).facts


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("L", (20, 10), 128).save(target, "PNG")
    return target.getvalue()


def kinds(facts: PartFacts) -> list[FindingKind]:
    return [finding.kind for finding in facts.findings]


def test_pages_anchors_and_bookmarks_are_told_in_points():
    words = Words()
    facts = lay_out(f'<h1 id="title">Title</h1>{words.paragraphs(12)}<h2 id="late">Late</h2><p>{words(9)}</p>')
    width, height = 100 / 25.4 * 72, 130 / 25.4 * 72
    assert all(page == pytest.approx((width, height)) for page in facts.pages)
    assert len(facts.pages) == len(facts.starts) > 1
    assert facts.anchors["title"].page == 0
    assert facts.anchors["late"].page == len(facts.pages) - 1
    assert height / 2 < facts.anchors["title"].y < height
    assert [(mark.level, mark.title) for mark in facts.bookmarks] == [(1, "Title"), (2, "Late")]


def test_a_page_start_counts_the_characters_on_earlier_pages():
    words = [f"w{number:04}" for number in range(400)]
    facts = lay_out(f"<p>{' '.join(words)}</p>")
    assert facts.starts[0] == PageStart(1, 0)
    start = facts.starts[1]
    assert start is not None
    assert start.n == 1
    assert start.character % 5 == 0
    assert 100 < start.character / 5 < 300


def test_a_page_start_in_a_page_reference_counts_nothing_of_it():
    text = " ".join(["word"] * 250)
    facts = lay_out(f'<p><a data-page-of="x" href="#one">{text}</a></p>')
    assert facts.starts[1] == PageStart(2, 0)


@pytest.mark.parametrize("head", ["Head", "A head<br>of two lines", "A head of <em>words</em> " * 12])
def test_notes_and_repeated_table_heads_do_not_start_a_page(head: str):
    rows = "".join(f"<tr><td>r{number}</td></tr>" for number in range(60))
    facts = lay_out(f"<table><thead><tr><th>{head}</th></tr></thead><tbody>{rows}</tbody></table>")
    assert facts.findings == ()
    start = facts.starts[1]
    assert start is not None
    assert start.n > 28


@pytest.mark.parametrize(("before", "n", "character"), [("", 3, 0), ("By ", 2, 0)])
def test_a_page_begins_with_the_label_that_stands_off_the_text_but_is_written_before_it(
    before: str, n: int, character: int
):
    entry = f'<p>{before}<span style="position: absolute; left: 0">Figure 1</span> A figure, and more of it</p>'
    facts = lay_out(f'<p style="break-after: page">Words</p>{entry}<p>Other words</p>', css="p { padding-left: 20mm }")
    assert facts.findings == ()
    assert facts.starts == (PageStart(1, 0), PageStart(n, character))


def test_an_image_starts_a_page_by_itself():
    html = Words().paragraphs(1) + '<p style="break-before: page"><img src="a.png" alt="Grey"></p><p>After</p>'
    facts = lay_out(html, images={"a.png": picture()})
    assert facts.findings == ()
    assert facts.starts[1] == PageStart(3, 0)


@pytest.mark.parametrize(("opening", "outer"), [(Opening.RECTO, 14), (Opening.VERSO, 12)])
def test_a_section_starts_on_its_side_of_the_sheet(opening: Opening, outer: int):
    facts = lay_out('<h1 id="here">Title</h1>', opening=opening)
    assert len(facts.pages) == 1
    assert facts.anchors["here"].x == pytest.approx(outer / 25.4 * 72)


def test_hyphens_of_the_engine_are_counted_and_are_no_change_of_the_text():
    facts = lay_out(f"<p>{'extraordinary consideration immediately ' * 30}</p>")
    assert facts.findings == ()
    assert 0 < facts.hyphenated < facts.lines


@pytest.mark.parametrize("source", ["missing.png", "file:///etc/hostname", "http://192.0.2.1/a.png", "/etc/hostname"])
def test_nothing_but_the_books_own_files_can_be_read(source: str):
    facts = lay_out(f'<p>Text <img src="{source}" alt="none"></p>')
    complaints = [finding.detail for finding in facts.findings if finding.kind is FindingKind.ENGINE_WARNING]
    assert any("not part of the book" in complaint for complaint in complaints)


def test_a_style_sheet_that_asks_for_a_missing_file_fails_cleanly():
    with pytest.raises(SectionUnset, match="profile"):
        lay_out("<p>Text</p>", "@color-profile device-cmyk { src: url(profile.icc); components: a, b, c, d }")


def test_a_missing_font_file_is_a_finding():
    incomplete = LayoutJob(job().css, {"fonts/book-regular.ttf": fonts()["fonts/book-regular.ttf"]}, {})
    assert FindingKind.ENGINE_WARNING in kinds(Press(incomplete).lay_out(sheet("<p>Text</p>")).facts)


def test_names_with_spaces_and_accents_are_found():
    name = "figures/été 1.png"
    facts = lay_out(f'<p><img src="{name}" alt="Grey"></p>', images={name: picture()})
    assert facts.findings == ()


def test_an_image_without_alternative_text_is_a_finding_unless_it_is_decorative():
    images = {"a.png": picture(), "b.png": picture()}
    assert lay_out('<p>A <img src="a.png" alt=""></p>', images=images).findings == ()
    assert kinds(lay_out('<p>B <img src="b.png"></p>', images=images)) == [FindingKind.ENGINE_WARNING]


def test_a_folio_with_other_text_in_its_box_is_a_finding():
    facts = lay_out("<p>Text</p>", '@page { @bottom-center { content: "p. " counter(page) } }')
    assert kinds(facts) == [FindingKind.ENGINE_WARNING]
    assert "page number" in facts.findings[0].detail


def test_folios_are_cut_out_as_templates():
    facts = lay_out(Words().paragraphs(12))
    assert [template.page for template in facts.folios] == list(range(len(facts.pages)))
    left, right = facts.folios[1], facts.folios[0]
    assert (left.align, right.align) == (0.0, 1.0)
    assert dict(right.features)["onum"] == 1


def test_nothing_is_printed_on_the_log(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        lay_out("<p>Text</p>", "p { no-such-property: 1 }")
    assert caplog.records == []


def test_a_part_survives_the_cache():
    words = Words()
    part = Press(job()).lay_out(
        sheet(f"<h1>Title</h1><p>{words(200)}{note(1, words(20))}</p><p>&#8212; \u201cé\u201d</p>")
    )
    assert unpack(pack(part)) == part


def test_the_same_section_gives_the_same_bytes_in_another_press():
    html = f"<h1>Title</h1><p>{Words()(50)}{note(1, Words()(200))}</p>{Words(2).paragraphs(9)}"
    assert Press(job()).lay_out(sheet(html)) == Press(job()).lay_out(sheet(html))
