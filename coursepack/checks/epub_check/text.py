"""The proof of the e-book's words: its text, its links and its contents are those of the canonical book.

In: the finished e-book and the canonical book. Out: what was lost, added or changed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from functools import partial

from lxml import etree

from coursepack.checks.epub_check.characters import CONTEXT, COUNTED, carried, own_texts, shown
from coursepack.checks.epub_check.documents import Opened
from coursepack.checks.epub_check.navigation import CITATION
from coursepack.checks.epub_check.package import Package, h, place, words
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.model import Book, Kind, Section
from coursepack.keeping.kept import kept

TEXT = error("E023", "the text of the e-book is not the text of the book")
LINKS = error("E024", "the e-book has lost a link or an image")
LISTED = error("E025", "the contents of the e-book do not list the chapters and sections of the book")

_ENTRIES = etree.XPath(".//@id[starts-with(., 'ref-')]")
_CITED = etree.XPath(".//span/@data-cites")


def audit_text(epub: Opened, book: Book) -> list[Diagnostic]:
    """Compare every section's text, links and images with the canonical ones, and the contents with the sections.

    What was found of a section is kept under its file in the e-book, its tree and the works that it cites.
    """
    package, files = epub.package, epub.files_of_sections()
    found = list(_audit_contents(package, book))
    entries = {name for section in book.sections for name in _ENTRIES(section.root)}
    for section in carried(book):
        if section.kind is Kind.CONTENTS:
            continue
        if section.id not in files:
            found.append(TEXT.at(section.source, f"‘{section.title}’ is not in the e-book at all"))
            continue
        path = files[section.id]
        listed = sorted(key for key in _cited(section) if f"ref-{key}" in entries)
        inputs = path, package.files[path], section.id, section.root, section.source, listed
        make = partial(_losses, epub, path, section, listed)
        rows = kept(epub.store, "text of a section in the e-book", inputs, make)
        found += map(Diagnostic.from_json, json.loads(rows))
    return found


def _losses(epub: Opened, path: str, section: Section, listed: Collection[str]) -> bytes:
    root = epub.section(path, section.id)
    found = [*_compare_text(path, root, section), *_compare_links(root, section)]
    found += _audit_citations(root, section, listed)
    return json.dumps([item.as_json() for item in found]).encode()


def _cited(section: Section) -> Counter[str]:
    """How often a section cites a work, by its key."""
    return Counter(key for named in _CITED(section.root) for key in named.split())


def _compare_text(path: str, root: etree._Element, section: Section) -> Iterator[Diagnostic]:
    ours = "".join(text.translate(COUNTED) for text, _ in own_texts(section.root, notes=True))
    theirs = "".join(shown(root, notes=True))
    if ours == theirs:
        return
    at = next(
        (i for i, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), min(len(ours), len(theirs))
    )
    start = max(0, at - CONTEXT)
    message = f"in {path}, …{theirs[start : at + CONTEXT]}… stands for …{ours[start : at + CONTEXT]}…"
    yield TEXT.at(section.source, message)


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


def _audit_citations(root: etree._Element, section: Section, listed: Collection[str]) -> Iterator[Diagnostic]:
    """Each time a citation names a work that is `listed` in the book, there is a link to its entry."""
    links = Counter(_target(link.get("href", "")) for link in root.iter(h("a")) if link.get("role") == "doc-biblioref")
    for key, count in sorted(_cited(section).items()):
        if key in listed and links[f"ref-{key}"] < count:
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
