"""E-book, third step: references to pages get their words, and links lead into the right file.

In: content documents, the page map (or none, where no print edition is made). Out: `pageref`, `folio` and
`locators` elements filled; every `#id` made into `file.xhtml#id` where its target stands in another file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from functools import cache

from lxml import etree

from coursepack.config.index import RangeStyle
from coursepack.document.cited_places import CITED_ON
from coursepack.document.model import Kind, PageMap
from coursepack.editions.epub.documents import ContentDocument
from coursepack.editions.epub.vocabulary import find_class, has_class, plain_text
from coursepack.editions.locators import Locator, cited_pages, make_locators
from coursepack.labels import Labels

CONTENTS_ID = "toc"
"""Id of the table of contents inside the navigation document."""


class Targets:
    """Where every id of the book stands."""

    def __init__(self, documents: Sequence[ContentDocument]) -> None:
        self._places = {
            element.get("id", ""): (document, element)
            for document in documents
            for element in document.root.xpath("descendant-or-self::*[@id != '']")
        }

    def href(self, target: str, source: str) -> str:
        """Link from file `source` to an id; one that is nowhere stays as it is, for the check to report."""
        document, _ = self._places.get(target, (None, None))
        if document is None or document.file == source:
            return f"#{target}"
        return f"{relative(document.file, source)}#{CONTENTS_ID if document.is_navigation else target}"

    def label(self, target: str) -> str:
        """Say a reference without a page number: “Figure 2.1”, “3.1”, “Chapter 3”, or the title of the section."""
        document, element = self._places.get(target, (None, None))
        if document is None or element is None:
            return "*"
        if element.tag in ("figure", "table"):
            label = find_class(element, "label")
        elif element is not document.root and element.tag in ("section", "h2", "h3"):
            heading = element if element.tag != "section" else next(element.iter("h2", "h3"), element)
            label = find_class(heading, "number")
            label = heading if label is None else label
        else:
            label = find_class(document.root, "number", "p")
        return document.section.short_title if label is None else plain_text(label)

    def number(self, target: str) -> str:
        """Say what an index says without page numbers: the number of the chapter, or its short title."""
        document, _ = self._places.get(target, (None, None))
        return "*" if document is None else document.section.number or document.section.short_title

    def numbers(self) -> dict[str, str]:
        """Give the number that an index without page numbers says for every id."""
        return {name: self.number(name) for name in self._places}

    def notes(self) -> dict[str, str]:
        """Give the number of the note in which an index mark stands, by the mark's id."""
        return {
            name: note.get("data-number", "")
            for name, (_, element) in self._places.items()
            for note in element.iterancestors("aside")
        }


@cache
def relative(file: str, source: str) -> str:
    """Write the path of a file as a link in `source` writes it; both relative to the package document."""
    return posixpath.relpath(file, posixpath.dirname(source) or ".")


def fill_references(
    documents: Sequence[ContentDocument], page_map: PageMap | None, labels: Labels, ranges: RangeStyle = "short"
) -> None:
    """Write folios into page references; without a page map, references name their target and bare folios go."""
    folios: Mapping[str, str] = page_map.folios if page_map else {}
    targets = Targets(documents)
    notes = targets.notes() if folios else {}
    places = folios or targets.numbers()
    for document in documents:
        for element in document.root.xpath("descendant-or-self::*[@data-page-of != '']"):
            target = element.get("data-page-of", "")
            folio = folios.get(target, "")
            if has_class(element, "locators"):
                _write_locators(element, make_locators(target, places, notes, ranges))
            elif has_class(element, CITED_ON):
                _note_pages(element, folios, labels)
            elif has_class(element, "pageref"):
                element.text = labels.word("page", folio=folio) if folio else targets.label(target)
            elif folio:
                element.text = folio
            else:
                _drop_folio(element, targets.number(target))


def _write_locators(element: etree._Element, locators: Sequence[Locator]) -> None:
    """Write the locators of an index heading, each a link to its mark: ", 43–5, 47, 61n2"."""
    for locator in locators:
        link = etree.SubElement(element, "a")
        link.set("href", f"#{locator.target}")
        words = etree.SubElement(link, "b") if locator.principal else link
        words.text = locator.text
        before = link.getprevious()
        if before is None:
            element.text = ", "
        else:
            before.tail = ", "


def _note_pages(place: etree._Element, folios: Mapping[str, str], labels: Labels) -> None:
    """Note what the printed entry says; the e-book itself names chapters and notes (see `citations`)."""
    pages = cited_pages(place.get("data-page-of", ""), folios)
    if pages:
        place.set("data-folio", labels.word("cited-on", pages=", ".join(pages)))


def _drop_folio(folio: etree._Element, instead: str) -> None:
    """Take out an empty folio with the space before it; a link that holds nothing else says `instead`."""
    parent = folio.getparent()
    if parent is None:
        return
    if parent.tag == "a" and not plain_text(parent):
        folio.text = instead
        return
    before = folio.getprevious()
    tail = folio.tail or ""
    if before is None:
        parent.text = (parent.text or "").rstrip() + tail
    else:
        before.tail = (before.tail or "").rstrip() + tail
    folio.tail = None
    parent.remove(folio)


def link_files(documents: Sequence[ContentDocument], image_files: Mapping[str, str]) -> None:
    """Make links and image sources relative to the file that they stand in."""
    targets = Targets(documents)
    for document in documents:
        for element in document.root.iter("a", "img"):
            href, source = element.get("href", ""), element.get("src", "")
            if href.startswith("#"):
                element.set("href", targets.href(href[1:], document.file))
            if element.tag == "img":
                element.set("src", relative(image_files[source], document.file))


def landmark_file(documents: Sequence[ContentDocument], kind: Kind) -> ContentDocument | None:
    """Find the first content document of a kind."""
    return next((document for document in documents if document.section.kind is kind), None)
