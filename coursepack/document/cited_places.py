"""From every entry of a bibliography back to the places where its work is cited.

In: the canonical trees of all sections, finished but for the numbers of their elements. Out, in place: the first words of
each entry a link to the first citation, each citation in the text with an id, and, if wanted, a place for the pages at the
end of the entry.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from coursepack.document.bibliographies import IN_CHAPTER
from coursepack.document.citations import entry_anchor
from coursepack.document.markup import Element, classes, make, of_class
from coursepack.document.model import Section

FIRST_CITED = "first-cited"
"""Class of the link from an entry to the first citation of its work."""
CITED_ON = "cited-on"
"""Class of the empty place that every edition of pages fills with the pages on which a work is cited."""

_NAME = re.compile(r"\s*\S.+?(?=\s*$|(?<!\b\w)[.,;:](?:\s|$))", re.DOTALL)
"""What an entry begins with: a family name, an organisation, a title, up to its first comma or stop, not that of an initial."""


@dataclass(frozen=True, slots=True)
class _Cited:
    """One place of a citation: the section, the id of the note or of the words in the text, the anchors of the works."""

    section: str
    id: str
    anchors: tuple[str, ...]


def link_entries(sections: Sequence[Section], *, pages: bool) -> None:
    """Lead every entry back; `pages`: also give it a place for the pages. The list of a chapter leads to that chapter alone."""
    places: defaultdict[str, list[_Cited]] = defaultdict(list)
    for place in (place for section in sections for place in _places(section)):
        for anchor in dict.fromkeys(place.anchors):
            places[anchor].append(place)
    for section in sections:
        for entry in of_class(section.root, "entry"):
            anchor, _, chapter = entry.get("id", "").partition(IN_CHAPTER)
            found = [place.id for place in places[anchor] if chapter in ("", place.section)]
            if found:
                _link_name(entry, found[0])
            if found and pages:
                _last_line(entry).append(make("span", class_=CITED_ON, data_page_of=" ".join(dict.fromkeys(found))))


def _places(section: Section) -> Iterator[_Cited]:
    """Every citation of a section in the order of the text, those of a note where it is called."""
    notes = {note.get("id", ""): note for note in section.root.iter("aside")}
    count = 0
    for element in section.root.iter(etree.Element):
        names = classes(element)
        if not {"noteref", "citation"} & set(names) or _is_in_note(element):
            continue
        if "noteref" in names:
            name = element.get("href", "").removeprefix("#")
            for citation in of_class(notes[name], "citation"):
                yield _Cited(section.id, name, _anchors(citation))
        else:
            count += 1
            if not element.get("id"):
                element.set("id", f"{section.id}-cite-{count}")
            yield _Cited(section.id, element.get("id", ""), _anchors(element))


def _is_in_note(element: Element) -> bool:
    return next(element.iterancestors("aside"), None) is not None


def _anchors(citation: Element) -> tuple[str, ...]:
    return tuple(entry_anchor(key) for key in citation.get("data-cites", "").split())


def _link_name(entry: Element, place: str) -> None:
    """Make the first words of an entry a link; an entry that begins with a link of its own keeps that."""
    node = entry
    while not (node.text or "").strip() and len(node):
        node = node[0]
        if node.tag == "a":
            return
    name = _NAME.match(node.text or "")
    if name is None:
        return
    link = make("a", name[0].lstrip(), class_=FIRST_CITED, href=f"#{place}")
    link.tail = (node.text or "")[name.end() :]
    node.text = name[0][: len(name[0]) - len(name[0].lstrip())]
    node.insert(0, link)


def _last_line(entry: Element) -> Element:
    """What the last words of an entry stand in: a paragraph, or its column in a numbered list."""
    columns = list(of_class(entry, "entry-text"))
    paragraphs = list(entry.iter("p"))
    return (columns or paragraphs or [entry])[-1]
