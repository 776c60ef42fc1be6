"""Where the pages of the print edition begin, in a tree of another edition: a mark at each of these places.

In: a section's tree whose elements still carry `data-n`, and its pages of the page map. Out: the same tree with the marks.

A mark stands before the whole word where the printed page breaks one; before the outermost block that begins there; else inline.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from coursepack.document.languages import is_cjk
from coursepack.document.markup import Element, has_class
from coursepack.document.model import PageStart, PrintedPage
from coursepack.errors import CoursepackError

MARK = "pagebreak"
"""The class of a mark."""

MakeMark = Callable[[str, PrintedPage], Element]
"""Makes the mark of a page, of the tag `div` or `span`."""

_Marked = Callable[[str], list[Element]]
_MATHML, _SVG = "{http://www.w3.org/1998/Math/MathML}", "{http://www.w3.org/2000/svg}"

_OBJECT = "\ufffc"
"""Stands in a block's row of characters for what is seen but is no text: an image, a formula, a note call."""

_WORD_MARKS = "'’\u00ad\u2060"

# fmt: off
_BLOCKS = frozenset((
    "section", "header", "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "ul", "dl", "dt", "dd",
    "blockquote", "figure", "figcaption", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th",
    "div", "pre", "hr", "aside", "nav", "colgroup", "col",
))
# fmt: on
"""Elements that start a line of their own."""

_FLOW_PARENTS = frozenset({"section", "header", "div", "blockquote", "li", "dd", "td", "th", "figure", "aside", "nav"})
"""Elements that may hold a `div`."""


class _Place(NamedTuple):
    """A point in a tree: before the character `offset` of a node's text or tail; -1 means before the node itself."""

    node: Element
    tail: bool
    offset: int


class PageMapError(CoursepackError):
    """The page map names a place that the canonical tree does not have: the two do not belong together."""


def mark_pages(root: Element, pages: Sequence[PrintedPage], make: MakeMark) -> None:
    """Put a mark for each of a section's printed pages into its tree."""
    notes = next((child for child in root if has_class(child, "notes")), None)
    unmarked = set() if notes is None else set(notes.iter("*"))
    by_n = {int(e.get("data-n", "")): e for e in root.iter("*") if e.get("data-n") and e not in unmarked}
    starts = _starts(pages, by_n)
    # From the end, so that the offsets of earlier starts stay true; pages that share a start go in together.
    for start, group in reversed([(key, list(found)) for key, found in groupby(starts, key=lambda item: item[1])]):
        marked = _marks([page for page, _ in group], make)
        if start is None:
            _put(root, len(root) if notes is None else root.index(notes), marked("div"))
        else:
            _insert(root, by_n[start.n], start, marked)


def _marks(pages: Sequence[PrintedPage], make: MakeMark) -> _Marked:
    return lambda tag: [make(tag, page) for page in pages]


def _starts(pages: Sequence[PrintedPage], by_n: Mapping[int, object]) -> list[tuple[PrintedPage, PageStart | None]]:
    """Each page with its start; a page that holds nothing but the rest of a note begins where the next one does."""
    found: list[tuple[PrintedPage, PageStart | None]] = []
    following: PageStart | None = None
    for page in reversed(pages):
        if page.start is not None and page.start.n in by_n:
            following = page.start
        found.append((page, following))
    return found[::-1]


def _insert(root: Element, element: Element, start: PageStart, marked: _Marked) -> None:
    place = _locate(element, start.character)
    block = place.node
    if place.tail or place.offset < 0:
        block = _parent(block)
    while block.tag not in _BLOCKS:
        block = _parent(block)
    row = list(_row(block))
    index = next(i for i, (point, _) in enumerate(row) if point == place)
    while index and _is_word(row[index][1]) and _is_word(row[index - 1][1]):
        index -= 1
    if all(character.isspace() for _, character in row[:index]):
        _insert_at_block(root, block, row[index][0], marked)
    else:
        _insert_inline(row[index][0], marked)


def _locate(element: Element, count: int) -> _Place:
    """Find the place of an element's own character number `count`; for what has no text of its own, the element."""
    whole = element if _is_filled(element) else _drawn(element)
    if whole is not None:
        return _Place(whole, tail=False, offset=-1)
    texts = [(element, False, element.text or ""), *((child, True, child.tail or "") for child in element)]
    seen = 0
    for node, tail, text in texts:
        for offset, character in enumerate(text):
            if _is_counted(character):
                if seen == count:
                    return _Place(node, tail, offset)
                seen += 1
    place = f"character {count} of <{element.tag!s}> number {element.get('data-n')}"
    raise PageMapError(f"the page map begins a page at {place}, which has {seen} characters")


