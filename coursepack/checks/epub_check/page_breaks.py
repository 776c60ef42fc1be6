"""The proof of the page breaks: those of the e-book stand where the pages of the print edition begin.

In: the finished e-book, the canonical book and the page map of the print edition. Out: what was lost or moved.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import partial

from lxml import etree

from coursepack.checks.epub_check.characters import CONTEXT, COUNTED, carried, own_texts, pieces
from coursepack.checks.epub_check.documents import Opened
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.model import Book, Kind, PageMap, PrintedPage, Section
from coursepack.keeping.kept import kept

PAGES = error("E006", "the page breaks of the e-book are not those of the print edition")


class _Characters:
    """The characters of a canonical tree, without white space and what each edition fills in for itself."""

    def __init__(self, root: etree._Element, *, notes: bool) -> None:
        self._runs: dict[str, list[range]] = {}
        """Of each element, by its `data-n`, the places of its own characters."""
        self._first: set[int] = set()
        """Places where a word may begin: white space or the edge of a block comes before."""
        self.text = "".join(self._read(root, notes=notes))

    def _read(self, root: etree._Element, *, notes: bool) -> Iterator[str]:
        place, spaced = 0, True
        for text, n in own_texts(root, notes=notes):
            begun = place
            for index, word in enumerate(text.split()):
                spaced = spaced or index > 0 or text[0].isspace()
                counted = word.translate(COUNTED)
                if counted and spaced:
                    self._first.add(place)
                    spaced = False
                place += len(counted)
                yield counted
            spaced = spaced or text[-1:].isspace()
            if place > begun:
                self._runs.setdefault(n, []).append(range(begun, place))

    def place(self, n: str, character: int) -> int | None:
        """Where one of the own characters of an element stands; `None` where it has less of them."""
        for run in self._runs.get(n, ()):
            if character < len(run):
                return run[character]
            character -= len(run)
        return None

    def __contains__(self, n: str) -> bool:
        return n in self._runs

    def is_one_word(self, start: int, end: int) -> bool:
        """Whether all characters, from a marker to a page start, stand inside one word."""
        letters = all(character.isalnum() or character in "'’" for character in self.text[start:end])
        return letters and self._first.isdisjoint(range(start + 1, end + 1))


def audit_pages(epub: Opened, book: Book, page_map: PageMap) -> list[Diagnostic]:
    """Compare the page breaks with the print edition: every page that is not blank, in order, where it begins.

    What was found of a section is kept under its file in the e-book, its tree and its pages.

    A marker may stand before a word that the page break cuts, not elsewhere. The half-title and the printed contents,
    which the e-book replaces, are left out of the comparison of places.
    """
    package, sections = epub.package, carried(book)
    pages = _pages_of(page_map, {section.id for section in sections})
    labels = [label for path in package.read for _, label in epub.facts[path].markers]
    wanted = [page.label for page in page_map.pages if page.section in pages]
    if labels != wanted:
        lost = [label for label in wanted if label not in labels]
        said = f"missing: {', '.join(lost)}" if lost else "the order or the folios differ"
        message = f"{len(labels)} page breaks for {len(wanted)} printed pages; {said}"
        return [PAGES.at(Location(package.nav_path), message)]
    files = epub.files_of_sections()
    found: list[Diagnostic] = []
    for section in sections:
        if section.kind is not Kind.CONTENTS and section.id in files:
            path, begun = files[section.id], [page for page in pages.get(section.id, ()) if page.start is not None]
            inputs = package.files[path], section.id, section.root, section.source, begun
            make = partial(_places_found, epub, path, section, begun)
            found += map(Diagnostic.from_json, json.loads(kept(epub.store, "places of page breaks", inputs, make)))
    return found


def _pages_of(page_map: PageMap, sections: Collection[str]) -> dict[str, list[PrintedPage]]:
    """The pages of each of these sections, by its id."""
    pages: dict[str, list[PrintedPage]] = {}
    for page in page_map.pages:
        if page.section in sections:
            pages.setdefault(page.section, []).append(page)
    return pages


def _places_found(epub: Opened, path: str, section: Section, pages: list[PrintedPage]) -> bytes:
    root = epub.section(path, section.id)
    return json.dumps([item.as_json() for item in _compare_places(root, section, pages)]).encode()


def _breaks(root: etree._Element) -> dict[str, int]:
    """How many characters of a content document, notes aside, come before each of its page breaks."""
    before: dict[str, int] = {}
    count = 0
    for node, text in pieces(root, notes=False):
        if node.get("role") == "doc-pagebreak":
            before.setdefault(node.get("aria-label", ""), count)
        count += len(text.translate(COUNTED))
    for node in root.iter("*"):
        if node.get("role") == "doc-pagebreak":  # one that stands in what the e-book adds, where no page can begin
            before.setdefault(node.get("aria-label", ""), count)
    return before


def _compare_places(root: etree._Element, section: Section, pages: list[PrintedPage]) -> Iterator[Diagnostic]:
    characters = _Characters(section.root, notes=False)
    breaks = _breaks(root)
    for page in pages:
        actual, wanted = breaks.get(page.label), _position(characters, section.root, page)
        if actual is None or wanted is None:
            continue
        if actual > wanted or not characters.is_one_word(actual, wanted):
            said = characters.text[actual : actual + CONTEXT]
            meant = characters.text[wanted : wanted + CONTEXT]
            yield PAGES.at(section.source, f"page {page.label} begins at “{said}…”; in print at “{meant}…”")


def _position(characters: _Characters, root: etree._Element, page: PrintedPage) -> int | None:
    """How many of the section's characters come before a page's start; `None` for a start inside the notes."""
    assert page.start is not None  # noqa: S101  # only pages with a start are compared
    n = str(page.start.n)
    if n in characters:
        return characters.place(n, page.start.character)
    count = 0
    for text, other in own_texts(root, notes=False):
        if other == n:
            return count
        count += len(text.translate(COUNTED))
    return None
