"""E-book, fifth step: the table of contents, the landmarks and the page list (EPUB 3.3, §7).

In: content documents, annotated. Out: plain entries for the templates of the navigation document and of the NCX.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree
from markupsafe import Markup, escape

from coursepack.document.model import Kind
from coursepack.editions.epub.documents import NAV_FILE, ContentDocument
from coursepack.editions.epub.pagebreaks import PageMark
from coursepack.editions.epub.references import CONTENTS_ID, landmark_file
from coursepack.editions.epub.semantics import second_level
from coursepack.editions.epub.vocabulary import MATHML, find_class, has_class, plain_text
from coursepack.editions.epub.words import Words
from coursepack.editions.epub.xhtml import serialise
from coursepack.theme import markup

_LANDMARKS = (
    (Kind.TITLE_PAGE, "titlepage"),
    (Kind.ILLUSTRATIONS, "loi"),
    (Kind.GLOSSARY, "glossary"),
    (Kind.BIBLIOGRAPHY, "bibliography"),
    (Kind.INDEX, "index"),
)
_EMPHASIS = frozenset({"em", "i", "strong", "b", "sup", "sub", "span", "cite", "code"})


@dataclass(slots=True)
class TocEntry:
    """A line of the contents. `markers` are the page breaks of the printed contents that fall before it."""

    id: str
    href: str
    text: str
    label: Markup
    folio: str = ""
    markers: Markup = field(default_factory=Markup)
    children: list[TocEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that reading systems offer by name."""

    type: str
    href: str
    label: str | Markup


def table_of_contents(documents: Sequence[ContentDocument], folios: Mapping[str, str]) -> list[TocEntry]:
    """Sections by their level, each with its second-level sections; what has level 0 is left out."""
    entries: list[TocEntry] = []
    for document in documents:
        section = document.section
        if section.level == 0 or document.is_navigation:
            continue
        entry = _entry(document, section.id, next(document.root.iter("h1")), _number(document), folios)
        for part in second_level(document.root):
            entry.children.append(_entry(document, part.get("id", ""), part.find("h2"), "", folios))
        inside = section.level > 1 and bool(entries)
        (entries[-1].children if inside else entries).append(entry)
    return entries


def _entry(
    document: ContentDocument, target: str, heading: etree._Element | None, number: str, folios: Mapping[str, str]
) -> TocEntry:
    if heading is None:
        return TocEntry(target, f"{document.file}#{target}", number, Markup("{}").format(number))
    lead = Markup('<span class="number">{}</span> ').format(number) if number else Markup()
    text = f"{number} {plain_text(heading)}".strip()
    return TocEntry(target, f"{document.file}#{target}", text, lead + _words(heading), folios.get(target, ""))


def _number(document: ContentDocument) -> str:
    """Give the number of a line: “3” for a chapter; as the opening says (“Part One”) for all else."""
    opener = find_class(document.root, "number", "p")
    if document.section.kind is Kind.CHAPTER or opener is None:
        return document.section.number
    return plain_text(opener)


def heading_words(document: ContentDocument) -> Markup:
    """Give the words of a document's first-level heading as a label."""
    heading = next(document.root.iter("h1"), None)
    return escape(document.section.title) if heading is None else _words(heading)


def _words(element: etree._Element) -> Markup:
    """Give a heading's words with their emphasis and language, without links, ids, note calls and page breaks."""
    found = escape(element.text or "")
    for child in element:
        if child.tag == "br":
            found += " "
        elif child.tag == f"{{{MATHML}}}annotation":
            pass
        elif plain_text(child) and not has_class(child, "noteref"):
            found += _emphasised(child)
        found += escape(child.tail or "")
    return found


def _emphasised(element: etree._Element) -> Markup:
    if element.tag not in _EMPHASIS:
        return _words(element)
    language = element.get("lang")
    spoken = Markup(' lang="{0}" xml:lang="{0}"').format(language) if language else Markup()
    if direction := element.get("dir"):
        spoken += Markup(' dir="{}"').format(direction)
    kept = next((name for name in ("number", "smallcaps") if has_class(element, name)), "")
    shown = Markup(' class="{}"').format(kept) if kept else Markup()
    return Markup("<{0}{1}{2}>{3}</{0}>").format(element.tag, shown, spoken, _words(element))


def place_contents_markers(contents: etree._Element | None, entries: Sequence[TocEntry]) -> Markup:
    """Carry the page breaks of the printed contents over to the same entries; return those before the first."""
    by_id = {entry.id: entry for entry in _flat(entries)}
    leading: list[etree._Element] = []
    waiting: list[etree._Element] = []
    at_front = True
    for element in contents.iter("*") if contents is not None else ():
        if has_class(element, "pagebreak"):
            waiting.append(element)
        entry = by_id.get(element.get("href", "").rpartition("#")[2]) if element.tag == "a" else None
        if entry is None:
            continue
        if at_front:
            leading, waiting, at_front = waiting, [], False
        for marker in waiting:
            marker.tag = "span"
        entry.markers += _join(waiting)
        waiting = []
    return _join([*leading, *waiting])


def _join(elements: Sequence[etree._Element]) -> Markup:
    return markup("".join(serialise(element) for element in elements))


def _flat(entries: Sequence[TocEntry]) -> list[TocEntry]:
    return [line for entry in entries for line in (entry, *_flat(entry.children))]


def landmarks(documents: Sequence[ContentDocument], words: Words) -> list[Landmark]:
    """Cover, title page, contents, start of the text, bibliography, index: those that there are."""
    found = [
        Landmark("cover", "text/cover.xhtml", words["cover"]),
        Landmark("toc", f"{NAV_FILE}#{CONTENTS_ID}", words["contents"]),
    ]
    body = next((document for document in documents if document.matter == "bodymatter"), None)
    if body is not None:
        found.append(Landmark("bodymatter", body.file, words["start"]))
    for kind, name in _LANDMARKS:
        document = landmark_file(documents, kind)
        if document is not None:
            label = words["title-page"] if kind is Kind.TITLE_PAGE else heading_words(document)
            found.append(Landmark(name, document.file, label))
    return found


def depth(entries: Sequence[TocEntry]) -> int:
    """How many levels the contents have (the NCX's `dtb:depth`)."""
    return max((1 + depth(entry.children) for entry in entries), default=0)


def page_targets(marks: Sequence[PageMark]) -> list[tuple[str, str]]:
    """Give the page list: folio and link, in the order of the print edition."""
    return [(mark.label, f"{mark.file}#{mark.id}") for mark in marks]
