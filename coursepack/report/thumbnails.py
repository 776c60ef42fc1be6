"""The pages of an edition in small, two and two as they lie open.

Each page is drawn by pdfium once: what a page shows is its key, so that an edit draws only the pages that it changed.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium

from coursepack.document.model import Book, PrintedPage
from coursepack.editions.layout import Layout
from coursepack.editions.page_layers import page_keys
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import Store
from coursepack.preparation import Prepared

WIDTH = 160
"""Pixels."""
_QUALITY = 50


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """One page; `image` is a WebP file in base64."""

    number: int
    """From 1, as viewers count."""
    label: str
    section: str
    """Title of the section that begins on this page; empty where none does."""
    blank: bool
    image: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Spread:
    """What lies open: verso and recto; one is missing before the first page and after the last."""

    verso: Thumbnail | None
    recto: Thumbnail | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The pages that the report shows, and the file that has them: that for screens, else that for the press, else none."""

    file: str = ""
    spreads: Sequence[Spread] = ()


def show_pages(files: Mapping[str, bytes], prepared: Prepared, layout: Layout) -> Shown:
    """Draw the pages of an edition in small."""
    names = (f"{prepared.shop.config.name}-{edition}.pdf" for edition in ("screen", "print"))
    name = next((name for name in names if name in files), "")
    if not name:
        return Shown()
    return Shown(name, spreads_of(files[name], layout.page_map.pages, prepared.book, prepared.shop.store))


def spreads_of(pdf: bytes, pages: Sequence[PrintedPage], book: Book, store: Store) -> list[Spread]:
    """Draw the pages; pages after those of `pages`, which fill the last sheet, are left out."""
    drawn = list(_drawn(pdf, pages, book, store))
    sides: list[Thumbnail | None] = [None, *drawn, None]
    return [Spread(*sides[at : at + 2]) for at in range(0, len(drawn) + 1, 2)]


def _drawn(pdf: bytes, pages: Sequence[PrintedPage], book: Book, store: Store) -> Iterator[Thumbnail]:
    titles = {section.id: section.title for section in book.sections}
    with pdfium.PdfDocument(pdf) as document, Pieces(store, "thumbnails") as pieces:
        keys = [[key, WIDTH] for _, key in zip(pages, page_keys(pdf, store), strict=False)]
        drawn = pieces.every(keys, lambda place: _draw(document, pages[place].index))
        for page, (image, width, height) in zip(pages, drawn, strict=False):
            title = titles.pop(page.section, "")
            yield Thumbnail(page.index + 1, page.label, title, not page.section, image, width, height)


def _draw(document: pdfium.PdfDocument, index: int) -> tuple[str, int, int]:
    """A page as it is trimmed: without bleed and marks."""
    page = document[index]
    left, bottom, right, top = page.get_trimbox()
    outer = page.get_cropbox()
    around = left - outer[0], bottom - outer[1], outer[2] - right, outer[3] - top
    drawn = page.render(scale=WIDTH / (right - left), crop=around).to_pil()
    page.close()
    file = io.BytesIO()
    drawn.convert("RGB").save(file, "WEBP", quality=_QUALITY, method=0)
    return base64.b64encode(file.getvalue()).decode("ascii"), drawn.width, drawn.height
