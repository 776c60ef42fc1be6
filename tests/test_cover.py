"""The cover: the wrap of the printed book and the e-book's picture, measured on the finished files."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from platformdirs import user_cache_path

from coursepack.config import STOCKS, Config, Paper
from coursepack.diagnostics import Diagnostics
from coursepack.editions.cover import PICTURE, Design, Unfit, Wrap, make_picture, make_wrap, spine_width
from coursepack.editions.cover.barcode import barcode, modules
from coursepack.editions.cover.fitting import Measure
from coursepack.editions.cover.spine import spine_text
from coursepack.editions.pdf import PdfMetadata
from coursepack.editions.press import PressJob, finish
from coursepack.errors import BuildFailed
from coursepack.fonts import FACES, book_fonts
from coursepack.keeping.store import MemoryStore
from coursepack.labels import read_labels
from coursepack.pipeline import build
from coursepack.profiles import shipped_profile
from coursepack.progress import Silent
from coursepack.theme import TemplateBroken, Theme

MM = 72 / 25.4
META = PdfMetadata(title="A Book", authors=(), lang="en", date=datetime(2026, 1, 1, tzinfo=UTC))
STORE = MemoryStore()
PIXELS = 4
"""Of a point, where a page is looked at."""


@cache
def fonts(characters: str = "") -> dict[str, bytes]:
    return dict(book_fonts(characters, user_cache_path("coursepack") / "fonts"))


def config(**words: object) -> Config:
    given = {
        "title": "Leap and Famine",
        "subtitle": "A Course Reader",
        "editors": ["Ann Able", "Bo Baker"],
        "publisher": "Some Press",
        "date": "2026-01-01",
        "description": "What it is about, in a sentence or two.",
        "identifiers": {"isbn-print": "978-3-16-148410-0"},
        "contents": {"chapters": ["one.md"]},
        "paper": {"page-thickness": 0.1},
        **words,
    }
    return Config.model_validate(given)


def design(chosen: Config, project: Path | None = None) -> Design:
    theme = Theme(project)
    return Design(
        chosen, theme, read_labels(theme, chosen.language), fonts("".join(filter(lambda c: c > "\u2e80", chosen.title)))
    )


def wrap(pages: int = 200, **words: object) -> Wrap:
    return make_wrap(design(config(**words)), pages, META, STORE)


@cache
def finished() -> bytes:
    return finish(wrap().data, PressJob("pdfx-4", shipped_profile(), 3 * MM, marks=True))


def picture(**words: object) -> Image.Image:
    image = Image.open(io.BytesIO(make_picture(design(config(**words)), META, STORE)))
    image.load()
    return image


def rendered(data: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(data) as pdf:
        return pdf[0].render(scale=PIXELS).to_pil().convert("RGB")


def check_digit(twelve: str) -> str:
    return twelve + str(-sum(int(digit) * (1, 3)[at % 2] for at, digit in enumerate(twelve)) % 10)


isbns = (
    st.tuples(st.sampled_from(["978", "979"]), st.from_regex(r"[0-9]{9}", fullmatch=True)).map("".join).map(check_digit)
)


@settings(max_examples=40)
@given(isbns, st.integers(80, 100))
def test_a_decoder_of_others_reads_every_isbn(isbn: str, percent: int) -> None:
    symbol = barcode(isbn, percent)
    image = Image.new("L", (int(symbol.width * 6) + 1, int(symbol.height * 6) + 1), 255)
    draw = ImageDraw.Draw(image)
    for bar in symbol.bars:
        draw.rectangle((bar.x * 6, 0, (bar.x + bar.width) * 6 - 1, bar.height * 6), fill=0)
    assert [(found.text, found.format) for found in zxingcpp.read_barcodes(image)] == [
        (isbn, zxingcpp.BarcodeFormat.EAN13)
    ]


def test_a_symbol_has_the_sizes_of_the_standard() -> None:
    full, small = barcode("9783161484100"), barcode("978-3-16-148410-0", 80)
    assert len(modules("9783161484100")) == 95
    assert (full.width / MM, full.height / MM) == pytest.approx((37.29, 22.85), abs=0.01)
    assert small.width == pytest.approx(0.8 * full.width, abs=0.001)
    assert "".join(digit.text for digit in full.digits) == "9783161484100"
    assert full.bars[0].x == pytest.approx(11 * full.module, abs=0.001)
    assert full.width - full.bars[-1].x - full.bars[-1].width == pytest.approx(7 * full.module, abs=0.001)


def test_the_barcode_of_the_finished_cover_is_read_and_stands_in_black_ink_alone() -> None:
    assert [found.text for found in zxingcpp.read_barcodes(rendered(finished()))] == ["9783161484100"]
    with pikepdf.open(io.BytesIO(finished())) as pdf:
        colours = {
            tuple(float(value) for value in operands)
            for operands, operator in pikepdf.parse_content_stream(pdf.pages[0])
            if str(operator) == "k"
        }
        greys = [op for _, op in pikepdf.parse_content_stream(pdf.pages[0]) if str(op) in ("g", "rg")]
    chromatic = {colour for colour in colours if any(colour[:3])}
    assert len(chromatic) == 1, "the accent, and nothing else, is of several inks"
    assert (0.0, 0.0, 0.0, 1.0) in colours or greys


def test_a_wrap_is_as_wide_as_two_pages_and_the_spine() -> None:
    made = wrap(200)
    assert (made.spine, made.pages) == (20.6, 200)
    with pikepdf.open(io.BytesIO(finished())) as pdf:
        left, bottom, right, top = (float(edge) for edge in pdf.pages[0].obj.TrimBox)
        bled = [float(edge) for edge in pdf.pages[0].obj.BleedBox]
    assert (right - left, top - bottom) == pytest.approx((2 * 432 + 20.6 * MM, 648), abs=0.01)
    assert left - bled[0] == pytest.approx(3 * MM, abs=0.01)


def test_ink_runs_into_the_bleed_on_all_sides() -> None:
    image = rendered(finished())
    inset = (image.width / PIXELS - (2 * 432 + 20.6 * MM + 6 * MM)) / 2 * PIXELS
    for x, y in (
        (inset + 3, inset + 3),
        (image.width - inset - 4, image.height - inset - 4),
        (inset + 3, image.height / 2),
    ):
        red, green, blue = image.getpixel((int(x), int(y)))
        assert red > green + 40 > blue


@pytest.mark.parametrize("stock", STOCKS)
def test_the_spine_is_computed_from_the_paper(stock: str) -> None:
    paper = Paper.model_validate({"stock": stock, "board-thickness": 0})
    assert spine_width(1000, paper) == pytest.approx(1000 * STOCKS[stock], abs=0.01)
    assert spine_width(100, Paper(page_thickness=0.1, board_thickness=0.25)) == 10.5


def test_words_stand_on_a_spine_that_is_wide_enough_and_otherwise_the_reason_is_given() -> None:
    measure = Measure(fonts()[FACES[0].file])
    wide = spine_text(config(), 20 * MM, 648, measure)
    assert (wide.title, wide.names, wide.publisher, wide.size) == ("Leap and Famine", "Able, Baker", "Some Press", 16)
    assert spine_text(config(), 5 * MM, 648, measure).size == pytest.approx(7.8, abs=0.1)
    thin = spine_text(config(), 4.5 * MM, 648, measure)
    assert (thin.title, thin.reason) == ("", "words need 4.7 mm, the spine is 4.5 mm wide")
    assert spine_text(config(cover={"spine-text": False}), 20 * MM, 648, measure).reason
    long = spine_text(config(title="Many words " * 15), 20 * MM, 648, measure)
    assert (long.names, long.publisher) == ("", "")
    assert 7 <= long.size < 16
    assert spine_text(config(title="Many words " * 40), 20 * MM, 648, measure).reason


def test_words_of_the_spine_stay_within_it() -> None:
    made = wrap(60)
    image = rendered(made.data)
    edge = (image.width / PIXELS - (2 * 432 + made.spine * MM)) / 2
    left, right = ((edge + 432) * PIXELS, (edge + 432 + made.spine * MM) * PIXELS)
    white = [
        x
        for x in range(int(left) - 60, int(right) + 60)
        for y in range(0, image.height, 2)
        if min(image.getpixel((x, y))) > 200
    ]
    assert made.spine_text
    assert min(white) > left + 0.8 * MM * PIXELS
    assert max(white) < right - 0.8 * MM * PIXELS


def test_everything_that_belongs_on_a_cover_is_on_it() -> None:
    with pypdfium2.PdfDocument(finished()) as pdf:
        words = " ".join(pdf[0].get_textpage().get_text_range().split())
    assert words.count("Leap and Famine") == 2
    for part in (
        "A Course Reader",
        "Ann Able",
        "Bo Baker",
        "What it is about",
        "ISBN 978-3-16-148410-0",
        "Able, Baker",
    ):
        assert part in words


def test_without_an_isbn_there_is_no_barcode() -> None:
    made = wrap(identifiers={})
    assert (made.isbn, zxingcpp.read_barcodes(rendered(made.data))) == ("", [])


def test_a_blurb_that_does_not_fit_is_refused() -> None:
    for sentences, least in ((50, 10), (200, 1000)):
        with pytest.raises(Unfit, match="back") as fault:
            wrap(cover={"blurb": "A sentence that goes on and on. " * sentences})
        assert fault.value.excess > least
    with pytest.raises(Unfit, match="front"):
        wrap(editors=[f"Editor Number {number}" for number in range(40)])


@pytest.mark.parametrize(
    "title",
    [
        "Steel",
        "Leap and Famine: China, 1949–1966",
        "A very long title about the many and various sources of the history of the period",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "大跃进与饥荒:一九四九年至一九六六年的中国课程读本",
    ],
)
def test_no_title_runs_over_the_edge_of_the_label(title: str) -> None:
    image = picture(title=title)
    edges = [x for x in range(PICTURE[0]) if min(image.getpixel((x, 320))) > 240]
    for left in (min(edges) + 40, max(edges) - 90):
        assert image.crop((left, 340, left + 50, 1250)).convert("L").getextrema()[0] > 240
    assert image.crop((min(edges) + 90, 340, max(edges) - 90, 1250)).convert("L").getextrema()[0] < 100


def test_the_picture_has_the_size_that_shops_ask_for_and_is_always_the_same() -> None:
    assert picture().size == PICTURE == (1600, 2560)
    assert make_picture(design(config()), META, MemoryStore()) == make_picture(design(config()), META, MemoryStore())


def test_a_book_may_have_a_cover_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "templates" / "cover").mkdir(parents=True)
    (tmp_path / "templates" / "cover" / "cover.css").write_text(
        "@page { size: {{ width }}pt {{ height }}pt; margin: 20pt } html { font-family: Book }"
    )
    made = make_picture(design(config(), tmp_path), META, MemoryStore())
    assert Image.open(io.BytesIO(made)).convert("RGB").getpixel((800, 2400)) == (255, 255, 255)


def test_a_template_that_asks_for_a_strange_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "templates" / "cover").mkdir(parents=True)
    (tmp_path / "templates" / "cover" / "cover.css").write_text("html { font-family: serif }")
    with pytest.raises(TemplateBroken, match="foreign font"):
        make_picture(design(config(), tmp_path), META, MemoryStore())


READER = """\
name = "small"
title = "A Small Reader"
date = 2026-01-01
description = "What it is about."

