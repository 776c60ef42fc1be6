"""References inside the book, by id: every target exists once, and a link without words gets the name of its target."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from lxml import etree

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.chapters import Chapter
from coursepack.document.markup import Element, classes, has_class, make, unwrap

PAGE_WITH_WORDS = error("X006", "a page reference has words of its own")
UNKNOWN_ID = error("X001", "a reference to an id that the book does not have")
DOUBLE_ID = error("X002", "an id is given twice")
UNSAFE_ID = error("X003", "an id has characters that an e-book does not allow")
NO_NAME = error("X004", "a reference without words to something that has no number")
DEAD_LINK = error("X005", "a link that leads nowhere for a reader")

_SCHEMES = ("https", "http", "mailto", "tel", "doi")

_NCNAME = re.compile(r"[A-Za-z_][\w.-]*")

Trees = list[tuple[Chapter | None, Element]]
"""Every section's tree with the chapter that it came from; designed pages come from none."""


def check_ids(trees: Trees) -> list[Diagnostic]:
    """Report ids that are given twice or that are not names (XML 1.0, NCName)."""
    found: list[Diagnostic] = []
    first: dict[str, Chapter | None] = {}
    for chapter, root in trees:
        for element in root.iter(etree.Element):
            name = element.get("id")
            if name is None:
                continue
            if not _NCNAME.fullmatch(name):
                found.append(UNSAFE_ID.at(_place(chapter, name), f"the id ‘{name}’", "use letters, digits and hyphens"))
            if name in first:
                other = _place(first[name], name)
                message = f"the id ‘{name}’ is given here and at {other}"
                found.append(DOUBLE_ID.at(_place(chapter, name, last=True), message, "rename one of the two"))
            first.setdefault(name, chapter)
    return found


def resolve_references(trees: Trees, names: Mapping[str, str], words: Mapping[str, str]) -> list[Diagnostic]:
    """Fill in the words of references. `names` says what a reference to an id prints; `words`, what ids without a number
    are called (titles).
    """
    known = {element.get("id", "") for _, root in trees for element in root.iter(etree.Element) if element.get("id")}
    found: list[Diagnostic] = []
    for chapter, root in trees:
        for link in list(root.iter("a")):
            target = link.get("href", "")
            if target.startswith("#"):
                found += _resolve(chapter, link, target[1:], known, {**words, **names})
            elif chapter is not None and target.partition(":")[0].lower() not in _SCHEMES and not _is_of_a_work(link):
                hint = "link to an id, [](#my-id), or to an address that begins with https://"
                place = chapter.places(re.escape(f"]({target}"))[0]
                found.append(DEAD_LINK.at(place, f"‘{target}’ is nothing that a reader of the book has", hint))
    return found


def _is_of_a_work(link: Element) -> bool:
    """Whether a citation made a link: to its work's entry, or to an address of the bibliography, which is checked there."""
    return any(has_class(parent, name) for parent in link.iterancestors() for name in ("entry", "citation"))


def _resolve(
    chapter: Chapter | None, link: Element, target: str, known: set[str], names: Mapping[str, str]
) -> Iterable[Diagnostic]:
    if target not in known:
        if target.startswith("ref-") and _is_of_a_work(link):
            unwrap(link)  # a book without a bibliography section: the citation stands, without a link
            return []
        near = difflib.get_close_matches(target, sorted(known), n=3)
        hint = f"the nearest ids are {', '.join(near)}" if near else "give the target an id, such as {#my-id}"
        return [UNKNOWN_ID.at(_place(chapter, target), f"there is no id ‘{target}’", hint)]
    if "page" in classes(link) and (len(link) or (link.text or "").strip()):
        hint = "write the words outside: the pledge ([](#…){.page})"
        return [
            PAGE_WITH_WORDS.at(_place(chapter, target), f"the page reference to ‘{target}’ has words of its own", hint)
        ]
    if "page" in classes(link):
        link.set("class", "pageref")
        link.set("data-page-of", target)
        return []
    if len(link) or (link.text or "").strip():
        return []
    if target not in names:
        hint = "write the words of the reference: [as shown above](#…)"
        return [NO_NAME.at(_place(chapter, target), f"‘{target}’ has no number to print", hint)]
    link.set("class", "xref")
    link.text = names[target]
    return []


def _place(chapter: Chapter | None, name: str, *, last: bool = False) -> Location:
    """Where an author wrote `#name`."""
    if chapter is None:
        return Location("manuscript/reader.toml")
    return chapter.places(rf"#{re.escape(name)}(?![\w-])|\bchapter: *{re.escape(name)}\b")[-1 if last else 0]


def folio_of(target: str) -> Element:
    """An empty element that every edition fills with the folio of the page on which `target` begins."""
    return make("span", class_="folio", data_page_of=target)
