"""Imposition: the printed sheets, read back by another program and folded in code, read in order and upright."""

import io
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from math import cos
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from coursepack.config import Imposition, Paper
from coursepack.editions.imposition import Cell, Imposed, booklet, impose, signatures
from coursepack.fonts import source_fonts

NAMES = ascii_uppercase + ascii_lowercase
WIDTH, HEIGHT, BLEED = 200.0, 300.0, 9.0
MM = 72 / 25.4
PAPER = Paper(page_thickness=0.05)


class Face(NamedTuple):
    """A side of a leaf: its page, and whether it stands upright when the leaf is turned from left to right."""

    page: str
    upright: bool


Leaf = tuple[Face, Face]
"""Above, and below."""
Grid = list[list[list[Leaf]]]
"""Rows of stacks of leaves, the uppermost first."""


def turned(stack: list[Leaf], *, head_over: bool) -> list[Leaf]:
    """A stack turned over: from left to right, or head over foot, which sets every face upside down."""

    def seen(face: Face) -> Face:
        return face._replace(upright=face.upright is not head_over)

    return [(seen(below), seen(above)) for above, below in reversed(stack)]


def right_over_left(grid: Grid) -> Grid:
    half = len(grid[0]) // 2
    return [[turned(row[-1 - at], head_over=False) + row[at] for at in range(half)] for row in grid]


def left_over_right(grid: Grid) -> Grid:
    half = len(grid[0]) // 2
    return [[turned(row[half - 1 - at], head_over=False) + row[half + at] for at in range(half)] for row in grid]


def upper_over_lower(grid: Grid) -> Grid:
    half = len(grid) // 2
    over = [[turned(stack, head_over=True) for stack in row] for row in reversed(grid[:half])]
    return [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(over, grid[half:], strict=True)]


def laid_down(up: list[list[Face]], down: list[list[Face]]) -> Grid:
    """A printed sheet on the table: each side as one looks at it, the lower one after turning from left to right."""
    return [[[(row[at], under[-1 - at])] for at in range(len(row))] for row, under in zip(up, down, strict=True)]


def read_through(block: Grid) -> list[Face]:
    """The faces of a folded sheet as a reader meets them, the spine on the left."""
    ((stack,),) = block
    return [face for leaf in stack for face in leaf]


def fold_signature(front: list[list[Face]], back: list[list[Face]]) -> list[Face]:
    return read_through(left_over_right(upper_over_lower(right_over_left(laid_down(back, front)))))


def fold_booklet(sheets: list[tuple[list[list[Face]], list[list[Face]]]]) -> list[Face]:
    """Lay all sheets with the front down, the outermost lowest, and fold the pile."""
    piles = [laid_down(back, front) for front, back in reversed(sheets)]
    pile: Grid = [[[leaf for sheet in piles for leaf in sheet[0][at]] for at in range(2)]]
    return read_through(left_over_right(pile))


