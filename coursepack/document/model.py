"""The canonical book: what every edition is made from, and what every proof is measured against.

A book is a row of sections. Each section holds one XHTML tree (lxml, elements without a namespace except MathML and SVG).
docs/canonical.md describes the tree element by element.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from coursepack.anatomy import Image, Kind, Matter, Opening
from coursepack.diagnostics import Location
from coursepack.sources.rights import Rights

__all__ = ["Book", "Image", "Kind", "Matter", "Opening", "PageMap", "PageStart", "PrintedPage", "Section"]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the book that starts a page and is laid out alone.

    `root` is the canonical `<section>`; treat it as read-only: an edition works on a copy.
    """

    id: str
    kind: Kind
    matter: Matter
    opening: Opening
    title: str
    """As plain text, for outlines and e-book titles; never empty."""
    short_title: str
    """For the running head."""
    number: str
    """"3" for a chapter, "One" for a part, else empty."""
    level: int
    """Depth in the table of contents: 1, or 2 for a chapter inside a part; 0 leaves the section out of it."""
    root: etree._Element
    source: Location
    """The file that it came from; for generated sections, the configuration."""
    rights: Rights | None = None
    """By what right a reading is reproduced, where its chapter says so."""


@dataclass(frozen=True, slots=True)
class Book:
    """The whole canonical book. `images` is keyed by the `src` in the trees."""

    sections: tuple[Section, ...]
    images: Mapping[str, Image]

    def elements(self) -> Iterator[tuple[Section, etree._Element]]:
        """Every element with its section, in document order."""
        for section in self.sections:
            for element in section.root.iter(etree.Element):
                yield section, element


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a printed page begins in a section's tree: the `data-n` of an element, and the count of characters of that
    element's own text (its text and its children's tails; white space, soft hyphens and format characters not counted)
    that stand on earlier pages.
    """

    n: int
    character: int


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page of the print edition. Blank pages have no section, no folio label that is printed, and no start."""

    index: int
    """Position in the PDF, from 0."""
    label: str
    """The folio as printed ("xii", "43"), or as it would be counted where none is printed."""
    section: str
    """Id of the section, empty for a blank page."""
    start: PageStart | None


@dataclass(frozen=True, slots=True)
class PageMap:
    """What stands where in the print edition: all that crosses a section boundary goes through this."""

    pages: tuple[PrintedPage, ...]
    folios: Mapping[str, str]
    """Element id → folio of the page on which the element begins."""
