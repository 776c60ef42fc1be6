"""Proof of the page list: the words after each page break of the finished e-book are those of the finished printed page.

In: the EPUB and the print edition's PDF, as they are given away, and nothing else. Out: what differs, and how many pages were
found alike. Each page is read by pdfium, without running head and folio; the notes at its foot are found by the e-book's
own notes. Compared are letters and digits alone, case aside.

A page agrees if its first forty characters do, and if between its page break and the next stand exactly its characters: in
the same order or, where a table's columns or the words of a drawing come between, as many of each.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from coursepack.checks.citation_parity.drawings import drawn_texts, without_drawings
from coursepack.checks.citation_parity.epub_reading import read_epub
from coursepack.checks.citation_parity.pdf_notes import find_notes
from coursepack.checks.citation_parity.pdf_reading import Page, read_pages
from coursepack.checks.citation_parity.resolved import ordinal
from coursepack.checks.epub_check.content import CJK
from coursepack.checks.epub_check.listed import begins_with_list, holds_list
from coursepack.checks.epub_check.package import MATH, TYPE, Package, UnreadableError, faults, h, open_package
from coursepack.diagnostics import Diagnostic, Location, error, warning
from coursepack.keeping.store import Store

PAGE_TEXT = error("E026", "the words after a page break are not those of the printed page")
WHOLE_PAGE = warning("E027", "a printed page and its stretch of the e-book do not hold the same characters")

_COMPARED = 40
_FIRST_WORD = re.compile(rf"[\W_]*((?:[^\W_{CJK}]|['’\u00ad\u2060])+)")
_LOCATORS = re.compile(r"[\dn]+")
_WINDOW = (
    6  # lines that stand side by side at the head of a page, in the columns of a table or with a date in the margin
)
_LISTS = frozenset({"toc", "loi"})
_ADDED = frozenset({"cited", "generated"})
_INLINE = frozenset({"a", "abbr", "b", "cite", "code", "dfn", "em", "i", "q", "small", "span", "strong", "sub", "sup"})
_HINT = "This is a fault of coursepack: please report it, with the page."


@dataclass(frozen=True, slots=True)
class PageFigures:
    """How many page breaks there are, after how many the printed page begins, and how many pages agree as a whole."""

    pages: int = 0
    starts: int = 0
    whole: int = 0


@dataclass(frozen=True, slots=True)
class _Stretch:
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


def audit_printed_pages(epub: bytes, pdf: bytes, store: Store | None = None) -> tuple[PageFigures, list[Diagnostic]]:
    """Compare both files, page break by page break."""
    try:
        package = open_package(epub)
        notes = read_epub(epub, {}, store).notes
        pages = read_pages(pdf, store)
    except UnreadableError as fault:
        return PageFigures(), faults(fault)
    except ValueError as fault:
        return PageFigures(), [PAGE_TEXT.at(Location("print edition"), str(fault), _HINT)]
    drawings = (item for item in package.items if item.media_type == "image/svg+xml")
    drawn = frozenset(drawn_texts(package.files[item.path] for item in drawings if item.path in package.files))
    readings = [_bodies(pages, find_notes(pages, notes).bodies)]
    if drawn:
        bare = without_drawings(pages, drawn)
        readings.append(_bodies(bare, find_notes(bare, notes).bodies))
    stretches = list(_stretches(package))
    return _compare(stretches, readings)


def _bodies(pages: Sequence[Page], bodies: Sequence[int]) -> Mapping[str, Sequence[str]]:
    """Of each page by its label, the lines above the notes."""
    return {
        page.label: [line for each in page.lines[:count] if (line := _folded(each))]
        for page, count in zip(pages, bodies, strict=True)
    }


def _compare(
    stretches: Sequence[_Stretch], readings: Sequence[Mapping[str, Sequence[str]]]
) -> tuple[PageFigures, list[Diagnostic]]:
    found: list[Diagnostic] = []
    printed = [[reading.get(stretch.label, ()) for reading in readings] for stretch in stretches]
    cuts = [_cut(stretch, pages) for stretch, pages in zip(stretches, printed, strict=True)]
    whole = 0
    for index, (stretch, cut) in enumerate(zip(stretches, cuts, strict=True)):
        if cut is None:
            found.append(_report(stretch, printed[index][0]))
            continue
        after = stretches[index + 1].text[: cuts[index + 1] or 0] if index + 1 < len(stretches) else ""
        body = stretch.text[cut:] + after
        if any(_alike(body, stretch, lines) for lines in printed[index]):
            whole += 1
        else:
            found.append(_report_whole(stretch, body, "".join(printed[index][0])))
    return PageFigures(len(stretches), len(cuts) - cuts.count(None), whole), found


def _cut(stretch: _Stretch, pages: Sequence[Sequence[str]]) -> int | None:
    """How many characters of the stretch's first word stand on the page before; `None` where the page begins elsewhere."""
    for lines in pages:
        for cut in range(max(1, stretch.first_word)):
            text = stretch.text[cut:]
            if _begins(text, lines, stretch.heads) or (stretch.is_list and begins_with_list(text, lines, _COMPARED)):
                return cut
    return None


