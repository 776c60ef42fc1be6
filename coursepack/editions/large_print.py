"""The large-print edition's own: the canonical book with the pages of the print edition marked in it.

In: the book, and the page map of the print edition. Out: a book of the same words, with a mark where each printed page begins.
"""

from __future__ import annotations

import copy
from dataclasses import replace

from coursepack.document.markup import Element, make
from coursepack.document.model import Book, PageMap, PrintedPage
from coursepack.editions.page_starts import MARK, mark_pages
from coursepack.labels import Labels


def with_print_pages(book: Book, page_map: PageMap, labels: Labels) -> Book:
    """Mark the printed pages; the marks stand in the margin, and have no `data-n`: they are no part of the text."""

    def mark(tag: str, page: PrintedPage) -> Element:
        return make(tag, labels.word("print-page", folio=page.label), class_=MARK)

    sections = []
    for section in book.sections:
        root = copy.deepcopy(section.root)
        mark_pages(root, [page for page in page_map.pages if page.section == section.id], mark)
        sections.append(replace(section, root=root))
    return replace(book, sections=tuple(sections))
