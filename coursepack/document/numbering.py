"""Numbers that the author does not type: sections 3.1, figures and tables by chapter, index marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coursepack.anatomy import Kind
from coursepack.document.index.emphasis import with_emphasis
from coursepack.document.markup import Element, has_class, make, text_around, text_of
from coursepack.labels import Labels


@dataclass(slots=True)
class Numbering:
    """Counters that run through the book: those of sections without a number, and of index marks."""

    labels: Labels
    figures: int = 0
    tables: int = 0
    equations: int = 0
    marks: int = 0

    def number(self, root: Element, kind: Kind, chapter: str) -> Mapping[str, str]:
        """Number one section's tree; returns what a reference to each numbered element prints."""
        names: dict[str, str] = {}
        if kind is Kind.CHAPTER:
            names |= self._sections(root, chapter)
        names |= self._captions(root, "figure", "figcaption", chapter)
        names |= self._captions(root, "table", "caption", chapter)
        names |= self._equations(root, chapter)
        for mark in (element for element in root.iter("span") if has_class(element, "index")):
            self.marks += 1
            if not mark.get("id"):
                mark.set("id", f"ix-{self.marks}")
            if not mark.get("data-entry"):
                mark.set("data-entry", with_emphasis(mark))
        return names

    def _sections(self, root: Element, chapter: str) -> dict[str, str]:
        names = {}
        sections = [section for section in root.iter("section") if has_class(section, "level2")]
        numbered = [section for section in sections if not has_class(section, "unnumbered")]
        for index, section in enumerate(numbered, 1):
            number = f"{chapter}.{index}"
            _prefix(section.find("h2"), make("span", number, class_="number"))
            names[section.get("id", "")] = self.labels.word("section", number=number)
        return names

    def _equations(self, root: Element, chapter: str) -> dict[str, str]:
        """Number the formulas on lines of their own that have an id: `[$$…$$]{#eq-growth}`."""
        names = {}
        index = 0
        for span in root.iter("span"):
            [formula] = span if len(span) == 1 else [None]
            if formula is None or not span.get("id") or formula.get("display") != "block" or text_around(span).strip():
                continue
            index += 1
            number = f"{chapter}.{index}" if chapter else str(self._next("equation"))
            span.set("class", "equation")
            formula.tail = " "
            span.append(make("span", f"({number})", class_="number"))
            names[span.get("id", "")] = self.labels.word("equation", number=number)
        return names

    def _captions(self, root: Element, tag: str, caption_tag: str, chapter: str) -> dict[str, str]:
        names = {}
        index = 0
        for element in root.iter(tag):
            caption = element.find(caption_tag)
            if caption is None or not text_of(caption):
                continue
            index += 1
            label = self.labels.word(tag, number=f"{chapter}.{index}" if chapter else str(self._next(tag)))
            if not element.get("id"):
                element.set("id", f"{root.get('id')}-{tag}-{index}")
            _prefix(_first_block(caption), make("span", label, class_="label"))
            names[element.get("id", "")] = label
        return names

    def _next(self, tag: str) -> int:
        if tag == "equation":
            self.equations += 1
            return self.equations
        if tag == "figure":
            self.figures += 1
            return self.figures
        self.tables += 1
        return self.tables


def _first_block(caption: Element) -> Element:
    return caption[0] if len(caption) and caption[0].tag == "p" and not (caption.text or "").strip() else caption


def _prefix(element: Element | None, label: Element) -> None:
    """Set a label and a space before the text of an element."""
    if element is not None:
        label.tail = f" {element.text or ''}"
        element.text = None
        element.insert(0, label)
