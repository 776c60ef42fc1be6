"""E-book, second step: a marker at every place where a page of the print edition begins.

In: content documents whose elements still carry `data-n`, and the page map. Out: copies of their trees with empty
`doc-pagebreak` elements (EPUB Accessibility 1.1, §4.1; the label is the folio alone), and the list of them in order.

A marker stands before the whole word where the printed page breaks one; before the outermost block that begins there;
else inline. Blank pages have none; nor has the half-title, which the e-book leaves out.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from lxml import etree

from coursepack.document.markup import parse
from coursepack.document.model import PageMap, PrintedPage
from coursepack.editions.epub.documents import ContentDocument, ascii_name, free_name
from coursepack.editions.epub.vocabulary import EPUB_TYPE
from coursepack.editions.page_starts import MARK, MakeMark, mark_pages
from coursepack.keeping.kept import kept
from coursepack.keeping.store import Store


@dataclass(frozen=True, slots=True)
class PageMark:
    """A marker as the page list names it: folio, file and id."""

    label: str
    file: str
    id: str


def insert_page_breaks(
    documents: Sequence[ContentDocument], page_map: PageMap, store: Store
) -> tuple[list[ContentDocument], list[PageMark]]:
    """The same documents with a marker for every printed page, on trees of their own; and the page list, in the order of the
    print edition. `store` keeps a tree with its markers.
    """
    marked: list[ContentDocument] = []
    marks: dict[int, PageMark] = {}
    taken = {str(name) for document in documents for name in document.root.xpath(".//@id")}
    for document in documents:
        pages = [page for page in page_map.pages if page.section == document.section.id]
        names = {page.index: free_name(f"page-{ascii_name(page.label)}", taken) for page in pages}
        inputs = document.root, json.dumps([(page.label, _place(page), names[page.index]) for page in pages])
        tree = kept(store, "page breaks of the e-book", inputs, partial(_marked, document.root, pages, names))
        marked.append(replace(document, root=parse(tree)))
        marks |= {page.index: PageMark(page.label, document.file, names[page.index]) for page in pages}
    return marked, [marks[index] for index in sorted(marks)]


def _place(page: PrintedPage) -> tuple[int, int] | None:
    return None if page.start is None else (page.start.n, page.start.character)


def _marked(root: etree._Element, pages: Sequence[PrintedPage], names: Mapping[int, str]) -> bytes:
    tree = copy.deepcopy(root)
    mark_pages(tree, pages, _marker(names))
    return etree.tostring(tree, with_tail=False)


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
