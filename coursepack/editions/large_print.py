"""The large-print edition's own: the canonical book with its typeface named, and with the pages of the print edition marked.

In: the book, and the page map of the print edition. Out: a book of the same words but those on its typeface, with a mark where
each printed page begins.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from coursepack.anatomy import Kind
from coursepack.document.languages import is_cjk
from coursepack.document.markup import Element, append_text, has_class, make, of_class, remove, text_of
from coursepack.document.model import Book, PageMap, PrintedPage
from coursepack.editions.page_starts import MARK, is_whole, mark_pages
from coursepack.fonts import BODY_FAMILY, PUBLISHED_NAMES
from coursepack.labels import Labels
from coursepack.typefaces import NAMES


def with_typeface(book: Book, typeface: str, labels: Labels) -> Book:
    """Name the typeface of large print where the copyright page names that of print (the class `typefaces`)."""
    others = [name for family, name in PUBLISHED_NAMES.items() if family != BODY_FAMILY]
    sections = []
    for section in book.sections:
        root = section.root
        if section.kind is Kind.COPYRIGHT:
            root = copy.deepcopy(root)
            for named in of_class(root, "typefaces"):
                *first, last = [NAMES[typeface], *(name for name in others if name in text_of(named))]
                words = {"first": ", ".join(first), "second": last} if first else {"first": last}
                named.text = labels.word("set-in-two" if first else "set-in", **words)
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
        _set_beside_their_words(root)
        sections.append(replace(section, root=root))
    return replace(book, sections=tuple(sections))


def _set_beside_their_words(root: Element) -> None:
    """Put each mark behind the first word of its page, on whose line it then stands.

    Before the word, it would hang at the end of the line above, or of the page before: a line may end between the two. The head
    of a table bears none, because it is repeated on every page of the table.
    """
    for mark in of_class(root, MARK):
        following = mark.getnext()
        if following is not None and has_class(following, MARK) and not (mark.tail or "").strip():
            following.text = f"{mark.text}\n{following.text}"
            remove(mark)
            continue
        head = next(mark.iterancestors("thead"), None)
        place = next(_seen_after(mark if head is None else head, root), None)
        if place is not None:
            _set_behind(mark, *place)


def _set_behind(mark: Element, node: Element, part: str) -> None:
    """Move a mark behind the first word of a node's text or tail; behind a whole node, but before a picture."""
    if part == "whole" and node.tag == "hr":
        return
    parent = node if part == "text" else node.getparent()
    assert parent is not None  # noqa: S101  # only the root has none, and nothing stands behind it
    text = (node.text if part == "text" else node.tail) or ""
    end = 0 if part == "whole" else _end_of_word(text)
    mark.tag = "span"
    if node is mark:
        append_text(parent, parent.index(mark), text[:end])
        mark.tail = text[end:]
        return
    remove(mark)
    if part == "whole" and node.tag == "img":
        parent.insert(parent.index(node), mark)
        return
    at = 0 if part == "text" else parent.index(node) + 1
    if part == "text":
        node.text = text[:end]
    else:
        node.tail = text[:end]
    parent.insert(at, mark)
    mark.tail = text[end:]


def _seen_after(mark: Element, root: Element) -> Iterator[tuple[Element, str]]:
    """What is read after a mark: nodes, with "text" or "tail" for their words, or "whole" for what is no words of its own."""
    node = mark
    while node is not root:
        if (node.tail or "").strip():
            yield node, "tail"
        for sibling in node.itersiblings(etree.Element):
            yield from _seen_in(sibling)
            if (sibling.tail or "").strip():
                yield sibling, "tail"
        parent = node.getparent()
        assert parent is not None  # noqa: S101  # the root has been met
        node = parent


def _seen_in(element: Element) -> Iterator[tuple[Element, str]]:
    if has_class(element, MARK) or has_class(element, "notes") or element.tag == "thead":
        return
    if is_whole(element):
        yield element, "whole"
        return
    if (element.text or "").strip():
        yield element, "text"
    for child in element.iterchildren(etree.Element):
        yield from _seen_in(child)
        if (child.tail or "").strip():
            yield child, "tail"


def _end_of_word(text: str) -> int:
    """Where the first word of a text ends; of Chinese, the first character."""
    start = len(text) - len(text.lstrip())
    end = start + 1
    if text[start].isalnum() and not is_cjk(text[start]):
        while end < len(text) and text[end].isalnum() and not is_cjk(text[end]):
            end += 1
    return end
