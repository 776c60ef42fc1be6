"""The lists that the book makes of itself: contents, figures and tables."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable

from coursepack.anatomy import Kind
from coursepack.document.markup import Element, classes, has_class, make, of_class, remove, take_content, unwrap
from coursepack.document.model import Section
from coursepack.document.references import folio_of
from coursepack.labels import Labels

_SENTENCE_END = re.compile(r"(?:\w{5}|\d\d|[)\]’”])\.(?=\s+\W*[A-Z])")
"""A stop after a word too long for an abbreviation ("Dr. Li", "J. V. Stalin"), before a capital: rather too much than half."""


def fill_contents(root: Element, sections: Iterable[Section]) -> None:
    """Fill the `.contents` div with a list of the book's sections, chapters below their parts."""
    for div in _divs(root, Kind.CONTENTS):
        div.tag = "nav"
        outer = make("ol")
        div.append(outer)
        target = outer
        for section in sections:
            if not section.level:
                continue
            if section.level == 1:
                target = outer
            item = _entry(section.id, _title_of(section), section.kind)
            target.append(item)
            if section.kind is Kind.PART:
                target = make("ol")
                item.append(target)


def fill_illustrations(root: Element, sections: Iterable[Section], labels: Labels) -> None:
    """Fill the `.illustrations` div with the lists of figures and of tables, by their captions."""
    sections = list(sections)
    for div in _divs(root, Kind.ILLUSTRATIONS):
        for tag, caption_tag, heading in (("figure", "figcaption", "figures"), ("table", "caption", "tables")):
            entries = [entry for section in sections for entry in _captions(section.root, tag, caption_tag)]
            if entries:
                div.append(make("h2", labels.word(heading)))
                listed = make("ol", class_=heading)
                listed.extend(entries)
                div.append(listed)


def _divs(root: Element, kind: Kind) -> list[Element]:
    return [div for div in root.iter("div") if has_class(div, kind)]


def _captions(root: Element, tag: str, caption_tag: str) -> list[Element]:
    entries = []
    for element in root.iter(tag):
        caption = element.find(caption_tag)
        if caption is not None and any(has_class(span, "label") for span in caption.iter("span")):
            entries.append(_entry(element.get("id", ""), _first_sentence(_words(caption)), tag))
    return entries


def _entry(target: str, title: Element, name: str) -> Element:
    item = make("li", class_=str(name))
    link = make("a", href=f"#{target}")
    take_content(link, title)
    link.tail = " "
    item.append(link)
    item.append(folio_of(target))
    return item


def _title_of(section: Section) -> Element:
    """The words of a section's heading, with its number."""
    heading = section.root.find(".//h1")
    title = _words(heading) if heading is not None else make("span", section.title)
    if section.number:
        number = make("span", section.number, class_="number")
        number.tail = f" {title.text or ''}"
        title.text = None
        title.insert(0, number)
    return title


def _words(element: Element) -> Element:
    """A copy of an element's content for a list: without notes, ids, links and index marks."""
    words = copy.deepcopy(element)
    words.tail = None
    for call in list(of_class(words, "noteref")):
        remove(call)
    for child in list(words.iter("a", "span", "p", "dfn")):
        child.attrib.pop("id", None)
        child.attrib.pop("data-entry", None)
        if child is not words and (child.tag in ("a", "p", "dfn") or {"index", "citation"} & set(classes(child))):
            unwrap(child)
    return words


def _first_sentence(caption: Element) -> Element:
    """Only the first sentence of a caption; a list needs no more."""
    total = "".join(caption.itertext())
    label_end = len(next(iter(of_class(caption, "label"))).text or "")
    end = _SENTENCE_END.search(total, label_end)
    return caption if end is None else _cut(caption, end.end())


def _cut(element: Element, length: int) -> Element:
    """Cut an element after `length` characters of text."""
    left = length

    def shorten(text: str | None) -> str | None:
        nonlocal left
        kept = (text or "")[:left]
        left -= len(kept)
        return kept or None

    def visit(node: Element) -> None:
        node.text = shorten(node.text)
        for child in list(node):
            if not left:
                node.remove(child)
                continue
            visit(child)
            child.tail = shorten(child.tail)

    visit(element)
    return element
