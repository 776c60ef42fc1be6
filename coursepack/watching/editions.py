"""What the page shows of the finished files: labels of the pages, documents of the e-book."""

from __future__ import annotations

import io
import zipfile

import pypdfium2 as pdfium
from lxml import etree

_CONTAINER = "META-INF/container.xml"
_NAMES = {"c": "urn:oasis:names:tc:opendocument:xmlns:container", "o": "http://www.idpf.org/2007/opf"}


def folios(pdf: bytes) -> tuple[tuple[str, ...], tuple[float, float]]:
    """The labels of the pages, and the size in points of the first; for the thread that builds (see `artist`)."""
    with pdfium.PdfDocument(pdf) as document:
        labels = tuple(document.get_page_label(index) or str(index + 1) for index in range(len(document)))
        return labels, document.get_page_size(0)


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
