"""The pages of the originals: marks in excerpts get ids, and citations of these pages link to them.

In: chapters with citations in their places. An excerpt is a div that names its work, `::: {.excerpt source=zagoria1961}`, with
marks where a page of the original begins, `[p. 57]{.source-page}`. Out: the same chapters; every mark in an excerpt has an id
(`zagoria1961-p57`), and the number of a cited page that an excerpt holds leads to its mark.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coursepack.diagnostics import Diagnostic, error, warning
from coursepack.document.ast import Blocks, Inlines, Node, attributes, rewrite_inlines, text_of, walk
from coursepack.document.chapters import Chapter
from coursepack.document.citations import entry_anchor

UNKNOWN_WORK = error("X020", "an excerpt names a work that the book does not cite")
NO_PAGE = error("X021", "the mark of an original page has no number")
DESCENDING = warning("X022", "the original pages of an excerpt do not follow each other")

EXCERPT, MARK = "excerpt", "source-page"

_NUMBER = re.compile(r"(?<![\w])(\d{1,9}|[ivxlcdm]+)(?![\w])")
_FIRST_PAGE = re.compile(r"^[,\s{]*(?:pp?\.|S\.|at)?\s*(\d{1,9}|[ivxlcdm]+)(?:\s*(?:[-–—]+)\s*(\d{1,9}))?(?![\w])")


@dataclass(frozen=True, slots=True)
class _Pages:
    """The marked pages of one work: page → id of its mark."""

    ids: dict[str, str]

    def cited(self, suffix: str) -> tuple[str, str] | None:
        """The number that a locator prints first, and the mark that it leads to; `None` where no excerpt holds the page."""
        match = _FIRST_PAGE.match(suffix)
        if match is None:
            return None
        first, last = match[1], match[2] or ""
        if first in self.ids:
            return first, self.ids[first]
        if first.isdecimal() and last:
            end = int(first[: max(len(first) - len(last), 0)] + last)
            held = [page for page in self.ids if page.isdecimal() and int(first) <= int(page) <= end]
            return (first, self.ids[min(held, key=int)]) if held else None
        return None


def link_source_pages(chapters: Sequence[Chapter], cited: Collection[str]) -> tuple[list[Chapter], list[Diagnostic]]:
    """Name the marks of all excerpts, and link the citations of their pages; `cited`: keys of the works of the book."""
    pages: dict[str, _Pages] = {}
    problems: list[Diagnostic] = []
    named = []
    for chapter in chapters:
        if not chapter.tree.classes & {EXCERPT, MARK}:
            named.append(chapter)
            continue
        named.append(chapter.with_blocks(copy.deepcopy(chapter.blocks)))
        problems += _name_marks(named[-1], cited, pages)
    return [_with_links(chapter, pages) for chapter in named], problems


def _with_links(chapter: Chapter, pages: Mapping[str, _Pages]) -> Chapter:
    """The chapter with the pages that it cites linked."""
    keys = {citation["citationId"] for cite in chapter.cites for citation in cite["c"][0]}
    return chapter.with_blocks(_linked(chapter.blocks, pages)) if keys & pages.keys() else chapter


def _name_marks(chapter: Chapter, cited: Collection[str], pages: dict[str, _Pages]) -> Iterator[Diagnostic]:
    """Give the marks of a chapter's excerpts their ids; changes the tree in place."""
    yield from _check_numbers(chapter)
    for excerpt in walk(chapter.blocks):
        key = _work(excerpt)
        if key is None:
            continue
        if key not in cited:
            place = chapter.places(rf"source=[\"']?{re.escape(key)}")[0]
            yield UNKNOWN_WORK.at(
                place, f"no citation names the work ‘{key}’ of this excerpt", "cite it, or correct the key"
            )
        before = 0
        for mark, page in _marks(excerpt):
            known = pages.setdefault(key, _Pages({}))
            identifier = mark["c"][0][0] or f"{entry_anchor(key).removeprefix('ref-')}-p{page}"
            if page not in known.ids:
                mark["c"][0][0] = known.ids[page] = identifier
            if page.isdecimal() and int(page) <= before:
                place = chapter.places(rf"\[[^\]]*\b{page}\b[^\]]*\]\{{[^}}]*\.{MARK}")[-1]
                yield DESCENDING.at(place, f"page {page} stands after page {before}", "correct the number")
            before = int(page) if page.isdecimal() else before


def _check_numbers(chapter: Chapter) -> Iterator[Diagnostic]:
    for node in walk(chapter.blocks):
        if _is_mark(node) and not _NUMBER.search(text_of(node["c"][1])):
            place = chapter.places(rf"\{{[^{{}}]*\.{MARK}")[0]
            message = f"‘{text_of(node['c'][1])}’ names no page"
            yield NO_PAGE.at(place, message, f"write, for example, [p. 57]{{.{MARK}}}")


def _work(node: Node) -> str | None:
    if node["t"] != "Div":
        return None
    _, classes, pairs = attributes(node)
    return pairs.get("source") if EXCERPT in classes else None


def _marks(excerpt: Node) -> Iterator[tuple[Node, str]]:
    for node in walk(excerpt["c"][1]):
        found = _NUMBER.findall(text_of(node["c"][1])) if _is_mark(node) else []
        if found:
            yield node, found[-1]


def _is_mark(node: Node) -> bool:
    return node["t"] == "Span" and MARK in attributes(node)[1]


def _linked(blocks: Blocks, pages: Mapping[str, _Pages]) -> Any:
    def link(inlines: Inlines) -> Inlines:
        return [_linked_cite(node, pages) if node["t"] == "Cite" else node for node in inlines]

    return rewrite_inlines(blocks, link)


def _linked_cite(cite: Node, pages: Mapping[str, _Pages]) -> Node:
    citations, inlines = cite["c"]
    for citation in citations:
        known = pages.get(citation["citationId"])
        found = known.cited(text_of(citation["citationSuffix"])) if known else None
        if found:
            inlines = _with_link(inlines, *found)
    return {"t": "Cite", "c": [citations, inlines]}


def _with_link(inlines: Inlines, page: str, target: str) -> Inlines:
    """Link the last place where a number stands in the run of the words; a link to the work's entry ends before it."""
    for at in range(len(inlines) - 1, -1, -1):
        new = _node_with_link(inlines[at], page, target)
        if new is not None:
            return [*inlines[:at], *new, *inlines[at + 1 :]]
    return inlines


def _node_with_link(node: Node, page: str, target: str) -> Inlines | None:
    """What stands for a node once a number in it is linked; `None` where it does not hold the number."""
    if node["t"] == "Str":
        return _split(node["c"], page, target)
    if node["t"] not in ("Span", "Link"):
        return None
    inner = _with_link(node["c"][1], page, target)
    if inner is node["c"][1]:
        return None
    if node["t"] == "Span":
        return [{"t": "Span", "c": [node["c"][0], inner]}]
    at = next(at for at, child in enumerate(inner) if child["t"] == "Link")
    return [{"t": "Link", "c": [node["c"][0], inner[:at], node["c"][2]]}, *inner[at:]]


def _split(text: str, page: str, target: str) -> Inlines | None:
    matches = list(re.finditer(rf"(?<!\w){page}(?!\w)", text))
    if not matches:
        return None
    start, end = matches[-1].span()
    link = {"t": "Link", "c": [["", [], []], [{"t": "Str", "c": page}], [f"#{target}", ""]]}
    before, after = ({"t": "Str", "c": part} if part else None for part in (text[:start], text[end:]))
    return [part for part in (before, link, after) if part is not None]
