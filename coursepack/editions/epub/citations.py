"""E-book: from a bibliography entry back to every place that cites it.

In: content documents in which a citation's link leads to its entry (`href="#ref-KEY"`). Out: each such link marked
`biblioref`, and a line "Cited: Chapter 3, n. 12, n. 14" with links at the end of each entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from coursepack.document.model import Kind
from coursepack.editions.epub.documents import ContentDocument, free_name
from coursepack.editions.epub.vocabulary import EPUB_TYPE, find_class, has_class, plain_text
from coursepack.editions.epub.words import Words


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a work is cited: the name of the section, the id to lead back to, and what the link says."""

    section: str
    id: str
    label: str
    number: str = ""
    """Of the note, which is enough after the first of a section."""


def link_citations(documents: Sequence[ContentDocument], words: Words) -> None:
    """Mark the links of citations, and let every entry that is cited lead back."""
    entries = {
        entry.get("id", ""): entry
        for document in documents
        for entry in document.root.iter("div")
        if has_class(entry, "entry") and entry.get("id")
    }
    cited: dict[str, list[_Place]] = {}
    for document in documents:
        for key, place in _citations(document, entries, words):
            places = cited.setdefault(key, [])
            if place not in places:
                places.append(place)
    for key, places in cited.items():
        entries[key].append(_cited_line(places, words))


def _citations(document: ContentDocument, entries: dict[str, etree._Element], words: Words) -> list[tuple[str, _Place]]:
    if document.section.kind is Kind.BIBLIOGRAPHY:
        return []
    opener = find_class(document.root, "number", "p")
    section = document.section.title if opener is None else plain_text(opener)
    found: list[tuple[str, _Place]] = []
    in_text = 0
    taken = {str(name) for name in document.root.xpath(".//@id")}
    for link in document.root.iter("a"):
        key = link.get("href", "")[1:]
        if key not in entries:
            continue
        link.set(EPUB_TYPE, "biblioref")
        link.set("role", "doc-biblioref")
        note = next((a for a in link.iterancestors("aside") if has_class(a, "note")), None)
        if note is not None:
            number = note.get("data-number", "")
            label = words["cited-in-note"].format(number=number)
            found.append((key, _Place(section, note.get("id", ""), label, number)))
            continue
        in_text += 1
        if not link.get("id"):
            link.set("id", free_name(f"{document.section.id}-cite-{in_text}", taken))
        found.append((key, _Place(section, link.get("id", ""), words["cited-in-text"].format(number=in_text))))
    return found


def _cited_line(places: Sequence[_Place], words: Words) -> etree._Element:
    line = etree.Element("p")
    line.set("class", "cited")
    line.text = words["cited"] + " "
    for index, place in enumerate(places):
        new_section = index == 0 or places[index - 1].section != place.section
        if new_section:
            lead = f"{'; ' if index else ''}{place.section}, "
            if index:
                line[-1].tail = lead
            else:
                line.text += lead
        else:
            line[-1].tail = ", "
        link = etree.SubElement(line, "a")
        link.set("href", f"#{place.id}")
        link.set("aria-label", f"{place.section}, {place.label}")
        follows_note = not new_section and place.number and places[index - 1].number
        link.text = place.number if follows_note else place.label
    line[-1].tail = "."
    return line
