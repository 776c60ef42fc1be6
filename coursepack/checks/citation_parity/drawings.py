"""The words of drawings, which stand on a page among its lines, but belong to no note: a chart in a note has numbers of its own.

In: the images of the book, and pages as read. Out: the same pages without the lines that hold nothing but words of drawings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lxml import etree

from coursepack.anatomy import Image
from coursepack.checks.citation_parity.model import letters
from coursepack.checks.citation_parity.pdf_reading import Page

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_TEXT = "{http://www.w3.org/2000/svg}text"


def drawn_words(images: Iterable[Image]) -> frozenset[str]:
    """The texts of all vector drawings, each as `letters`."""
    return frozenset(drawn_texts(image.data for image in images if image.media_type == "image/svg+xml"))


def drawn_texts(drawings: Iterable[bytes]) -> list[str]:
    """The texts of SVG files, each as `letters`."""
    texts = (text for data in drawings for text in etree.fromstring(data, _PARSER).iter(_TEXT))
    return [words for text in texts if (words := letters("".join(text.itertext())))]


def without_drawings(pages: Sequence[Page], words: frozenset[str]) -> Sequence[Page]:
    """Leave out each line that is a row of drawn words."""
    longest_first = sorted(words, key=len, reverse=True)
    row = re.compile(f"(?:{'|'.join(map(re.escape, longest_first))})+")
    return [_without_rows(page, row) for page in pages]


def _without_rows(page: Page, row: re.Pattern[str]) -> Page:
    kept = [index for index, line in enumerate(page.lines) if not row.fullmatch(line)]
    lines, ranks = tuple(page.lines[index] for index in kept), tuple(page.ranks[index] for index in kept)
    return replace(page, lines=lines, ranks=ranks)
