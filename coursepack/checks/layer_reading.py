"""Layers of finished pages, read back by pdfium, each once.

In: a finished PDF and its layers. Out: what was read of each. A layer is read from the bytes that the file has for it, alone on
its page; one that was read before is known by its key, which names all of these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pypdfium2 as pdfium

from coursepack.editions.page_layers import Layer, excerpt
from coursepack.keeping.pieces import Pieces


def read_layers(
    pdf: bytes, layers: Sequence[Sequence[Layer]], pieces: Pieces, read: Callable[[pdfium.PdfPage], Any]
) -> list[list[Any]]:
    """What `read` makes of each layer of each page, as JSON knows it; `pieces` keeps it."""
    row = [layer for page in layers for layer in page]
    keys = [layer.key for layer in row]
    due = pieces.due(keys)
    with pdfium.PdfDocument(excerpt(pdf, [row[place] for place in due]) if due else pdf) as document:
        pages = {place: index for index, place in enumerate(due)}
        found = iter(pieces.every(keys, lambda place: _read(document, pages[place], read)))
    return [[next(found) for _ in page] for page in layers]


def _read(document: pdfium.PdfDocument, index: int, read: Callable[[pdfium.PdfPage], Any]) -> Any:
    page = document[index]
    try:
        return read(page)
    finally:
        page.close()