def is_whole(element: Element) -> bool:
    """Whether an element is no words of the manuscript: filled with page numbers, drawn, or the call of a note."""
    return _is_filled(element) or has_class(element, "noteref") or _drawn(element) is not None


def _is_filled(element: Element) -> bool:
    """Whether every edition fills this element with page numbers of its own."""
    return any(has_class(element, name) for name in ("pageref", "folio", "locators", "cited-on"))


def _drawn(element: Element) -> Element | None:
    """Find the image, rule or formula that an element is or belongs to."""
    for node in (element, *element.iterancestors()):
        if node.tag in ("img", "hr", f"{_MATHML}math", f"{_SVG}svg"):
            return node
    return None


def _row(block: Element) -> Iterator[tuple[_Place, str]]:
    """All characters of a block in order, each with its place; nested blocks and objects count as one character."""
    for offset, character in enumerate(block.text or ""):
        yield _Place(block, False, offset), character
    for child in block:
        is_call = has_class(child, "noteref")
        is_whole = _is_filled(child) or _drawn(child) is not None
        is_object = child.tag in _BLOCKS or child.tag == "br" or is_call or is_whole
        if is_object:
            yield _Place(child, False, -1), _OBJECT if _is_seen(child) else " "
        if is_call or not is_object:
            yield from _row(child)
        if is_call:
            yield _Place(child, True, -1), _OBJECT
        for offset, character in enumerate(child.tail or ""):
            yield _Place(child, True, offset), character


def _is_word(character: str) -> bool:
    """Whether a line breaks inside a word here; between Chinese characters it may break anywhere."""
    return (character.isalnum() or character in _WORD_MARKS) and not is_cjk(character)


def _is_seen(element: Element) -> bool:
    """Whether an element shows anything: words or something drawn."""
    return bool("".join(element.itertext()).strip()) or any(_drawn(inner) is not None for inner in element.iter("*"))


def _begins(element: Element) -> bool:
    """Whether nothing is seen before an element inside its parent."""
    parent = _parent(element)
    before = parent[: parent.index(element)]
    texts = [parent.text or "", *(child.tail or "" for child in before)]
    return not any(text.strip() for text in texts) and not any(_is_seen(child) for child in before)


def _insert_at_block(root: Element, block: Element, place: _Place, marked: _Marked) -> None:
    outermost = block
    while outermost is not root and _parent(outermost) is not root and _begins(outermost):
        outermost = _parent(outermost)
    # A `div` before a paragraph would part it from the paragraph above, and style sheets indent by that.
    alone = outermost is block and block.tag == "p" and not _begins(block)
    if outermost is root:
        _put(root, 0, marked("div"))
    elif not alone and _parent(outermost).tag in _FLOW_PARENTS:
        parent = _parent(outermost)
        _put(parent, parent.index(outermost), marked("div"))
    else:
        _insert_inline(place, marked)


def _insert_inline(place: _Place, marked: _Marked) -> None:
    spans = marked("span")
    node, tail, offset = place
    text = (node.tail if tail else node.text) or ""
    if tail and has_class(node, MARK) and not text[:offset].strip():
        tail, offset = False, -1
    if offset < 0 or not (tail or node.tag in _BLOCKS or text[:offset].strip()):
        while _parent(node).tag not in _BLOCKS and _begins(node):
            node = _parent(node)
        _put(_parent(node), _parent(node).index(node), spans)
        return
    spans[-1].tail = text[offset:]
    if tail:
        node.tail = text[:offset]
        _put(_parent(node), _parent(node).index(node) + 1, spans)
    else:
        node.text = text[:offset]
        _put(node, 0, spans)


def _put(parent: Element, index: int, markers: list[Element]) -> None:
    """Insert markers; before those already there, which are of later pages that begin in the same word."""
    while index and has_class(parent[index - 1], MARK) and not (parent[index - 1].tail or "").strip():
        index -= 1
    for shift, marker in enumerate(markers):
        parent.insert(index + shift, marker)


def _parent(element: Element) -> Element:
    parent = element.getparent()
    if parent is None:
        raise PageMapError(f"<{element.tag!s}> stands outside every block")
    return parent


def _is_counted(character: str) -> bool:
    """Whether a page start counts this character: white space, soft hyphens and format characters are left out."""
    return not character.isspace() and unicodedata.category(character) != "Cf"
