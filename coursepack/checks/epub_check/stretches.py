"""The text of a finished e-book, cut at its page breaks: what stands between one and the next, as it would be printed.

In: the files of an EPUB. Out: a `Stretch` for each page break. Shares no code with the writer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from lxml import etree

from coursepack.checks.citation_parity.drawings import drawn_texts
from coursepack.checks.citation_parity.resolved import ordinal
from coursepack.checks.epub_check.content import CJK
from coursepack.checks.epub_check.package import MATH, TYPE, Package, h
from coursepack.keeping.pieces import Pieces

_FIRST_WORD = re.compile(rf"[\W_]*((?:[^\W_{CJK}]|['’\u00ad\u2060])+)")
_LOCATORS = re.compile(r"[\dn]+")
_LISTS = frozenset({"toc", "loi"})
_ADDED = frozenset({"cited", "generated"})
_INLINE = frozenset({"a", "abbr", "b", "cite", "code", "dfn", "em", "i", "q", "small", "span", "strong", "sub", "sup"})

_TEXT, _IMAGE, _BREAK = "text", "image", "break"
_Piece = tuple[str, str, list[str]]
"""Of a document: what it is, what it says, and of a page break the heads of the tables around it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between a page break and the next: its characters; how long its first word is; heads of tables around it."""

    label: str
    file: str
    text: str
    first_word: int
    heads: tuple[str, ...]
    drawn: str = ""
    """The characters inside the drawings that are shown."""
    is_list: bool = False
    """Contents, or a list of figures: folios stand in a column of their own, and the e-book lists more headings."""


def stretches_of(package: Package, pieces: Pieces) -> Iterator[Stretch]:
    """The text of the e-book in reading order, cut at its page breaks; what comes before the first is left out.

    `pieces` keeps what was read of each document. Raises `UnreadableError` for one that cannot be parsed.
    """
    open_one = _Open(package)
    for path in package.read:
        types, read = pieces.once(package.files[path], partial(_read, package, path))
        open_one.enter(path, types)
        for kind, said, heads in read:
            if kind == _TEXT:
                open_one.texts.append(said)
            elif kind == _IMAGE:
                open_one.draw(said)
            else:
                yield from open_one.close()
                open_one.begin(said, heads)
        open_one.texts.append(" ")
    yield from open_one.close()


def _read(package: Package, path: str) -> tuple[list[str], list[_Piece]]:
    """A document: the types of its sections, and what is printed in the body of a page, in order."""
    root = package.documents[path]
    types = {name for section in root.iter(h("section"), h("nav")) for name in section.get(TYPE, "").split()}
    row, texts = list[_Piece](), list[str]()
    for piece in _pieces(next(root.iter(h("body")))):
        if isinstance(piece, str):
            texts.append(piece)
        else:
            row += [(_TEXT, "".join(texts), []), _told(piece)]
            texts.clear()
    row.append((_TEXT, "".join(texts), []))
    return sorted(types), row


def _told(element: etree._Element) -> _Piece:
    """A page break by its label and the heads of the tables around it, or an image by its path."""
    if element.tag == h("img"):
        return _IMAGE, element.get("src", ""), []
    return _BREAK, element.get("aria-label", ""), list(_heads(element))


class _Open:
    """The stretch that is being read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._begun = False
        self._label, self._heads = "", tuple[str, ...]()
        self._begun_in = self._path = ""
        self._begun_types = self._types = frozenset[str]()
        self.texts: list[str] = []
        self._drawn: list[str] = []

    def enter(self, path: str, types: Iterable[str]) -> None:
        """Go on in another document, with sections of these types."""
        self._path, self._types = path, frozenset(types)

    def begin(self, label: str, heads: Iterable[str]) -> None:
        """Begin with a page break."""
        self._begun, self._label, self._heads = True, label, tuple(heads)
        self._begun_in, self._begun_types, self.texts, self._drawn = self._path, self._types, [], []

    def draw(self, source: str) -> None:
        """Take in the words of a drawing."""
        path, _ = self._package.target(self._path, source)
        if path.endswith(".svg") and path in self._package.files:
            self._drawn += drawn_texts([self._package.files[path]])

    def close(self) -> Iterator[Stretch]:
        """Give what has been read, unless nothing was begun."""
        if not self._begun:
            return
        text = "".join(self.texts)
        word = _FIRST_WORD.match(text)
        # An edition fills in the locators of an index entry: a page may begin in their midst.
        locators = _LOCATORS.match(folded(text)) if "index" in self._begun_types else None
        yield Stretch(
            self._label,
            self._begun_in,
            folded(text),
            max(len(folded(word[1])) if word else 0, locators.end() if locators else 0),
            self._heads,
            folded("".join(self._drawn)),
            bool(_LISTS & self._begun_types),
        )


def _heads(marker: etree._Element) -> Iterator[str]:
    """The head of the table that a page break stands in: it is printed again on the new page."""
    for table in marker.iterancestors(h("table")):
        head = table.find(h("thead"))
        if head is not None:
            yield folded("".join(str(part) for part in head.itertext()))


def _pieces(element: etree._Element) -> Iterator[str | etree._Element]:
    """The texts that are printed in the body of a page, and the page breaks between them."""
    if element.get("role") == "doc-pagebreak" or element.tag == h("img"):
        yield element
    elif not _is_left_out(element):
        number = f"{ordinal(element)} " if element.tag == h("li") and _is_counted(element) else ""
        for piece in _inner(element):
            if number and isinstance(piece, str) and piece.strip():
                yield number
                number = ""
            yield piece


def _inner(element: etree._Element) -> Iterator[str | etree._Element]:
    edge = "" if etree.QName(element).localname in _INLINE else " "
    yield edge + (element.text or "")
    for child in element.iterchildren(etree.Element):
        yield from _pieces(child)
        yield child.tail or ""
    folio = element.get("data-folio")
    yield f" {folio}{edge}" if folio else edge


def _is_left_out(element: etree._Element) -> bool:
    classes = set((element.get("class") or "").split())
    return bool(
        _ADDED & classes
        or element.tag == MATH
        or element.get("hidden") is not None
        or "footnotes" in (element.get(TYPE) or "").split()
    )


def _is_counted(item: etree._Element) -> bool:
    listed = item.getparent()
    if listed is None or listed.tag != h("ol"):
        return False
    return not any(e.tag == h("nav") or "loi" in (e.get(TYPE) or "").split() for e in item.iterancestors())


class _Compared(dict[int, int | None]):
    """For `str.translate`: keeps letters and digits alone."""

    def __missing__(self, code: int) -> int | None:
        self[code] = code if chr(code).isalnum() else None
        return self[code]


_ONLY_COMPARED = _Compared()


def folded(text: str) -> str:
    """The letters and digits of a text, case aside."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_ONLY_COMPARED)
