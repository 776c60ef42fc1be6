"""The large-print edition's own: the canonical book with its typeface named, and with the pages of the print edition marked.

In: the book, and the page map of the print edition. Out: a book of the same words but those on its typeface, with a mark where
each printed page begins.
"""

from __future__ import annotations

import copy
from dataclasses import replace

from coursepack.anatomy import Kind
from coursepack.document.markup import Element, make, of_class, text_of
from coursepack.document.model import Book, PageMap, PrintedPage
from coursepack.editions.page_starts import MARK, mark_pages
from coursepack.fonts import EAST_ASIAN_FAMILY, PUBLISHED_NAMES
from coursepack.labels import Labels
from coursepack.typefaces import NAMES


def with_typeface(book: Book, typeface: str, labels: Labels) -> Book:
    """Name the typeface of large print where the copyright page names that of print (the class `typefaces`)."""
    chinese, sections = PUBLISHED_NAMES[EAST_ASIAN_FAMILY], []
    for section in book.sections:
        root = section.root
        if section.kind is Kind.COPYRIGHT:
            root = copy.deepcopy(root)
            for named in of_class(root, "typefaces"):
                both = chinese in text_of(named)
                words = {"first": NAMES[typeface]} | ({"second": chinese} if both else {})
                named.text = labels.word("set-in-two" if both else "set-in", **words)
        sections.append(replace(section, root=root))
    return replace(book, sections=tuple(sections))


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
