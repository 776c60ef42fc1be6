"""Pages of a PDF that the book reproduces: counted, their text read for those who cannot see them, drawn as images.

PDFium reads the file in memory: no script in it runs, and nothing outside it is opened.
"""

from __future__ import annotations

import io
import re
import threading
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from coursepack.anatomy import Image
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.sources.files import read_bytes

NOT_A_PDF = error("F020", "a reading is not a PDF that can be reproduced")
NO_SUCH_PAGE = error("F021", "a reading does not have the pages asked for")

MAX_BYTES = 100 * 1024 * 1024
MAX_PAGES = 400
WIDTH = 2000
"""Pixels of a page's image: more than 400 a printed inch on any page narrower than A5, and a bound for memory."""
TALLEST = 3
"""Height of a page in widths, at most; what is taller is a scroll, not a page."""
_NAME = re.compile(r"(?P<file>.+\.pdf)/page-(?P<page>\d{1,4})\.png", re.IGNORECASE)
_PDFIUM = threading.Lock()
"""PDFium may be used by one thread at a time."""


@dataclass(frozen=True, slots=True)
class Facsimile:
    """A PDF of the manuscript folder, with the text of each of its pages (empty for a scan without text)."""

    path: str
    texts: tuple[str, ...]

    def image_of(self, page: int) -> str:
        """The path by which the book names the image of a page, counted from 1."""
        return f"{self.path}/page-{page}.png"


def read_facsimile(project: Path, path: str, named_at: Location) -> tuple[Facsimile | None, list[Diagnostic]]:
    """Read a PDF of the manuscript folder, whose pages a chapter reproduces."""
    data, problems = _read(project, path, named_at)
    if data is None:
        return None, problems
    try:
        with _PDFIUM, pdfium.PdfDocument(data) as document:
            count = len(document)
            texts = tuple(_text(document[index]) for index in range(min(count, MAX_PAGES)))
    except pdfium.PdfiumError as fault:
        return None, [NOT_A_PDF.at(named_at, f"‘{path}’ cannot be read: {fault}", "save it again without a password")]
    if not 0 < count <= MAX_PAGES:
        message = f"‘{path}’ has {count} pages; a reading has 1 to {MAX_PAGES}"
        return None, [NOT_A_PDF.at(named_at, message, "take out the pages that are read")]
    return Facsimile(path, texts), []


def page_image(project: Path, src: str, named_at: Location) -> tuple[Image | None, list[Diagnostic]] | None:
    """Draw the page that `src` names (`readings/a.pdf/page-3.png`), in grey; `None` where it names no page of a PDF."""
    match = _NAME.fullmatch(src)
    if match is None:
        return None
    data, problems = _read(project, match["file"], named_at)
    if data is None:
        return None, problems
    index = int(match["page"]) - 1
    try:
        with _PDFIUM, pdfium.PdfDocument(data) as document:
            if not 0 <= index < len(document):
                return None, [NO_SUCH_PAGE.at(named_at, f"‘{match['file']}’ has no page {index + 1}")]
            return _drawn(src, document[index]), []
    except pdfium.PdfiumError as fault:
        return None, [NOT_A_PDF.at(named_at, f"page {index + 1} of ‘{match['file']}’ cannot be drawn: {fault}")]


def _read(project: Path, path: str, named_at: Location) -> tuple[bytes | None, list[Diagnostic]]:
    data, problems = read_bytes(project, f"manuscript/{path}", named_at)
    if data is not None and len(data) > MAX_BYTES:
        message = f"‘{path}’ has {len(data) // 1024**2} MB; at most {MAX_BYTES // 1024**2} MB are taken"
        return None, [NOT_A_PDF.at(named_at, message, "take out the pages that are read, or scan them in black")]
    return data, problems


def _text(page: pdfium.PdfPage) -> str:
    text = page.get_textpage()
    try:
        return " ".join(str(text.get_text_bounded()).replace("\ufffe", "").split())
    finally:
        text.close()


def _drawn(src: str, page: pdfium.PdfPage) -> Image:
    width, height = page.get_size()
    scale = min(WIDTH / width, TALLEST * WIDTH / height)
    picture = page.render(scale=scale, grayscale=True, draw_annots=False).to_pil().convert("L")
    data = io.BytesIO()
    picture.save(data, "PNG", optimize=False)
    return Image(src, "image/png", data.getvalue(), *picture.size)
