"""What the proofs that look across the e-book ask of each content document, so that none of them reads it as a whole.

In: the tree of one document. Out: `Facts`, which JSON can hold. Shares no code with the writer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from coursepack.checks.epub_check.content import rare_characters
from coursepack.checks.epub_check.package import MATH, TYPE, h, is_outside, target, words

Target = tuple[str, str]
"""A path in the container, and the id that is meant there; empty for the whole file."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link within the book."""

    line: int
    href: str
    target: Target


@dataclass(frozen=True, slots=True)
class Citation:
    """A link from a citation to its entry."""

    line: int
    words: str
    target: Target
    place: str
    """The id that the entry must lead back to: the note's, or the link's own."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in one content document."""

    title: str
    parts: Sequence[str]
    """Ids of what the body holds."""
    sections: Sequence[str]
    bodies: Sequence[str]
    """`epub:type` of every section and of the body."""
    ids: Mapping[str, int]
    """Place of the element that has an id among all; of several, and of those without one (""), the last."""
    headings: Mapping[str, str]
    """The words of the first heading in the element of an id."""
    links: Sequence[Link]
    used: Sequence[str]
    """Paths of the style sheets and images."""
    markers: Sequence[tuple[str, str]]
    """Id and folio of every page break."""
    entries: Mapping[str, Sequence[Target]]
    """Where each entry of a bibliography leads, by its id."""
    citations: Sequence[Citation]
    rare: str
    """Characters that few devices have."""
    shows: bool
    """Whether an image other than the cover says what it shows."""
    has_formulas: bool


def facts_of(path: str, root: etree._Element) -> Facts:
    """Read one document."""
    titles = [words(found) for found in root.iter(h("title"))]
    last = {element.get("id", ""): (place, element) for place, element in enumerate(root.iter("*"))}
    return Facts(
        title=titles[-1] if titles else "",
        parts=[child.get("id", "") for body in root.iter(h("body")) for child in body],
        sections=sorted({section.get(TYPE, "") for section in root.iter(h("section"))}),
        bodies=sorted({body.get(TYPE, "") for body in root.iter(h("body"))}),
        ids={name: place for name, (place, _) in last.items()},
        headings=dict(_headings({name: element for name, (_, element) in last.items()})),
        links=list(_links(path, root)),
        used=sorted({_loaded(path, element) for element in root.iter(h("link"), h("img"))}),
        markers=[
            (element.get("id", ""), element.get("aria-label", ""))
            for element in root.iter("*")
            if element.get("role") == "doc-pagebreak"
        ],
        entries=dict(_entries(path, root)),
        citations=list(_citations(path, root)),
        rare=rare_characters(root),
        shows=any(image.get("alt") and image.get("role") != "doc-cover" for image in root.iter(h("img"))),
        has_formulas=next(root.iter(MATH), None) is not None,
    )


def _headings(elements: Mapping[str, etree._Element]) -> Iterator[tuple[str, str]]:
    for name, element in elements.items():
        heading = next(element.iter(h("h1"), h("h2"), h("h3")), None)
        if heading is not None:
            yield name, words(heading)


def _links(path: str, root: etree._Element) -> Iterator[Link]:
    for link in root.iter(h("a")):
        href = link.get("href", "")
        if not is_outside(href):
            yield Link(link.sourceline or 0, href, target(path, href))


def _loaded(path: str, element: etree._Element) -> str:
    return target(path, element.get("href") or element.get("src") or "")[0]


def _entries(path: str, root: etree._Element) -> Iterator[tuple[str, list[Target]]]:
    for entry in root.iter(h("li"), h("div")):
        if "entry" in (entry.get("class") or "").split():
            yield entry.get("id", ""), sorted({target(path, link.get("href", "")) for link in entry.iter(h("a"))})


def _citations(path: str, root: etree._Element) -> Iterator[Citation]:
    for link in root.iter(h("a")):
        if link.get("role") == "doc-biblioref":
            note = next((e for e in link.iterancestors() if e.get("role") == "doc-footnote"), link)
            place = note.get("id", "")
            yield Citation(link.sourceline or 0, words(link), target(path, link.get("href", "")), place)
