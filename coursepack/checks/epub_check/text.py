"""The proof of the e-book: its text is the canonical text, word for word, and its page breaks are the printed ones.

In: the finished e-book, the canonical book and the page map of the print edition. Out: what was lost, added or moved.
What an edition writes itself is left out on both sides: numbers and links back of notes, page references, "Cited"
lines.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial

from lxml import etree

from coursepack.checks.epub_check.content import CITATION
from coursepack.checks.epub_check.package import Package, UnreadableError, faults, h, open_package, place, words
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.model import Book, Kind, PageMap, PrintedPage, Section
from coursepack.keeping.kept import kept
from coursepack.keeping.store import MemoryStore, Store

PAGES = error("E006", "the page breaks of the e-book are not those of the print edition")
TEXT = error("E023", "the text of the e-book is not the text of the book")
LINKS = error("E024", "the e-book has lost a link or an image")
LISTED = error("E025", "the contents of the e-book do not list the chapters and sections of the book")

_INLINE = frozenset({"a", "abbr", "b", "cite", "code", "dfn", "em", "i", "q", "small", "span", "strong", "sub", "sup"})
_FILLED = frozenset({"pageref", "folio", "locators", "cited-on"})
"""Classes of elements that every edition fills with page numbers of its own."""
_CONTEXT = 30  # characters shown on either side of a difference


class _Counted(dict[int, int | None]):
    """For `str.translate`: drops white space and format characters, which editions set each in their own way."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        self[code] = None if character.isspace() or unicodedata.category(character) == "Cf" else code
        return self[code]


_COUNTED = _Counted()


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
        for text, n in _own_texts(root, notes=notes):
            begun = place
            for index, word in enumerate(text.split()):
                spaced = spaced or index > 0 or text[0].isspace()
                counted = word.translate(_COUNTED)
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


def audit_text(epub: bytes, book: Book) -> list[Diagnostic]:
    """Compare every section's text, links and images with the canonical ones, and the contents with the sections."""
    try:
        package = open_package(epub)
    except UnreadableError as fault:
        return faults(fault)
    found = list(_audit_contents(package, book))
    roots = _section_roots(package)
    entries = {element.get("id", "") for _, element in book.elements()}
    for section in _carried(book):
        if section.kind is Kind.CONTENTS:
            continue
        if section.id not in roots:
            found.append(TEXT.at(section.source, f"‘{section.title}’ is not in the e-book at all"))
            continue
        path, root = roots[section.id]
        found += _compare_text(path, root, section)
        found += _compare_links(root, section)
        found += _audit_citations(root, section, entries)
    return found


def audit_pages(epub: bytes, book: Book, page_map: PageMap, store: Store | None = None) -> list[Diagnostic]:
    """Compare the page breaks with the print edition: every page that is not blank, in order, where it begins.

    `store` keeps what was found of a section, under its file in the e-book, its tree and its pages.

    A marker may stand before a word that the page break cuts, not elsewhere. The half-title and the printed contents,
    which the e-book replaces, are left out of the comparison of places.
    """
    try:
        package = open_package(epub)
    except UnreadableError as fault:
        return faults(fault)
    carried = {section.id: section for section in _carried(book)}
    wanted = [page for page in page_map.pages if page.section in carried]
    markers = [
        element
        for _, root in package.reading_order()
        for element in root.iter("*")
        if element.get("role") == "doc-pagebreak"
    ]
    labels = [marker.get("aria-label", "") for marker in markers]
    here = Location(package.nav_path)
    if labels != [page.label for page in wanted]:
        lost = [page.label for page in wanted if page.label not in labels]
        said = f"missing: {', '.join(lost)}" if lost else "the order or the folios differ"
        return [PAGES.at(here, f"{len(labels)} page breaks for {len(wanted)} printed pages; {said}")]
    roots = _section_roots(package)
    found: list[Diagnostic] = []
    for section in carried.values():
        if section.kind is not Kind.CONTENTS and section.id in roots:
            pages = [page for page in wanted if page.section == section.id and page.start is not None]
            path, root = roots[section.id]
            inputs = package.files[path], section.id, section.root, section.source, pages
            make = partial(_places_found, root, section, pages)
            rows = json.loads(kept(store or MemoryStore(), "places of page breaks", inputs, make))
            found += map(Diagnostic.from_json, rows)
    return found


