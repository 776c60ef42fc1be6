"""What the page shows of the finished files: pages of the PDF as images, documents of the e-book."""

from __future__ import annotations

import io
import threading
import zipfile

import pypdfium2 as pdfium
from lxml import etree

_PDFIUM = threading.Lock()
"""PDFium may be used by one thread at a time."""
LARGEST = 2400
"""Pixels of the longer side of a page's image."""
_CONTAINER = "META-INF/container.xml"
_NAMES = {"c": "urn:oasis:names:tc:opendocument:xmlns:container", "o": "http://www.idpf.org/2007/opf"}


def folios(pdf: bytes) -> tuple[tuple[str, ...], tuple[float, float]]:
    """The labels of the pages, and the size in points of the first."""
    with _PDFIUM:
        document = pdfium.PdfDocument(pdf)
        labels = tuple(document.get_page_label(index) or str(index + 1) for index in range(len(document)))
        size = document.get_page_size(0)
        document.close()
    return labels, size


def page_image(pdf: bytes, index: int, width: int) -> bytes:
    """One page (counted from 0) as PNG, `width` pixels wide. Raises `LookupError` where there is no such page."""
    with _PDFIUM:
        document = pdfium.PdfDocument(pdf)
        try:
            if not 0 <= index < len(document):
                raise LookupError(index)
            page_width, page_height = document.get_page_size(index)
            scale = min(width / page_width, LARGEST / max(page_width, page_height))
            image = document[index].render(scale=scale).to_pil()
        finally:
            document.close()
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=1)
    return data.getvalue()


def epub_start(epub: bytes) -> str:
    """The path of the e-book's navigation document; empty where it has none."""
    with zipfile.ZipFile(io.BytesIO(epub)) as book:
        container = etree.fromstring(book.read(_CONTAINER))
        package = str(container.xpath("string(//c:rootfile/@full-path)", namespaces=_NAMES))
        items = etree.fromstring(book.read(package))
        nav = str(items.xpath("string(//o:item[contains(@properties, 'nav')]/@href)", namespaces=_NAMES))
    folder = package.rpartition("/")[0]
    return f"{folder}/{nav}" if folder and nav else nav


def epub_file(epub: bytes, path: str) -> bytes:
    """One file of the e-book. Raises `LookupError` where there is none."""
    with zipfile.ZipFile(io.BytesIO(epub)) as book:
        return book.read(path)
