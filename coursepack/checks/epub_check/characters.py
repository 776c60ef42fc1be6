"""What the proofs of the e-book's text count as its characters, in a canonical tree and in a content document.

What an edition writes itself is left out on both sides: numbers and links back of notes, page references, "Cited" lines; so are
white space and format characters, which editions set each in their own way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from lxml import etree

from coursepack.document.model import Book, Kind, Section

CONTEXT = 30
"""Characters shown on either side of a difference."""

_INLINE = frozenset({"a", "abbr", "b", "cite", "code", "dfn", "em", "i", "q", "small", "span", "strong", "sub", "sup"})
_FILLED = frozenset({"pageref", "folio", "locators", "cited-on"})
"""Classes of elements that every edition fills with page numbers of its own."""


class _Counted(dict[int, int | None]):
    """For `str.translate`: drops white space and format characters, which editions set each in their own way."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        self[code] = None if character.isspace() or unicodedata.category(character) == "Cf" else code
        return self[code]


COUNTED = _Counted()


def carried(book: Book) -> list[Section]:
    """List the sections that an e-book has: all but the half-title."""
    return [section for section in book.sections if section.kind is not Kind.HALF_TITLE]


def own_texts(element: etree._Element, *, notes: bool) -> Iterator[tuple[str, str]]:
    """Give every text with the `data-n` of its element; blocks are parted by a space, and what is filled in is empty."""
    classes = (element.get("class") or "").split()
    if "notes" in classes and not notes:
        return
    if _FILLED & set(classes):
        yield from (("", inner.get("data-n", "")) for inner in element.iter("*"))
        return
    n = element.get("data-n", "")
    edge = "" if element.tag in _INLINE else " "
    yield edge + (element.text or ""), n
    for child in element:
        if isinstance(child.tag, str):
            yield from own_texts(child, notes=notes)
        yield child.tail or "", n
    yield edge, n


def shown(element: etree._Element, *, notes: bool) -> Iterator[str]:
    """Read the texts of a content document, without white space and what the e-book adds."""
    return (text.translate(COUNTED) for _, text in pieces(element, notes=notes))


def pieces(element: etree._Element, *, notes: bool) -> Iterator[tuple[etree._Element, str]]:
    """Give every text of a content document with its element, without what the e-book adds; every element at least once."""
    classes = (element.get("class") or "").split()
    if (_FILLED | {"cited", "generated"}) & set(classes) or ("notes" in classes and not notes):
        return
    yield element, "" if element.get("role") == "doc-backlink" else element.text or ""
    for child in element:
        yield from pieces(child, notes=notes)
        tail = child.tail or ""
        yield element, tail.removeprefix(". ") if child.get("role") == "doc-backlink" else tail