def _places_found(root: etree._Element, section: Section, pages: list[PrintedPage]) -> bytes:
    return json.dumps([item.as_json() for item in _compare_places(root, section, pages)]).encode()


def _carried(book: Book) -> list[Section]:
    """List the sections that an e-book has: all but the half-title."""
    return [section for section in book.sections if section.kind is not Kind.HALF_TITLE]


def _section_roots(package: Package) -> Mapping[str, tuple[str, etree._Element]]:
    return {
        child.get("id", ""): (path, child)
        for path, root in package.reading_order()
        for body in root.iter(h("body"))
        for child in body
    }


def _compare_text(path: str, root: etree._Element, section: Section) -> Iterator[Diagnostic]:
    ours = "".join(text.translate(_COUNTED) for text, _ in _own_texts(section.root, notes=True))
    theirs = "".join(_shown(root, notes=True))
    if ours == theirs:
        return
    at = next(
        (i for i, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), min(len(ours), len(theirs))
    )
    start = max(0, at - _CONTEXT)
    message = f"in {path}, …{theirs[start : at + _CONTEXT]}… stands for …{ours[start : at + _CONTEXT]}…"
    yield TEXT.at(section.source, message)


def _own_texts(element: etree._Element, *, notes: bool) -> Iterator[tuple[str, str]]:
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
            yield from _own_texts(child, notes=notes)
        yield child.tail or "", n
    yield edge, n


def _shown(element: etree._Element, *, notes: bool) -> Iterator[str]:
    """Read the texts of a content document, without white space and what the e-book adds."""
    return (text.translate(_COUNTED) for _, text in _pieces(element, notes=notes))


def _breaks(root: etree._Element) -> dict[str, int]:
    """How many characters of a content document, notes aside, come before each of its page breaks."""
    before: dict[str, int] = {}
    count = 0
    for node, text in _pieces(root, notes=False):
        if node.get("role") == "doc-pagebreak":
            before.setdefault(node.get("aria-label", ""), count)
        count += len(text.translate(_COUNTED))
    for node in root.iter("*"):
        if node.get("role") == "doc-pagebreak":  # one that stands in what the e-book adds, where no page can begin
            before.setdefault(node.get("aria-label", ""), count)
    return before


def _pieces(element: etree._Element, *, notes: bool) -> Iterator[tuple[etree._Element, str]]:
    classes = (element.get("class") or "").split()
    if (_FILLED | {"cited", "generated"}) & set(classes) or ("notes" in classes and not notes):
        return
    yield element, "" if element.get("role") == "doc-backlink" else element.text or ""
    for child in element:
        yield from _pieces(child, notes=notes)
        tail = child.tail or ""
        yield element, tail.removeprefix(". ") if child.get("role") == "doc-backlink" else tail


def _compare_places(root: etree._Element, section: Section, pages: list[PrintedPage]) -> Iterator[Diagnostic]:
    characters = _Characters(section.root, notes=False)
    breaks = _breaks(root)
    for page in pages:
        actual, wanted = breaks.get(page.label), _position(characters, section.root, page)
        if actual is None or wanted is None:
            continue
        if actual > wanted or not characters.is_one_word(actual, wanted):
            said = characters.text[actual : actual + _CONTEXT]
            meant = characters.text[wanted : wanted + _CONTEXT]
            yield PAGES.at(section.source, f"page {page.label} begins at “{said}…”; in print at “{meant}…”")


