"""E-book, second step: a marker at every place where a page of the print edition begins.

In: content documents whose elements still carry `data-n`, and the page map. Out: the same trees with empty
`doc-pagebreak` elements (EPUB Accessibility 1.1, §4.1; the label is the folio alone), and the list of them in order.

A marker stands before the whole word where the printed page breaks one; before the outermost block that begins there;
else inline. Blank pages have none; nor has the half-title, which the e-book leaves out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from coursepack.document.model import PageMap, PrintedPage
from coursepack.editions.epub.documents import ContentDocument, ascii_name, free_name
from coursepack.editions.epub.vocabulary import EPUB_TYPE
from coursepack.editions.page_starts import MARK, MakeMark, mark_pages


@dataclass(frozen=True, slots=True)
class PageMark:
    """A marker as the page list names it: folio, file and id."""

    label: str
    file: str
    id: str


def insert_page_breaks(documents: Sequence[ContentDocument], page_map: PageMap) -> list[PageMark]:
    """Put a marker for every printed page into the trees; returns the page list, in the order of the print edition."""
    marks: dict[int, PageMark] = {}
    taken = {element.get("id", "") for document in documents for element in document.root.iter("*")}
    for document in documents:
        pages = [page for page in page_map.pages if page.section == document.section.id]
        names = {page.index: free_name(f"page-{ascii_name(page.label)}", taken) for page in pages}
        mark_pages(document.root, pages, _marker(names))
        marks |= {page.index: PageMark(page.label, document.file, names[page.index]) for page in pages}
    return [marks[index] for index in sorted(marks)]


def _marker(names: Mapping[int, str]) -> MakeMark:
    def make(tag: str, page: PrintedPage) -> etree._Element:
        marker = etree.Element(tag)
        marker.set("class", MARK)
        marker.set(EPUB_TYPE, "pagebreak")
        marker.set("role", "doc-pagebreak")
        marker.set("id", names[page.index])
        marker.set("aria-label", page.label)
        return marker

    return make
