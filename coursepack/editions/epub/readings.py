"""E-book: readings that it names instead of reproducing them (`::: {.facsimile … epub=reference}`).

In: content documents with page breaks, the page map. Out: the same trees, in which such a reading is a paragraph: what its author
says of it, and the pages of the printed book on which it stands. The page breaks stay: "turn to page 43" leads to the paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from coursepack.document.model import PageMap
from coursepack.editions.epub.documents import ContentDocument
from coursepack.editions.epub.vocabulary import has_class
from coursepack.editions.epub.words import Words
from coursepack.editions.page_starts import MARK


def name_readings(documents: Sequence[ContentDocument], page_map: PageMap | None, words: Words) -> None:
    """Exchange the pages of every such reading for a paragraph."""
    for document in documents:
        for reading in [element for element in document.root.iter("div") if has_class(element, "by-reference")]:
            _name(reading, _folios(document, reading, page_map), words)


def _folios(document: ContentDocument, reading: etree._Element, page_map: PageMap | None) -> list[str]:
    """The folios of the printed pages that begin within the reading."""
    inside = {element.get("data-n") for element in reading.iter("*")}
    pages = page_map.pages if page_map else ()
    return [
        page.label
        for page in pages
        if page.section == document.section.id and page.start is not None and str(page.start.n) in inside
    ]


def _name(reading: etree._Element, folios: Sequence[str], words: Words) -> None:
    marks = [element for element in reading.iter("*") if has_class(element, MARK)]
    for child in list(reading):
        reading.remove(child)
    reading.text = None
    for mark in marks:
        mark.tag, mark.tail = "div", None
        reading.append(mark)
    named = etree.SubElement(reading, "p")
    named.set("class", "generated")
    named.text = f"{reading.get('data-described', '')} {_where(folios, words)}".strip()


def _where(folios: Sequence[str], words: Words) -> str:
    if not folios:
        return words["reading-not-here"]
    if len(folios) == 1:
        return words["reading-on-page"].format(page=folios[0])
    return words["reading-on-pages"].format(first=folios[0], last=folios[-1])