def _position(characters: _Characters, root: etree._Element, page: PrintedPage) -> int | None:
    """How many of the section's characters come before a page's start; `None` for a start inside the notes."""
    assert page.start is not None  # noqa: S101  # only pages with a start are compared
    n = str(page.start.n)
    if n in characters:
        return characters.place(n, page.start.character)
    count = 0
    for text, other in _own_texts(root, notes=False):
        if other == n:
            return count
        count += len(text.translate(_COUNTED))
    return None


def _compare_links(root: etree._Element, section: Section) -> Iterator[Diagnostic]:
    ours = [_target(link.get("href", "")) for link in section.root.iter("a") if link.get("href")]
    theirs = [_target(link.get("href", "")) for link in root.iter(h("a")) if _is_authors(link)]
    if len(ours) != len(theirs) or any(a != b for a, b in zip(ours, theirs, strict=True) if b != "toc"):
        lost = [target for target in ours if target not in theirs]
        yield LINKS.at(section.source, f"{len(theirs)} links for {len(ours)}; missing: {', '.join(lost) or 'none'}")
    headings = sum(1 for e in section.root.iter("span") if "locators" in (e.get("class") or "").split())
    filled = sum(1 for e in root.iter(h("span")) if "locators" in (e.get("class") or "").split() and len(e))
    if headings != filled:
        yield LINKS.at(section.source, f"{filled} index headings have page numbers; {headings} should have them")
    pictures = [image.get("alt") or "" for image in section.root.iter("img") if not _is_only_named(image)]
    shown = [image.get("alt") or "" for image in root.iter(h("img"))]
    if pictures != shown:
        yield LINKS.at(section.source, f"{len(shown)} images for {len(pictures)}, or other alternative texts")


def _audit_citations(root: etree._Element, section: Section, entries: set[str]) -> Iterator[Diagnostic]:
    """Each time a citation names a work, there is a link to its entry, if the book has such an entry."""
    links = Counter(_target(link.get("href", "")) for link in root.iter(h("a")) if link.get("role") == "doc-biblioref")
    named = Counter(key for e in section.root.iter("span") for key in (e.get("data-cites") or "").split())
    for key, count in sorted(named.items()):
        if f"ref-{key}" in entries and links[f"ref-{key}"] < count:
            message = f"‘{key}’ is cited {count} times, but {links[f'ref-{key}']} citations lead to its entry"
            yield CITATION.at(section.source, message)


def _is_authors(link: etree._Element) -> bool:
    own = any({"cited", "locators"} & set((e.get("class") or "").split()) for e in link.iterancestors())
    return bool(link.get("href")) and link.get("role") != "doc-backlink" and not own


def _is_only_named(image: etree._Element) -> bool:
    """Whether an image is a page of a reading that the e-book names instead."""
    return any("by-reference" in (e.get("class") or "").split() for e in image.iterancestors("div"))


def _target(href: str) -> str:
    return href if "//" in href else href.rpartition("#")[2]


def _audit_contents(package: Package, book: Book) -> Iterator[Diagnostic]:
    """Compare both: the contents list the sections and their second-level sections, in order."""
    nav = package.navigation("toc")
    links = [] if nav is None else list(nav.iter(h("a")))
    lines = [words(link) for link in links]
    headings = [heading for section in book.sections for heading in _listed(section)]
    here = Location(package.nav_path)
    if len(lines) != len(headings):
        yield LISTED.at(here, f"{len(lines)} lines for {len(headings)} chapters and sections")
    for link, line, (section, heading) in zip(links, lines, headings, strict=False):
        if not line.endswith(heading):
            yield LISTED.at(place(package.nav_path, link), f"‘{line}’ for ‘{heading}’ of {section.source.file}")


def _listed(section: Section) -> Iterator[tuple[Section, str]]:
    if section.level == 0 or section.kind in (Kind.HALF_TITLE, Kind.CONTENTS):
        return
    heading = next(section.root.iter("h1"), None)
    yield section, section.title if heading is None else words(heading)
    for part in section.root.iter("section"):
        heading = part.find("h2")
        if "level2" in (part.get("class") or "").split() and heading is not None:
            yield section, words(heading)
