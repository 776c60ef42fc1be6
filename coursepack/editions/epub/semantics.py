"""E-book, fourth step: the canonical tree takes on what EPUB and assistive technology need.

In: content documents with markers and filled references. Out: the same trees with `epub:type` and roles, exactly one
first-level heading, numbered notes, `xml:lang` beside `lang`, scopes on header cells, alternative text on formulas,
and nothing left of what only the build needs (`data-*`, `style`).
"""

from __future__ import annotations

from lxml import etree

from coursepack.document.model import Kind
from coursepack.editions.epub.documents import ContentDocument, free_name
from coursepack.editions.epub.notes import number_notes
from coursepack.editions.epub.vocabulary import (
    EPUB_TYPE,
    MATHML,
    SECTION_SEMANTICS,
    XML_LANG,
    find_class,
    has_class,
    plain_text,
)
from coursepack.editions.epub.words import Words

_CLASS_SEMANTICS = {
    "abstract": ("abstract", "doc-abstract"),
    "epigraph": ("epigraph", "doc-epigraph"),
    "notes": ("footnotes", ""),
}
"""`epub:type` and role by class."""


def annotate(document: ContentDocument, words: Words) -> None:
    """Do all of it for one content document, in place."""
    root = document.root
    _head(document)
    for element in root.xpath("descendant-or-self::*[@class]"):
        classes = element.get("class", "").split()
        for name, (epub_type, role) in _CLASS_SEMANTICS.items():
            if name in classes:
                _say(element, epub_type, role)
    number_notes(root, words)
    for listing in [element for element in root.iter("div") if has_class(element, "bibliography")]:
        _make_list(listing)
    _name_terms(document)
    _scope_headers(root)
    _describe_formulas(root)
    _identify_sections(document)
    _clean(root)


def _say(element: etree._Element, epub_type: str, role: str) -> None:
    element.set(EPUB_TYPE, epub_type)
    if role:
        element.set("role", role)


def _name_terms(document: ContentDocument) -> None:
    """Links from marked terms to their explanations, and the terms of a glossary (EPUB Structural Semantics, 3.9)."""
    for link in document.root.iter("a"):
        parent = link.getparent()
        if has_class(link, "term") or (parent is not None and parent.tag == "dfn" and has_class(parent, "term")):
            _say(link, "glossref", "doc-glossref")
    if document.section.kind is Kind.GLOSSARY:
        for tag, epub_type in (("dt", "glossterm"), ("dd", "glossdef")):
            for element in document.root.iter(tag):
                _say(element, epub_type, "")


def _head(document: ContentDocument) -> None:
    """Mark the root, and name it by its only first-level heading, made from the title where the section shows none."""
    root, section = document.root, document.section
    _say(root, *SECTION_SEMANTICS[section.kind])
    heading = next(root.iter("h1"), None)
    if heading is None:
        heading = _title_as_heading(root, section.title)
    taken = _ids(root)
    heading.set("id", heading.get("id") or free_name(f"{section.id}-title", taken))
    number = find_class(root, "number", "p")
    named_by = heading.get("id", "")
    if number is not None:
        number.set("id", number.get("id") or free_name(f"{section.id}-number", taken))
        named_by = f"{number.get('id')} {named_by}"
    if root.get("role"):
        root.set("aria-labelledby", named_by)


def _ids(root: etree._Element) -> set[str]:
    return {str(name) for name in root.xpath(".//@id")}


def _title_as_heading(root: etree._Element, title: str) -> etree._Element:
    """Make the paragraph of class `title` (a title page's) a heading, or put a small heading before the rest."""
    shown = find_class(root, "title", "p")
    if shown is not None:
        shown.tag = "h1"
        return shown
    heading = etree.Element("h1")
    heading.set("class", "generated")
    heading.text = title
    markers = [child for child in root if has_class(child, "pagebreak")]
    first = bool(markers) and root.index(markers[0]) == 0 and not (root.text or "").strip()
    root.insert(1 if first else 0, heading)
    return heading


def _make_list(listing: etree._Element) -> None:
    """Make a row of entries a list, so that their number is heard; markers between entries move into the next."""
    if any(child.tag != "div" or not (has_class(child, "entry") or has_class(child, "pagebreak")) for child in listing):
        return
    for marker in [child for child in listing if has_class(child, "pagebreak")]:
        following = marker.getnext()
        if following is not None:
            marker.tail = None
            following.insert(0, marker)
    listing.tag = "ul"
    for entry in listing:
        entry.tag = "li"


def _scope_headers(root: etree._Element) -> None:
    for cell in root.iter("th"):
        if not cell.get("scope"):
            in_head = any(ancestor.tag == "thead" for ancestor in cell.iterancestors())
            cell.set("scope", "col" if in_head else "row")


def _describe_formulas(root: etree._Element) -> None:
    """Give every formula an `alttext` (MathML 3, §2.2): its TeX source where pandoc kept it, else its characters."""
    for formula in root.iter(f"{{{MATHML}}}math"):
        if not formula.get("alttext"):
            source = next(formula.iter(f"{{{MATHML}}}annotation"), None)
            formula.set("alttext", plain_text(formula if source is None else source))


def _identify_sections(document: ContentDocument) -> None:
    """Give every second-level section an id, for the table of contents to lead to."""
    taken = _ids(document.root)
    for index, section in enumerate(second_level(document.root), 1):
        if not section.get("id"):
            section.set("id", free_name(f"{document.section.id}-section-{index}", taken))


def second_level(root: etree._Element) -> list[etree._Element]:
    """Find the sections of level 2 that a table of contents lists, with a heading each."""
    sections = [element for element in root.iter("section") if has_class(element, "level2")]
    return [section for section in sections if section.find("h2") is not None]


PRINTED = "data-folio"
"""What only the printed page says in this place: an e-book may show it, and a reader of both files needs it."""


def _clean(root: etree._Element) -> None:
    names = {str(name) for element in root.iter("*") for name in element.keys()}  # noqa: SIM118  # not a mapping
    etree.strip_attributes(root, "style", *(name for name in names if name.startswith("data-") and name != PRINTED))
    for element in root.xpath("descendant-or-self::*[@lang != '']"):
        element.set(XML_LANG, element.get("lang", ""))
    for image in root.iter("img"):
        if not image.get("alt"):
            image.set("alt", "")
            image.set("role", "presentation")