def printed(pages: int, *, bleed: float = BLEED, intent: int = 0) -> bytes:
    """A print edition whose pages are named A, B, C …, with ink in the bleed and beyond it."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for letter in (NAMES * 2)[:pages]:
            drawing = f"0 g BT /F 24 Tf {WIDTH / 2} 40 Td ({letter}) Tj ET 0.5 g -30 -30 60 40 re f"
            page = Dictionary(
                Type=Name.Page,
                MediaBox=[-30, -30, WIDTH + 30, HEIGHT + 30],
                BleedBox=[-bleed, -bleed, WIDTH + bleed, HEIGHT + bleed],
                TrimBox=[0, 0, WIDTH, HEIGHT],
                Resources=Dictionary(Font=Dictionary(F=font)),
                Contents=pdf.make_stream(drawing.encode()),
            )
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        if intent:
            profile = pdf.make_stream(b"profile")
            profile.N = intent
            pdf.Root.OutputIntents = Array([Dictionary(Type=Name.OutputIntent, DestOutputProfile=profile)])
        pdf.docinfo["/Trapped"] = Name("/False")
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True)
        return target.getvalue()


def made(pages: int, scheme: str = "signatures", paper: Paper = PAPER, **wanted: object) -> Imposed:
    return impose(
        printed(pages),
        scheme,
        Imposition.model_validate(wanted),
        paper,
        "small",
        source_fonts()["roman"],  # type: ignore[arg-type]
    )


def sides(data: bytes, columns: int, rows: int) -> list[list[list[Face]]]:
    """What pdfium reads on each side of the sheets: a grid of faces; the sheet is divided evenly, whatever the marks."""
    found = []
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            width, height = page.get_size()
            grid = [[Face("", upright=True)] * columns for _ in range(rows)]
            text = page.get_textpage()
            for at in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(at)
                row = rows - 1 - int((bottom + top) / 2 // (height / rows))
                column = int((left + right) / 2 // (width / columns))
                angle = pdfium.FPDFText_GetCharAngle(text, at)
                if letter := text.get_text_range(at, 1).strip():
                    grid[row][column] = Face(letter, cos(angle) > 0)
            found.append(grid)
    return found


def in_order(pages: int, total: int) -> list[Face]:
    return [Face(NAMES[number] if number < pages else "", upright=True) for number in range(total)]


@pytest.mark.parametrize("pages", [16, 13, 35])
@pytest.mark.parametrize("milling", ["0 mm", "3 mm"])
def test_folded_signatures_read_in_order_and_upright(pages: int, milling: str) -> None:
    imposed = made(pages, milling=milling)
    read = sides(imposed.data, 4, 2)
    assert len(read) == 2 * imposed.sheets
    faces = [face for at in range(0, len(read), 2) for face in fold_signature(read[at], read[at + 1])]
    assert [face if face.page else Face("", upright=True) for face in faces] == in_order(pages, 16 * imposed.sheets)
    assert imposed.blanks == 16 * imposed.sheets - pages


@pytest.mark.parametrize("pages", [1, 4, 6, 21])
@pytest.mark.parametrize("marks", [True, False])
def test_folded_and_nested_sheets_of_a_booklet_read_in_order(pages: int, marks: bool) -> None:
    imposed = made(pages, "booklet", marks=marks)
    read = sides(imposed.data, 2, 1)
    assert fold_booklet(list(zip(read[::2], read[1::2], strict=True))) == in_order(pages, 4 * imposed.sheets)
    assert imposed.blanks == -pages % 4


def test_the_folding_can_fail() -> None:
    front, back = sides(made(16).data, 4, 2)
    assert [face.page for face in fold_signature(back, front)] != list(NAMES[:16])
    upside_down = [[face._replace(upright=True) for face in row] for row in front]
    assert not all(face.upright for face in fold_signature(upside_down, back))


@given(st.integers(1, 400))
def test_every_page_is_on_one_side_once(pages: int) -> None:
    for arrange, many in ((booklet, 4), (signatures, 16)):
        placed = [cell.page for sheet in arrange(pages) for cell in (*sheet.front, *sheet.back)]
        assert sorted(page for page in placed if page is not None) == list(range(pages))
        assert len(placed) % many == 0
        assert len(placed) - pages < many


def test_a_booklets_sheet_without_marks_is_twice_the_page() -> None:
    imposed = made(8, "booklet", marks=False)
    assert (imposed.width, imposed.height) == (round(2 * WIDTH / MM, 1), round(HEIGHT / MM, 1))


def places(imposed: Imposed, side: int) -> list[float]:
    """Where the numbers of a side begin, from left to right."""
    with pypdfium2.PdfDocument(imposed.data) as pdf:
        text = pdf[side].get_textpage()
        return sorted(text.get_charbox(at)[0] for at in range(text.count_chars()))


def test_the_pages_of_a_booklet_move_towards_the_fold_by_the_thickness_of_the_leaves_around_them() -> None:
    shifted, straight = (made(16, "booklet", creep=creep) for creep in (True, False))
    assert (shifted.creep, shifted.shifted) == (0.3, True)
    assert (straight.creep, straight.shifted) == (0.3, False)
    for sheet in range(4):
        left = [at(places(shifted, 2 * sheet)) - at(places(straight, 2 * sheet)) for at in (min, max)]
        assert left == pytest.approx([sheet * 0.1 * MM, -sheet * 0.1 * MM], abs=0.01)


def test_the_creep_of_a_signature_is_that_of_its_four_leaves() -> None:
    assert made(64).creep == pytest.approx(0.3)


def test_the_bleed_is_kept_outside_and_cut_at_the_fold() -> None:
    with pypdfium2.PdfDocument(made(4, "booklet").data) as pdf:
        image = pdf[0].render(scale=1).to_pil().convert("L")
        margin, trim = 9 * MM, 3 * MM

        def ink(x: float, y: float) -> bool:
            return image.getpixel((int(x), int(image.height - y))) < 250

        left, low = margin + trim, margin + trim
        assert ink(left - BLEED / 2, low - BLEED / 2 + 2)
        assert not ink(left - trim - 4, low - BLEED / 2)
        assert not ink(left + WIDTH - BLEED / 2, low - BLEED / 2)


@pytest.mark.parametrize(("intent", "colour"), [(1, b"0 G 0 g"), (4, b"/All CS 1 SCN")])
def test_what_makes_the_pages_fit_for_the_press_is_taken_over(intent: int, colour: bytes) -> None:
    source = printed(4, intent=intent)
    data = impose(source, "booklet", Imposition(booklet=True), PAPER, "small", source_fonts()["roman"]).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes() == b"profile"
        assert str(pdf.docinfo.Trapped) == "/False"
        assert all(page.obj.TrimBox == page.obj.MediaBox for page in pdf.pages)
        assert colour in pdf.pages[0].obj.Contents.read_bytes()
    assert impose(source, "booklet", Imposition(booklet=True), PAPER, "small", source_fonts()["roman"]).data == data


def stairs(data: bytes, sheets: int) -> list[int]:
    """How high the collation mark of each signature stands, in pixels from the foot, on the fold between its outer pages."""
    found = []
    with pypdfium2.PdfDocument(data) as pdf:
        for sheet in range(sheets):
            image = pdf[2 * sheet].render(scale=1).to_pil().convert("L")
            x = int((9 + 3 + 6) * MM + 3 * WIDTH)
            dark = [
                image.height - y
                for y in range(image.height // 2 + 20, image.height - 60)
                if image.getpixel((x, y)) < 60
            ]
            found.append(min(dark))
            assert max(dark) - min(dark) == pytest.approx(7 * MM, abs=2)
    return found


def test_gathered_signatures_show_a_staircase_on_the_spine() -> None:
    heights = stairs(made(64).data, 4)
    steps = [upper - lower for upper, lower in pairwise(heights)]
    assert steps == pytest.approx([7 * MM] * 3, abs=1)


@pytest.mark.parametrize("arrange", [booklet, signatures])
def test_the_spine_is_between_two_columns(arrange: Callable[[int], list[object]]) -> None:
    assert [Cell(0, column, None).spine_right for column in range(4)] == [True, False, True, False]
    assert arrange(0) == []


def test_sheets_bear_a_name_of_their_own_in_the_packet() -> None:
    book, print_edition = "5d9f6c1e-6c0e-5b0a-9a54-2f1c5e0b7a61", "3c819379-26e8-5abf-9598-6e10aa09b109"
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">'
        f"<dc:identifier>urn:uuid:{book}</dc:identifier><xmpMM:DocumentID>uuid:{print_edition}</xmpMM:DocumentID>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    with pikepdf.open(io.BytesIO(printed(4))) as pdf:
        pdf.Root.Metadata = pdf.make_stream(packet.encode())
        pdf.save(source := io.BytesIO(), deterministic_id=True)
    packets = set()
    for scheme in ("booklet", "signatures"):
        imposed = impose(source.getvalue(), scheme, Imposition(), PAPER, "small", b"")
        with pikepdf.open(io.BytesIO(imposed.data)) as pdf:
            packets.add(pdf.Root.Metadata.read_bytes().decode())
    assert len(packets) == 2
    assert all(book in found and print_edition not in found for found in packets)


inked = partial(made, 16)


@pytest.mark.parametrize("trim", ["-1 mm", "20 mm", "3"])
def test_a_gap_that_no_knife_takes_is_refused(trim: str) -> None:
    with pytest.raises(ValueError, match=r"length|knife"):
        inked(trim=trim)
