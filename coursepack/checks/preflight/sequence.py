"""Rules of the row of pages: labels equal to the folios printed, sections that open on rectos, a count that can be bound.

The folios are read from the pages by pdfium, which shares no code with what set them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium

from coursepack.checks.layer_reading import read_layers
from coursepack.checks.preflight.model import Box, Expected, Reading
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.editions.page_layers import file_layers
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import MemoryStore, Store

WRONG_LABEL = error("P060", "a page label is not the folio that the page shows")
OPENS_ON_VERSO = error("P061", "a section does not open on a recto")
WRONG_COUNT = error("P062", "the page count cannot be bound")

_ROMAN, _ARABIC = re.compile("[ivxlcdm]+"), re.compile("[0-9]+")


def check_sequence(
    data: bytes, reading: Reading, expected: Expected, file: Location, store: Store | None = None
) -> Iterator[Diagnostic]:
    """Check the labels and the openings of pages that have folios; `store` keeps what numbers a page shows."""
    for sheet, folios in zip(reading.sheets, _folios(data, reading, file, store), strict=True):
        style = _ROMAN if _ROMAN.fullmatch(sheet.label) else _ARABIC
        shown = [folio for folio in folios if style.fullmatch(folio)]
        if not sheet.label:
            yield WRONG_LABEL.at(file, f"page {sheet.number} has no label")
        elif shown and sheet.label not in shown:
            yield WRONG_LABEL.at(file, f"page {sheet.number} is labelled {sheet.label}, and shows {shown[0]}")
    yield from _openings(reading, expected, file)


def check_count(reading: Reading, expected: Expected, file: Location) -> Iterator[Diagnostic]:
    """Check the number of pages."""
    count = len(reading.sheets)
    if expected.pages is not None and count != expected.pages:
        yield WRONG_COUNT.at(file, f"it has {count} pages, not {expected.pages}")
    if count % expected.signature:
        message = f"{count} pages are not a multiple of {expected.signature}"
        yield WRONG_COUNT.at(file, message, "signature in [print] says how many pages go together")


def _openings(reading: Reading, expected: Expected, file: Location) -> Iterator[Diagnostic]:
    found = list(reading.declared.outline)
    for title in expected.openings:
        entry = next(((name, number) for name, number in found if name == title or name.endswith(f" {title}")), None)
        if entry is None:
            yield OPENS_ON_VERSO.at(file, f"the outline does not say where ‘{title}’ opens")
            continue
        found.remove(entry)
        if entry[1] % 2 == 0:
            yield OPENS_ON_VERSO.at(file, f"‘{title}’ opens on {reading.sheets[entry[1] - 1]}, a verso")


def _folios(data: bytes, reading: Reading, file: Location, store: Store | None) -> Iterator[list[str]]:
    """The numbers that stand alone in the first or the last row of each page."""
    kept = store or MemoryStore()
    with Pieces(kept, f"folios {file.file}") as pieces:
        for layers in read_layers(data, file_layers(data, kept), pieces, _outer_words):
            words = [(box, word) for layer in layers for box, word in layer]
            outer = _outer_rows([box for box, _ in words])
            yield [word for box, word in words if box in outer]


def _outer_words(page: pdfium.PdfPage) -> list[tuple[Box, str]]:
    """The pieces of text in the first and in the last row of a layer, with the places where they stand."""
    text = page.get_textpage()
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    words = [(box, text.get_text_bounded(*box).strip()) for box in _outer_rows(boxes)]
    text.close()
    return words


def _outer_rows(boxes: Sequence[Box]) -> list[Box]:
    """The pieces of text that stand beside the highest, or beside the lowest."""
    if not boxes:
        return []
    highest, lowest = max(boxes, key=lambda box: box[3]), min(boxes, key=lambda box: box[1])
    return [box for box in boxes if _beside(box, highest) or _beside(box, lowest)]


def _beside(one: Box, other: Box) -> bool:
    return one[1] < other[3] and other[1] < one[3]
