"""What a link says of itself beside its words: where it leads. In: trees on their way to the page. Out: `title` on every link.

Assistive technology reads it from the annotation of the link (ISO 14289-1, 7.18.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from coursepack.anatomy import Kind
from coursepack.document.markup import Element, has_class, of_class, text_of
from coursepack.document.model import Book, Section
from coursepack.labels import Labels

_MOST = 120
"""Characters of a description: an entry of the bibliography may run to a page."""

Targets = Mapping[str, str]


def describe_targets(book: Book, labels: Labels) -> Targets:
    """What stands at each id that a link may lead to, in words."""
    paged = {link.get("data-page-of", "") for section in book.sections for link in of_class(section.root, "pageref")}
    return {
        name: words
        for section in book.sections
        for name, words in _of_section(section, labels, paged)
        if name and words
    }


def describe_links(root: Element, targets: Targets, labels: Labels) -> None:
    """Give links and notes of a sheet their titles, in place."""
    for link in root.iter("a"):
        href, words = link.get("href", ""), _short(text_of(link))
        if href.startswith("#"):
            link.set("title", targets.get(href.removeprefix("#")) or words)
        elif href:
            link.set("title", href if words in href else f"{words}: {href}")
    for note in of_class(root, "footnote"):
        number = note.get("data-number", "")
        note.set("title", labels.word("note", number=number))
        note.set("data-back", labels.word("note-back", number=number))


def _of_section(section: Section, labels: Labels, paged: Set[str]) -> Iterator[tuple[str, str]]:
    """Names and words, the better words last; what only a page reference (`paged`) leads to is called by its section."""
    number = {Kind.CHAPTER: "chapter", Kind.PART: "part"}.get(section.kind) if section.number else None
    title = f"{labels.word(number, number=section.number)}: {section.title}" if number else section.title
    yield section.id, title
    yield from ((name, title) for element in section.root.iter() if (name := element.get("id", "")) in paged)
    for element in section.root.iter("section", "figure", "table", "div", "dt"):
        if element is not section.root and element.get("id"):
            yield element.get("id", ""), _short(_words(element))
    for note in section.root.iter("aside"):
        yield note.get("id", ""), labels.word("note-elsewhere", section=title, number=note.get("data-number", ""))
    for citation in of_class(section.root, "citation"):
        yield citation.get("id", ""), title


def _words(element: Element) -> str:
    """The heading of a section, the caption of a figure, the whole of an entry."""
    for tag in ("h2", "h3", "h4", "figcaption", "caption"):
        heading = element.find(tag)
        if heading is not None:
            return text_of(heading)
    return text_of(element) if element.tag == "dt" or has_class(element, "entry") else ""


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _MOST else words[:_MOST].rsplit(" ", 1)[0] + "…"