[contents]
chapters = ["one.md"]

[editions]
screen = false
citations = false

[imposition]
booklet = true
signatures = true

[cover]
"""


def test_a_build_makes_the_cover_and_the_sheets_and_reports_their_figures(
    project: Callable[..., Path], tmp_path: Path
) -> None:
    folder = project(manuscript__reader_dot_toml=READER, manuscript__one_dot_md="# T\n\nText.^[A note.]\n")
    build(folder, tmp_path / "out", Diagnostics(), Silent(), 1)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert (report["cover"]["pages"], report["cover"]["spine"]) == (16, 1.4)
    assert report["cover"]["spine_reason"].startswith("words need")
    booklet, signatures = (report["impositions"][f"small-{scheme}.pdf"] for scheme in ("booklet", "signatures"))
    assert booklet["sheets"] == (booklet["pages"] + booklet["blanks"]) / 4
    assert (signatures["sheets"], signatures["pages"] + signatures["blanks"]) == (1, 16)
    page = (tmp_path / "out" / "report.html").read_text()
    assert "none: the book has no isbn-print" in page
    assert "Sheets of paper" in page
    with pikepdf.open(tmp_path / "out" / "small-cover.pdf") as pdf:
        assert int(pdf.Root.OutputIntents[0].DestOutputProfile.N) == 4


@pytest.mark.parametrize(
    ("line", "code", "file_line"),
    [
        (f'blurb = "{"Too many words. " * 200}"', "L050", 18),
        ('image = "missing.png"', "M001", 18),
        ('image = "../../elsewhere.png"', "C005", 18),
        ('image = "link.png"', "M002", 18),
        ('blurb = "A sign: \\U00010F00"', "F010", 18),
        ('accent = "red"', "C005", 18),
    ],
)
def test_what_is_wrong_with_a_cover_is_said_with_its_line(
    line: str, code: str, file_line: int, project: Callable[..., Path], tmp_path: Path
) -> None:
    folder = project(manuscript__reader_dot_toml=READER + line + "\n", manuscript__one_dot_md="# T\n\nText.\n")
    (tmp_path / "elsewhere.png").write_bytes(b"")
    (folder / "manuscript" / "link.png").symlink_to(tmp_path / "elsewhere.png")
    diagnostics = Diagnostics()
    with pytest.raises(BuildFailed):
        build(folder, tmp_path / "out", diagnostics, Silent(), 1)
    assert [(item.code, item.location.line) for item in diagnostics.errors] == [(code, file_line)]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report.html", "report.json"]
