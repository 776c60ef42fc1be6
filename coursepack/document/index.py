"""The index: marks in the text → headings and sub-headings in the order of the alphabet, each with its places.

Where a place is printed is not known here: every heading holds the ids of its marks, and each edition makes locators of them
(`coursepack.editions.locators`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from coursepack.anatomy import Kind
from coursepack.diagnostics import Diagnostic, Location, error, warning
from coursepack.document.markup import Element, has_class, make, of_class, text_of
from coursepack.document.model import Section
from coursepack.labels import Labels

OPEN_RANGE = error("X010", "an index range is not closed, or was never opened")
DEAD_REFERENCE = warning("X011", "the index refers to a heading that it does not have")


@dataclass(slots=True)
class Heading:
    """One heading of the index. `marks`: ids in document order; "ix-3~ix-9" is a range, a final "*" a principal reference."""

    words: str
    marks: list[str] = field(default_factory=list)
    see: list[str] = field(default_factory=list)
    see_also: list[str] = field(default_factory=list)
    below: dict[str, Heading] = field(default_factory=dict)


def make_index(sections: Iterable[Section], labels: Labels) -> list[Diagnostic]:
    """Fill the `.index` div of the index section, if the book has one."""
    sections = list(sections)
    top, problems = _collect(sections)
    problems += _dead_references(top, sections)
    for section in sections:
        if section.kind is Kind.INDEX:
            for div in section.root.iter("div"):
                if has_class(div, Kind.INDEX):
                    div.append(_written(top, labels))
    return problems


def _collect(sections: list[Section]) -> tuple[dict[str, Heading], list[Diagnostic]]:
    top: dict[str, Heading] = {}
    opened: dict[str, tuple[int, Section]] = {}
    problems: list[Diagnostic] = []
    for section in sections:
        for mark in _marks(section.root):
            entry, name = mark.get("data-entry", ""), mark.get("id", "")
            heading = _heading(top, entry)
            heading.see += _references(mark, "data-see")
            heading.see_also += _references(mark, "data-seealso")
            star = "*" if has_class(mark, "principal") else ""
            match mark.get("data-range"):
                case "start":
                    opened[entry] = len(heading.marks), section
                    heading.marks.append(name + star)
                case "end" if entry in opened:
                    at, _ = opened.pop(entry)
                    start = heading.marks[at]
                    heading.marks[at] = f"{start.rstrip('*')}~{name}{'*' if start.endswith('*') else star}"
                case "end":
                    problems.append(_open_range(section, entry, "ends", "has no start"))
                case _ if not mark.get("data-see") and (text_of(mark) or not mark.get("data-seealso")):
                    heading.marks.append(name + star)
    problems += [_open_range(section, entry, "starts", "has no end") for entry, (_, section) in opened.items()]
    return top, problems


def _marks(root: Element) -> Iterator[Element]:
    return (element for element in of_class(root, "index") if element.tag == "span" and element.get("data-entry"))


def _heading(top: dict[str, Heading], entry: str) -> Heading:
    """The heading of "Main!sub!subsub", made where it is new."""
    level, heading = top, Heading("")
    for words in filter(None, (part.strip() for part in entry.split("!"))):
        heading = level.setdefault(words, Heading(words))
        level = heading.below
    return heading


def _references(mark: Element, name: str) -> list[str]:
    return [part.strip() for part in mark.get(name, "").split(";") if part.strip()]


def _open_range(section: Section, entry: str, verb: str, lacks: str) -> Diagnostic:
    place = Location(section.source.file)
    return OPEN_RANGE.at(place, f"the index range ‘{entry}’ that {verb} here {lacks}", "give range=start and range=end")


def _dead_references(top: dict[str, Heading], sections: list[Section]) -> list[Diagnostic]:
    known = set(_paths(top, ""))
    place = next((section.source for section in sections if section.kind is Kind.INDEX), Location("manuscript"))
    return [
        DEAD_REFERENCE.at(
            place, f"‘{heading.words}’ refers to ‘{target}’, which the index does not have", "correct the name"
        )
        for heading in _all(top)
        for target in (*heading.see, *heading.see_also)
        if target.replace(", ", "!", 1) not in known and target not in known
    ]


def _paths(level: dict[str, Heading], above: str) -> Iterator[str]:
    for heading in level.values():
        yield above + heading.words
        yield from _paths(heading.below, f"{above}{heading.words}!")


def _all(level: dict[str, Heading]) -> Iterator[Heading]:
    for heading in level.values():
        yield heading
        yield from _all(heading.below)


def sort_key(words: str) -> tuple[str, str]:
    """Letter by letter, without accents, case and punctuation (ISO 999, 8.2)."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", words) if not unicodedata.combining(char))
    return re.sub(r"[^\w]", "", plain).casefold(), words


def _written(level: dict[str, Heading], labels: Labels) -> Element:
    listed = make("ul")
    for heading in sorted(level.values(), key=lambda heading: sort_key(heading.words)):
        item = make("li")
        item.append(make("span", heading.words, class_="heading"))
        if heading.marks:
            item.append(make("span", class_="locators", data_page_of=" ".join(heading.marks)))
        for word, targets in (("see", heading.see), ("see-also", heading.see_also)):
            if targets:
                item.append(_reference(labels.word(word), targets))
        if heading.below:
            item.append(_written(heading.below, labels))
        listed.append(item)
    return listed


def _reference(word: str, targets: list[str]) -> Element:
    span = make("span", ". ", class_="see")
    said = make("em", word)
    said.tail = f" {'; '.join(sorted(set(targets), key=sort_key))}"
    span.append(said)
    return span
