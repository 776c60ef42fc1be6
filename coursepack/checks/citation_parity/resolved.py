"""What the editions must say: the canonical book's notes, calls and bibliographies, and proof that they are citeproc's.

In: the canonical book, what citeproc returned, and the words that stand for page references. Out: `Cited`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from coursepack.checks.citation_parity.model import DRAWN, MARK, ORDINAL, Cited, Entry, Note, letters
from coursepack.document.ast import Inlines, Node, text_of, walk
from coursepack.document.bibliographies import IN_CHAPTER
from coursepack.document.citations import Resolved, entry_anchor
from coursepack.document.cited_places import CITED_ON
from coursepack.document.markup import Element, has_class, of_class
from coursepack.document.model import Book, Section


@dataclass(frozen=True, slots=True)
class Fill:
    """What an edition of pages prints where the canonical book leaves a place empty."""

    page: Callable[[str], str]
    """Id of an element → the words of a reference to its page."""
    cited_on: Callable[[Sequence[str]], str] = lambda _: ""
    """Ids of citations → the words that say on which pages they stand."""


_ROMAN = tuple(
    zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "m cm d cd c xc l xl x ix v iv i".split(), strict=True)
)
_DRAWN = ("math", "svg", "img")


def cited_of(book: Book, keys: dict[str, str], fill: Fill) -> Cited:
    """Read the notes, calls and bibliographies of the canonical book; `keys` gives the key of an entry's id."""
    notes, calls, lists, in_text = [], [], [], []
    for section in book.sections:
        for element in section.root.iter(etree.Element):
            if element.tag == "aside" and has_class(element, "note"):
                notes.append(Note(section.id, element.get("data-number", ""), words(element, fill)))
            elif has_class(element, "noteref"):
                calls.append((section.id, element.text or ""))
            elif has_class(element, "citation") and next(element.iterancestors("aside"), None) is None:
                in_text.append((section.id, words(element, fill)))
        lists += [tuple(entries) for entries in _lists(section, keys, fill)]
    return Cited(tuple(notes), tuple(calls), tuple(lists), tuple(in_text))


def keys_by_anchor(keys: list[str]) -> dict[str, str]:
    """The id of each work's entry → its key."""
    return {entry_anchor(key): key for key in keys}


def _lists(section: Section, keys: dict[str, str], fill: Fill) -> Iterator[list[Entry]]:
    for element in section.root.iter(etree.Element):
        entries = [child for child in element if has_class(child, "entry")]
        if entries:
            yield [Entry(_key(entry, keys), words(entry, fill), _pages(entry, fill)) for entry in entries]


def _pages(entry: Element, fill: Fill) -> str:
    """What an entry says of the pages that cite its work."""
    places = [place.get("data-page-of", "").split() for place in of_class(entry, CITED_ON)]
    return letters("".join(fill.cited_on(ids) for ids in places))


def _key(entry: Element, keys: dict[str, str]) -> str:
    anchor = entry.get("id", "")
    return keys.get(anchor.partition(IN_CHAPTER)[0], anchor)


def words(element: Element, fill: Fill) -> str:
    """The letters of an element as every edition prints them; calls of notes left out, page references filled in."""
    return letters("".join(_parts(element, fill)))


def _parts(element: Element, fill: Fill) -> Iterator[str]:
    name = etree.QName(element).localname
    if has_class(element, "noteref"):
        return
    if name in _DRAWN:
        yield DRAWN
        return
    if name == "li":
        yield f"{ORDINAL}{ordinal(element)}{MARK}" if _is_ordered(element) else MARK
    if has_class(element, "pageref"):
        yield fill.page(element.get("data-page-of", ""))
    yield element.text or ""
    for child in element:
        yield from _parts(child, fill)
        yield child.tail or ""


def _is_ordered(item: Element) -> bool:
    listed = item.getparent()
    return listed is not None and listed.tag == "ol"


def ordinal(item: Element) -> str:
    """The number of an item of an ordered list, as its list counts: 3, c, C, iii or III (HTML, 4.4.5)."""
    listed = item.getparent()
    assert listed is not None  # noqa: S101  # an item stands in a list
    number = int(listed.get("start", "1")) + listed.index(item)
    kind = listed.get("type", "1")
    word = _letter(number) if kind in "aA" else _roman(number) if kind in "iI" else str(number)
    return word.upper() if kind in "AI" else word


def _letter(number: int) -> str:
    """Count in letters: a to z, then aa, ab and so on."""
    before, last = divmod(number - 1, 26)
    return (_letter(before) if before else "") + chr(ord("a") + last)


def _roman(number: int) -> str:
    for value, sign in _ROMAN:
        if number >= value:
            return sign + _roman(number - value)
    return ""


def citations_out_of_step(book: Book, resolved: Resolved) -> Iterator[tuple[Section, str, str]]:
    """Citations of the book that are not what citeproc made, in order: section, what stands there, what was resolved."""
    placed = [place for section in book.sections for place in _citations(section)]
    made = [letters(_rendering(inlines)) for inlines in resolved.citations]
    for (section, stands), wanted in zip(placed, made, strict=False):
        if _bare(stands) != _bare(wanted):
            yield section, stands, wanted
    if len(placed) != len(made) and book.sections:
        yield book.sections[-1], f"{len(placed)} citations", f"{len(made)} citations"


def _citations(section: Section) -> Iterator[tuple[Section, str]]:
    """The texts of a section's citations in the order in which they were resolved: notes where they are called."""
    bodies = {note.get("id", ""): note for note in section.root.iter("aside")}
    for element in section.root.iter(etree.Element):
        if next(element.iterancestors("aside"), None) is not None:
            continue
        target = bodies.get(element.get("href", "").removeprefix("#")) if has_class(element, "noteref") else None
        for found in (element,) if target is None else target.iter(etree.Element):
            if has_class(found, "citation"):
                yield section, letters("".join(found.itertext()))


def _rendering(inlines: Inlines) -> str:
    """The words of a citation: of its note, where citeproc made one."""
    bodies: list[Node] = [node for node in walk(inlines) if node["t"] == "Note"]
    return "".join(text_of(body["c"]) for body in bodies) if bodies else text_of(inlines)


def _bare(text: str) -> str:
    """Without the brackets and the punctuation that change with the place of a citation."""
    return "".join(char for char in text if char.isalnum())
