"""The bibliographies that are exported for people, read back: the text of every entry, as letters."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from lxml import etree

from coursepack.checks.citation_parity.model import letters

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def read_list(name: str, data: bytes) -> list[str]:
    """Read the entries of a list, known by its suffix. Raises `ValueError` for one that cannot be read."""
    reader = next(reader for suffix, reader in _READERS.items() if name.endswith(suffix))
    return [text for text in reader(data) if text]


def is_list(name: str) -> bool:
    """Whether a file is such a list."""
    return name.endswith(tuple(_READERS))


def _read_text(data: bytes) -> list[str]:
    return [letters(paragraph) for paragraph in data.decode().split("\n\n")]


def _read_html(data: bytes) -> list[str]:
    entries = etree.fromstring(data, etree.HTMLParser(encoding="utf-8")).iterfind(".//div[@class='entry']")
    return [letters("".join(entry.itertext())) for entry in entries]


def _read_docx(data: bytes) -> list[str]:
    """Read the paragraphs after the heading; a tab parts a number from its entry."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            root = etree.fromstring(archive.read("word/document.xml"), _PARSER)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as fault:
        raise ValueError(f"the document cannot be read: {fault}") from fault
    paragraphs = list(root.iter(f"{_W}p"))[1:]
    return [letters("".join(text.text or "" for text in paragraph.iter(f"{_W}t"))) for paragraph in paragraphs]


_READERS: Mapping[str, Callable[[bytes], list[str]]] = {".txt": _read_text, ".html": _read_html, ".docx": _read_docx}
