"""Terms and abbreviations in the text, linked to where the glossary and the list of abbreviations explain them.

An author marks a term, `[work points]{.term}`, and it is found by its words or its other forms. Abbreviations of capitals (CIA)
are found without a mark. The first of each in a chapter (or in the book) is set off; further marks are links alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coursepack.anatomy import Kind
from coursepack.config import Terms
from coursepack.diagnostics import Diagnostic, error
from coursepack.document.ast import Blocks, Inlines, Node, attributes, link, span, walk
from coursepack.document.chapters import Chapter
from coursepack.document.lists.definitions import Definition
from coursepack.document.markup_checks import words_of
from coursepack.sources.records import nearest

UNKNOWN_TERM = error("D020", "a marked term is in no list")

TERM = "term"
_SKIPPED = ("Header", "Cite", "Link", "Note", "Code", "CodeBlock", "Math", "Image", "Figure", "Table")
"""Where no abbreviation is looked for: titles, links, what is quoted letter by letter, captions, notes."""
_UNLINKABLE = ("Link", "Note", "Cite")
_OF_TEXT = (Kind.PRELIM, Kind.INTRODUCTION, Kind.PART, Kind.CHAPTER, Kind.APPENDIX)
"""Kinds of section in whose text abbreviations are looked for."""
_CAPITALS = re.compile(r"[^\W\d_]*[A-Z].*[A-Z].*")
_QUOTES = "‘’“”'\"«»„‚"


@dataclass(slots=True)
class _Marker:
    by_words: Mapping[str, Definition]
    by_chapter: bool
    automatic: Mapping[str, Definition]
    """Abbreviations that need no mark, by each of their forms."""
    seen: set[str] = field(default_factory=set)
    problems: list[Diagnostic] = field(default_factory=list)

    def mark(self, chapter: Chapter) -> Chapter:
        """Link the terms of one chapter."""
        if self.by_chapter:
            self.seen = set()
        explicit = {item.id for node in _terms(chapter.blocks) if (item := self.by_words.get(_said(node))) is not None}
        blocks = self._rewritten(chapter.blocks, chapter)
        if chapter.kind in _OF_TEXT and self.automatic:
            self.seen |= explicit
            blocks = self._found(blocks)
        return chapter.with_blocks(blocks)

    def _rewritten(self, value: Any, chapter: Chapter) -> Any:
        """Copy a tree with its marks linked."""
        if isinstance(value, list):
            return [self._rewritten(item, chapter) for item in value]
        if not isinstance(value, dict) or "c" not in value:
            return value
        inner = {**value, "c": self._rewritten(value["c"], chapter)}
        return self._linked(inner, chapter) if _is_term(value) else inner

    def _linked(self, node: Node, chapter: Chapter) -> Node:
        item = self.by_words.get(_said(node))
        if item is None:
            self.problems.append(self._unknown(node, chapter))
            return node
        content = node["c"][1]
        if any(inner["t"] in _UNLINKABLE for inner in walk(content)):
            return node
        if item.id in self.seen:
            return link(f"#{item.id}", content, TERM)
        self.seen.add(item.id)
        return {"t": "Span", "c": [node["c"][0], [link(f"#{item.id}", content)]]}

    def _unknown(self, node: Node, chapter: Chapter) -> Diagnostic:
        words, entry = words_of(node["c"][1]), attributes(node)[2].get("entry", "")
        place = chapter.source.locate(rf"\.term\b[^}}\n]*entry=[\"']?{re.escape(entry)}") if entry else None
        if place is None or not place.line:
            place = chapter.source.locate(rf"{re.escape(words)}\W{{0,4}}\]\{{[^}}\n]*\.term\b")
        if not place.line:
            place = chapter.source.locate_words(words)
        hint = nearest(_said(node), list(self.by_words)) or 'add it to the glossary, or give entry="the term as listed"'
        return UNKNOWN_TERM.at(place, f"‘{entry or words}’ is in no list of the book", hint)

    def _found(self, value: Any) -> Any:
        """Copy a tree with the first use of each abbreviation marked."""
        if isinstance(value, dict):
            if value.get("t") in _SKIPPED or _is_term(value) or "c" not in value:
                return value
            return {**value, "c": self._found(value["c"])}
        if not isinstance(value, list):
            return value
        return [part for item in value for part in self._parts(item)]

    def _parts(self, item: Any) -> list[Any]:
        if not (isinstance(item, dict) and item.get("t") == "Str"):
            return [self._found(item)]
        for form, found in self.automatic.items():
            match = re.search(rf"(?<![\w-]){re.escape(form)}(?![\w-])", item["c"])
            if match and found.id not in self.seen:
                self.seen.add(found.id)
                before, after = item["c"][: match.start()], item["c"][match.end() :]
                marked = span(TERM, [link(f"#{found.id}", [{"t": "Str", "c": form}])])
                return [*self._rest(before), marked, *self._rest(after)]
        return [item]

    def _rest(self, words: str) -> Inlines:
        return self._parts({"t": "Str", "c": words}) if words else []


def mark_terms(
    chapters: Sequence[Chapter], terms: Sequence[Definition], config: Terms
) -> tuple[list[Chapter], list[Diagnostic]]:
    """Link the terms of all chapters. A book without a glossary and a list of abbreviations is left as it is."""
    if not terms:
        return list(chapters), []
    by_words: dict[str, Definition] = {}
    for item in terms:
        for form in (item.words, *item.forms):
            by_words.setdefault(_key(form), item)
    automatic = {form: item for item in terms for form in (item.words, *item.forms) if _is_abbreviation(item, form)}
    marker = _Marker(by_words, config.first == "chapter", automatic if config.abbreviations else {})
    return [marker.mark(chapter) for chapter in chapters], marker.problems


def _is_abbreviation(item: Definition, form: str) -> bool:
    """Whether words are sure to be an abbreviation wherever they stand: two capitals or more, no spaces."""
    return item.abbreviates and " " not in form and _CAPITALS.fullmatch(form) is not None


def _terms(blocks: Blocks) -> Iterator[Node]:
    return (node for node in walk(blocks) if _is_term(node))


def _is_term(node: Node) -> bool:
    return node.get("t") == "Span" and TERM in attributes(node)[1]


def _said(node: Node) -> str:
    """What a mark names: its entry, or its words."""
    return _key(attributes(node)[2].get("entry", "") or words_of(node["c"][1]))


def _key(words: str) -> str:
    """Words without quotation marks, in small letters, for comparing."""
    plain = words.translate({ord("’"): "'", ord("‘"): "'"})
    return " ".join(plain.strip(_QUOTES + " ").split()).casefold()
