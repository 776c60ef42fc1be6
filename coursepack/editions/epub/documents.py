"""E-book, first step: each canonical section becomes a content document with a file name and a tree of its own.

In: the canonical book. Out: one `ContentDocument` a section, the half-title left out. Its tree is the book's own, until it is
copied (`own_copies`, or with the page breaks): nothing of the book itself is changed.
"""

from __future__ import annotations

import copy
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from lxml import etree

from coursepack.config import Config
from coursepack.diagnostics import Location
from coursepack.document.languages import is_cjk
from coursepack.document.model import Book, Kind, Matter, Opening, Section

NAV_FILE = "nav.xhtml"
"""The navigation document; it stands in the spine where the printed book has its contents."""

_CLOSING_KINDS = (Kind.CHAPTER, Kind.PART, Kind.INTRODUCTION)
_RESERVED = frozenset({"cover"})


@dataclass(frozen=True, slots=True)
class ContentDocument:
    """One XHTML content document (EPUB 3.3, §6.1): its section, its file, and its tree."""

    section: Section
    file: str
    """Path relative to the package document, ASCII."""
    matter: str
    """`frontmatter`, `bodymatter` or `backmatter` (EPUB Structural Semantics Vocabulary, §2)."""
    root: etree._Element

    @property
    def is_navigation(self) -> bool:
        """Whether the navigation document stands in this section's place."""
        return self.section.kind is Kind.CONTENTS

    @property
    def manifest_id(self) -> str:
        """The id in the manifest: made from the file name, so that it stays the same between versions of a book."""
        return "nav" if self.is_navigation else "text-" + self.file.rpartition("/")[2].removesuffix(".xhtml")


def open_documents(book: Book, config: Config) -> list[ContentDocument]:
    """Make a content document for every section but the half-title, which only print needs; in reading order.

    A book without a title page gets one, made from the configuration.
    """
    sections = [section for section in book.sections if section.kind is not Kind.HALF_TITLE]
    if not any(section.kind is Kind.TITLE_PAGE for section in sections):
        sections.insert(0, _made_title_page(config, {section.id for section in sections}))
    taken = set(_RESERVED)
    documents = []
    for index, section in enumerate(sections):
        file = NAV_FILE if section.kind is Kind.CONTENTS else f"text/{free_name(ascii_name(section.id), taken)}.xhtml"
        documents.append(ContentDocument(section, file, _matter(sections, index), section.root))
    return documents


def own_copies(documents: Sequence[ContentDocument]) -> list[ContentDocument]:
    """The same documents on trees of their own."""
    return [replace(document, root=copy.deepcopy(document.root)) for document in documents]


def ascii_name(text: str) -> str:
    """Make a file name or id out of any text: ASCII letters, digits and hyphens; the same for the same text."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if name and text.isascii():
        return name
    return f"{name or 'section'}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def free_name(name: str, taken: set[str]) -> str:
    """Find a name like this one that is not taken yet, and take it."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free


def _matter(sections: Sequence[Section], index: int) -> str:
    if sections[index].matter is Matter.FRONT:
        return "frontmatter"
    follows = any(section.kind in _CLOSING_KINDS for section in sections[index:])
    return "bodymatter" if follows else "backmatter"


def _made_title_page(config: Config, taken: set[str]) -> Section:
    root = etree.Element("section")
    root.set("id", free_name("title-page", taken))
    root.set("class", Kind.TITLE_PAGE)
    lines = [("h1", "title", config.title), ("p", "subtitle", config.subtitle)]
    lines += [("p", "contributor", name) for name in config.contributors]
    for tag, name, text in [*lines, ("p", "publisher", config.publisher)]:
        if text:
            line = etree.SubElement(root, tag)
            line.set("class", name)
            _write_marked(line, text)
    place = Location("manuscript/reader.toml")
    title = config.full_title
    return Section(
        root.get("id", ""), Kind.TITLE_PAGE, Matter.FRONT, Opening.RECTO, title, config.title, "", 0, root, place
    )


def _write_marked(line: etree._Element, text: str) -> None:
    """Write a text into a line, its Chinese runs marked as such."""
    line.text = ""
    for chinese, run in groupby(text, key=is_cjk):
        words = "".join(run)
        if chinese:
            span = etree.SubElement(line, "span")
            span.set("lang", "zh-Hans")
            span.text, span.tail = words, ""
        elif len(line):
            line[-1].tail = words
        else:
            line.text = words
