"""Pages in layers: a folio is a layer of its own, and pages read layer by layer are the pages as they stand."""

import io
import re
from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from press_books import finished

from coursepack.checks.citation_parity.pdf_reading import read_pages
from coursepack.checks.preflight.model import Expected
from coursepack.checks.preflight.reading import read_pdf
from coursepack.checks.preflight.sequence import WRONG_LABEL, check_sequence
from coursepack.diagnostics import Location
from coursepack.editions.page_layers import excerpt, file_layers, page_keys
from coursepack.keeping.store import MemoryStore

TEXT, FOLIO = b"1 0 0 -1 0 200 cm BT /F 20 Tf 1 0 0 -1 20 90 Tm (Words) Tj ET", b"q BT /F 9 Tf 9 9 Td (27) Tj ET Q"


def book(*streams: bytes, font: str = "/Helvetica") -> bytes:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200)).obj
        page.Contents = Array([pdf.make_stream(stream) for stream in streams])
        page.Resources = Dictionary(
            Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(font)))
        )
        return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def layers(data: bytes) -> list[tuple[int, ...]]:
    return [layer.streams for layer in file_layers(data, MemoryStore())[0]]


def keys(data: bytes) -> list[str]:
    return [layer.key for layer in file_layers(data, MemoryStore())[0]]


def test_what_is_between_saving_and_restoring_is_a_layer() -> None:
    assert layers(book(b"q", TEXT, b"Q", FOLIO)) == [(0, 1, 2), (3,)]
    assert layers(book(b"q " + TEXT + b" Q", FOLIO, FOLIO)) == [(0,), (1,), (2,)]


@pytest.mark.parametrize(
    "streams",
    [
        (TEXT, FOLIO),
        (b"q", TEXT, FOLIO),
        (b"q " + TEXT + b" Q 0 0 m", FOLIO),
        (b"q " + TEXT + b" Q", b"Q q", FOLIO),
        (b"q (a", b"b) Tj Q", FOLIO),
        (b"q Q 1", b"w q Q"),
    ],
)
def test_what_may_change_what_comes_after_it_is_in_one_layer_with_it(streams: tuple[bytes, ...]) -> None:
    assert layers(book(*streams)) == [tuple(range(len(streams)))]


def test_another_folio_leaves_the_rest_of_its_page_the_same() -> None:
    before, after = (keys(book(b"q", TEXT, b"Q", folio)) for folio in (FOLIO, FOLIO.replace(b"27", b"28")))
    assert before[0] == after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize(
    "changed",
    [
        book(b"q", TEXT.replace(b"Words", b"Wards"), b"Q", FOLIO),
        book(b"q", TEXT, b"Q", FOLIO, font="/Courier"),
        book(b"q q", TEXT, b"Q Q", FOLIO),
    ],
)
def test_another_text_or_font_makes_another_layer(changed: bytes) -> None:
    assert keys(book(b"q", TEXT, b"Q", FOLIO))[0] != keys(changed)[0]


def test_an_excerpt_shows_a_layer_and_nothing_else() -> None:
    data = book(b"q", TEXT, b"Q", FOLIO)
    text, folio = file_layers(data, MemoryStore())[0]
    with pypdfium2.PdfDocument(excerpt(data, [folio, text, folio])) as document:
        assert [page.get_textpage().get_text_range() for page in document] == ["27", "Words", "27"]


def test_what_is_no_pdf_has_no_layers() -> None:
    with pytest.raises(ValueError, match="trailer"):
        file_layers(b"words", MemoryStore())


# Finished pages


def in_one_piece(data: bytes) -> bytes:
    """The same pages, each with its content in one stream."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.contents_coalesce()
        return saved(pdf)


@pytest.mark.parametrize("marks", [True, False])
def test_pages_read_in_layers_are_the_pages_as_they_stand(marks: bool) -> None:
    data = finished("pdfx-4", "cmyk", marks=marks)
    whole = in_one_piece(data)
    assert max(map(len, file_layers(data, MemoryStore()))) > 1
    assert {len(page) for page in file_layers(whole, MemoryStore())} == {1}
    assert read_pdf(data) == read_pdf(whole)
    assert read_pages(data) == read_pages(whole)


def refolioed(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The pages with something else in the stream that comes after their text."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            if isinstance(page.obj.Contents, Array):
                stream = page.obj.Contents[1]
                stream.write(change(stream.read_bytes()))
        return saved(pdf)


def test_a_wrong_folio_is_found_on_a_page_whose_text_is_known() -> None:
    data, store = finished("pdfx-4", "cmyk", marks=False), MemoryStore()
    expected = Expected((1, 1), 0, False, "pdfx-4", "cmyk", 300, 1, frozenset(), ())

    def found(file: bytes) -> list[str]:
        reading = read_pdf(file, "f", store)
        assert reading == read_pdf(file)
        return [each.code for each in check_sequence(file, reading, expected, Location("f"), store)]

    assert found(data) == []
    spoilt = refolioed(data, lambda folio: re.sub(rb"\[ (.*) \] TJ", rb"[ \1 \1 ] TJ", folio))  # 5 as 55
    assert WRONG_LABEL.code in found(spoilt)
    assert page_keys(data, store) != page_keys(spoilt, store)
