"""A section's text as a row of blocks, each with its place among all characters of the section.

A block is what a reader would point at: a paragraph, an item of a list, a heading, a figure with its caption, a table, a
note. Places count as the page map counts (`document.model.PageStart`): visible characters; an image, a formula or a number
that each edition fills in counts as one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from coursepack.document.markup import Element, classes, has_class
from coursepack.document.model import PageStart
from coursepack.editions.layout.reading import visible
from coursepack.editions.pagination.model import Kind

_HEADINGS = {f"h{level}" for level in range(1, 7)}
_PARAGRAPHS = {"p", "li", "dt", "dd", "pre"}
_WHOLES = {"figure": "figure", "table": "table"}
_FILLED = {"pageref", "folio", "locators", "cited-on"}
"""Classes of elements that every edition fills with page numbers."""
_RENUMBERED = {"number", "label", "xref"}
"""Classes of elements whose words change when something before them is added: no part of a block's identity."""
_CLAUSE = re.compile(r"[.,;:!?()—–。,;:!?]+")
_DIGITS = 6
_OBJECT = "\ufffc"
"""Stands in a text for an image, a formula or a number filled in."""
_FIRST_WORDS = 8
_LONGEST = 80
"""Characters of the first words, where a script has no spaces."""


@dataclass(slots=True)
class Passage:
    """A block of a section: its text, and where its visible characters stand among those of the section."""

    kind: Kind
    id: str
    text: str = ""
    own: str = ""
    """The text without what is numbered anew in every edition."""
    places: list[int] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The first words."""
        return first_words(self.text)

    def words_from(self, character: int) -> str:
        """The first words after so many visible characters."""
        seen = 0
        for offset, letter in enumerate(self.text):
            if visible(letter):
                if seen == character:
                    return first_words(self.text[offset:])
                seen += 1
        return ""

    @property
    def clauses(self) -> tuple[str, ...]:
        """A digest of each clause, case and white space aside."""
        whole = unicodedata.normalize("NFKC", self.own).casefold()
        texts = ("".join(character for character in clause if character.isalnum()) for clause in _CLAUSE.split(whole))
        return tuple(hashlib.sha256(text.encode()).hexdigest()[:_DIGITS] for text in texts if text)


@dataclass(slots=True)
class Passages:
    """All blocks of a section in order, and the place of every character that a page can begin with."""

    flow: list[Passage] = field(default_factory=list)
    notes: list[Passage] = field(default_factory=list)
    pieces: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """`data-n` → for each piece of the element's own text: characters of it before the piece, and the piece's place."""

    def place_of(self, start: PageStart) -> int | None:
        """The place of the character that a page begins with; None if the section has no such element."""
        pieces = self.pieces.get(start.n)
        if pieces is None:
            return None
        before, place = next(((own, place) for own, place in reversed(pieces) if own <= start.character), pieces[0])
        return place + start.character - before


def first_words(text: str) -> str:
    """The first words of a text, white space folded."""
    return " ".join(text.replace(_OBJECT, " ").split()[:_FIRST_WORDS])[:_LONGEST].strip()


def blocks_of(root: Element) -> Passages:
    """Divide a section's canonical tree into blocks."""
    return _Reader(root).passages


class _Reader:
    def __init__(self, root: Element) -> None:
        self.passages = Passages()
        self._place = 0
        self._owners: dict[Element, Passage] = {}
        self._seen: dict[int, int] = {}
        notes = next((child for child in root if has_class(child, "notes")), None)
        self._read(root, None, skip=notes)
        for note in () if notes is None else notes.iter("aside"):
            self.passages.notes.append(_note(note))
        self.passages.flow = [passage for passage in self.passages.flow if passage.places]

    def _read(self, element: Element, owner: Passage | None, *, skip: Element | None = None, own: bool = True) -> None:
        owner = self._owner(element, owner)
        own = own and not _RENUMBERED.intersection(classes(element))
        if _is_whole(element):
            self._take_whole(element, owner)
            return
        if element.tag == "br" and owner is not None:
            owner.text += " "
        called = has_class(element, "noteref")
        self._take("" if called else element.text or "", element, owner, own=own)
        for child in element:
            if child is not skip and isinstance(child.tag, str):
                self._read(child, owner, own=own)
            self._take(child.tail or "", element, owner, own=own)

    def _owner(self, element: Element, owner: Passage | None) -> Passage | None:
        """The block that an element opens, or the one around it."""
        kind = _kind(element)
        if kind is None or (owner is not None and owner.kind in ("figure", "table")):
            return owner
        passage = Passage(kind, _name(element, kind))
        self.passages.flow.append(passage)
        return passage

    def _take(self, text: str, element: Element, owner: Passage | None, *, own: bool) -> None:
        seen = visible(text)
        if owner is not None:
            owner.text += text
            owner.own += text if own else ""
            owner.places += range(self._place, self._place + len(seen))
        self._note_piece(element, len(seen))
        self._place += len(seen)

    def _take_whole(self, element: Element, owner: Passage | None) -> None:
        """An image, a formula or a number filled in: one character, wherever inside it a page is said to begin."""
        for inner in element.iter(etree.Element):
            self._note_piece(inner, 0)
        if owner is not None:
            owner.text += _OBJECT
            owner.own += _text(element)
            owner.places.append(self._place)
        self._place += 1

    def _note_piece(self, element: Element, length: int) -> None:
        if (name := element.get("data-n")) is not None:
            seen = self._seen.get(int(name), 0)
            self.passages.pieces.setdefault(int(name), []).append((seen, self._place))
            self._seen[int(name)] = seen + length


def _kind(element: Element) -> Kind | None:
    if element.tag in _HEADINGS:
        return "heading"
    if element.tag in _WHOLES:
        return cast("Kind", _WHOLES[str(element.tag)])
    return "paragraph" if element.tag in _PARAGRAPHS else None


def _name(element: Element, kind: Kind) -> str:
    """The id by which a block can be referred to; a heading's stands on its section."""
    name = element.get("id", "")
    parent = element.getparent()
    while kind == "heading" and not name and parent is not None and parent.tag in ("section", "header"):
        name, parent = parent.get("id", ""), parent.getparent()
    return name


def _is_whole(element: Element) -> bool:
    drawn = element.tag in ("img", "hr") or (isinstance(element.tag, str) and element.tag.startswith("{"))
    return drawn or bool(_FILLED.intersection(classes(element)))


def _note(aside: Element) -> Passage:
    text = " ".join(_text(aside).split())
    return Passage("note", aside.get("id", ""), text, text)


def _text(element: Element) -> str:
    return "".join(str(text) for text in element.itertext())