def _begins(text: str, lines: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a page begins with a text: its lines one after another, or those of columns that stand side by side.

    Each line of a column leaves one of the next column behind: an index of short words has seven of them in forty characters.
    """
    head = "".join(heads)
    waiting = [line for index, line in enumerate(lines) if index >= _WINDOW or not (head and line in head)]
    place = taken = 0
    while place < min(_COMPARED, len(text)):
        near = waiting[: _WINDOW + taken]
        line = next((line for line in near if text.startswith(line[: len(text) - place], place)), None)
        if line is None:
            return False
        waiting.remove(line)
        place += len(line)
        taken += 1
    return bool(lines) or not text


def _alike(body: str, stretch: _Stretch, lines: Sequence[str]) -> bool:
    """Whether a printed page holds what the stretch does; the head of a table may stand there once more."""
    wanted = Counter(body + stretch.drawn)
    text = "".join(lines)
    for head in ("", *stretch.heads):
        rest = text.removeprefix(head)
        if rest == body or Counter(rest) == wanted:
            return True
    return stretch.is_list and holds_list(body, lines)


def _report(stretch: _Stretch, lines: Sequence[str]) -> Diagnostic:
    printed = f"“{''.join(lines)[:_COMPARED]}…”" if lines else "nothing"
    message = f"page {stretch.label} begins with “{stretch.text[:_COMPARED]}…”, and is printed with {printed}"
    return PAGE_TEXT.at(Location(stretch.file), message, _HINT)


def _report_whole(stretch: _Stretch, body: str, text: str) -> Diagnostic:
    at = next(
        (i for i, pair in enumerate(zip(body, text, strict=False)) if pair[0] != pair[1]), min(len(body), len(text))
    )
    start = max(0, at - _COMPARED // 2)
    message = f"page {stretch.label} has “…{body[start : at + _COMPARED]}…” where “…{text[start : at + _COMPARED]}…” is printed"
    return WHOLE_PAGE.at(Location(stretch.file), message, _HINT)


def _stretches(package: Package) -> Iterator[_Stretch]:
    """The text of the e-book in reading order, cut at its page breaks; what comes before the first is left out."""
    open_one = _Open(package)
    for path, root in package.reading_order():
        open_one.path = path
        for piece in _pieces(next(root.iter(h("body")))):
            if isinstance(piece, str):
                open_one.texts.append(piece)
            elif piece.tag == h("img"):
                open_one.draw(piece)
            else:
                yield from open_one.close()
                open_one.begin(piece)
        open_one.texts.append(" ")
    yield from open_one.close()


class _Open:
    """The stretch that is being read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._marker: etree._Element | None = None
        self._begun_in = self.path = ""
        self.texts: list[str] = []
        self._drawn: list[str] = []

    def begin(self, marker: etree._Element) -> None:
        """Begin with a page break."""
        self._marker, self._begun_in, self.texts, self._drawn = marker, self.path, [], []

    def draw(self, image: etree._Element) -> None:
        """Take in the words of a drawing."""
        path, _ = self._package.target(self.path, image.get("src", ""))
        if path.endswith(".svg") and path in self._package.files:
            self._drawn += drawn_texts([self._package.files[path]])

    def _sections(self) -> Iterator[etree._Element]:
        return self._package.documents[self._begun_in].iter(h("section"), h("nav"))

    def close(self) -> Iterator[_Stretch]:
        """Give what has been read, unless nothing was begun."""
        if self._marker is None:
            return
        text = "".join(self.texts)
        word = _FIRST_WORD.match(text)
        types = {name for section in self._sections() for name in section.get(TYPE, "").split()}
        # An edition fills in the locators of an index entry: a page may begin in their midst.
        locators = _LOCATORS.match(_folded(text)) if "index" in types else None
        yield _Stretch(
            self._marker.get("aria-label", ""),
            self._begun_in,
            _folded(text),
            max(len(_folded(word[1])) if word else 0, locators.end() if locators else 0),
            tuple(_heads(self._marker)),
            _folded("".join(self._drawn)),
            bool(_LISTS & types),
        )


def _heads(marker: etree._Element) -> Iterator[str]:
    """The head of the table that a page break stands in: it is printed again on the new page."""
    for table in marker.iterancestors(h("table")):
        head = table.find(h("thead"))
        if head is not None:
            yield _folded("".join(str(part) for part in head.itertext()))


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


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_ONLY_COMPARED)
