"""Where the entries of cited works stand: one list for the book, divided or whole, and a list for each chapter if wanted.

In: chapters with their citations in place, citeproc's entries in the style's order, the cited works. Out: the chapters with
their lists filled in, and every link of a citation leading to an entry that is there. No entry is left out of a divided list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from coursepack.anatomy import Kind
from coursepack.config import Citations, Division
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.ast import Blocks, Inlines, Node, rewrite_inlines
from coursepack.document.chapters import Chapter
from coursepack.document.citation_places import entry_blocks
from coursepack.document.citations import CslItem, Resolved, entry_anchor
from coursepack.document.tree import Tree

UNDIVIDED = error("K012", "A cited work belongs to no division of the bibliography")

IN_CHAPTER = "__"
"""Between the anchor of an entry and the chapter whose list it stands in; never part of an anchor itself."""


def place_bibliographies(
    chapters: Sequence[Chapter],
    resolved: Resolved,
    items: Mapping[str, CslItem],
    settings: Citations,
    heading: str,
    named_at: Location,
) -> tuple[list[Chapter], list[Diagnostic]]:
    """Fill every empty `bibliography` div, and end each chapter that cites with a list under `heading` if the settings ask.

    `items` are the cited works as they were exported; `named_at` is where the settings are written.
    """
    divisions, problems = _divide(resolved, items, settings.divide, named_at)
    whole = any(_has_place(chapter) for chapter in chapters)
    placed = []
    for chapter in chapters:
        keys = _cited(chapter) if settings.in_chapters and chapter.kind is not Kind.BIBLIOGRAPHY else set()
        linked = chapter if whole else _relinked(chapter, keys)
        filled = _filled(linked, divisions, resolved)
        placed.append(_with_list(filled, resolved, keys, heading) if keys else filled)
    return placed, problems


def _divide(
    resolved: Resolved, items: Mapping[str, CslItem], wanted: Sequence[Division], named_at: Location
) -> tuple[list[tuple[str, set[str]]], list[Diagnostic]]:
    """The titles of the divisions with the keys of their works, each work in the first division that takes it."""
    divisions: list[tuple[str, set[str]]] = [(division.title, set()) for division in wanted]
    problems = []
    for key, _ in resolved.entries if wanted else ():
        into = next((keys for (_, keys), one in zip(divisions, wanted, strict=True) if _takes(one, items[key])), None)
        if into is not None:
            into.add(key)
            continue
        hint = "Give it a keyword, or end the divisions with one that has a title only: it takes all the rest."
        problems.append(UNDIVIDED.at(named_at, f"‘{key}’ belongs to no division of the bibliography", hint))
    return [(title, keys) for title, keys in divisions if keys], problems


def _takes(division: Division, item: CslItem) -> bool:
    """Whether a work has what a division asks for; one that asks for nothing takes every work."""
    keywords = {word.strip().casefold() for word in str(item.get("keyword", "")).replace(";", ",").split(",")}
    language = str(item.get("language", "")).casefold()
    return (
        (not division.keyword or division.keyword.casefold() in keywords)
        and (not division.type or division.type == item.get("type"))
        and (not division.language or language.split("-")[0] == division.language.casefold())
    )


def _has_place(chapter: Chapter) -> bool:
    return Kind.BIBLIOGRAPHY in chapter.tree.classes and any(_is_place(block) for block in chapter.blocks)


def _is_place(block: Node) -> bool:
    return block["t"] == "Div" and Kind.BIBLIOGRAPHY in block["c"][0][1] and not block["c"][1]


def _filled(chapter: Chapter, divisions: Sequence[tuple[str, set[str]]], resolved: Resolved) -> Chapter:
    if not _has_place(chapter):
        return chapter
    blocks: Blocks = []
    for block in chapter.blocks:
        if not _is_place(block):
            blocks.append(block)
        elif divisions:
            for number, (title, keys) in enumerate(divisions, 1):
                blocks += [_heading(f"{chapter.id}-{number}", title), _list(resolved, keys)]
        else:
            blocks.append(_list(resolved, None))
    return chapter.with_blocks(blocks)


def _with_list(chapter: Chapter, resolved: Resolved, keys: set[str], heading: str) -> Chapter:
    blocks = [_heading(f"{chapter.id}-bibliography", heading), _list(resolved, keys, f"{IN_CHAPTER}{chapter.id}")]
    return chapter.with_blocks([*chapter.blocks, *blocks])


def _heading(identifier: str, title: str) -> Node:
    words: Inlines = [{"t": "Str", "c": title}]
    return {"t": "Header", "c": [2, [identifier, ["unnumbered"], []], words]}


def _list(resolved: Resolved, keys: set[str] | None, suffix: str = "") -> Node:
    entries = [(key, blocks) for key, blocks in resolved.entries if keys is None or key in keys]
    return {"t": "Div", "c": [["", [Kind.BIBLIOGRAPHY], []], entry_blocks(entries, suffix)]}


def _cited(chapter: Chapter) -> set[str]:
    return {citation["citationId"] for cite in chapter.cites for citation in cite["c"][0]}


def _relinked(chapter: Chapter, keys: set[str]) -> Chapter:
    """Lead the links of citations to the chapter's own list, or nowhere if it has none."""
    anchors = {f"#{entry_anchor(key)}" for key in _cited(chapter)}

    def relink(inlines: Inlines) -> Inlines:
        return [_led(node, anchors, chapter.id if keys else "") for node in inlines]

    tree = Tree(rewrite_inlines(chapter.title, relink), rewrite_inlines(chapter.blocks, relink))
    return replace(chapter, tree=tree)


def _led(node: Node, anchors: set[str], chapter: str) -> Node:
    if node["t"] != "Link" or node["c"][2][0] not in anchors:
        return node
    attributes, inlines, (target, title) = node["c"]
    if not chapter:
        return {"t": "Span", "c": [attributes, inlines]}
    return {"t": "Link", "c": [attributes, inlines, [f"{target}{IN_CHAPTER}{chapter}", title]]}
