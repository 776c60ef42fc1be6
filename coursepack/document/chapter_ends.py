"""What belongs at the end of a chapter, gathered there from wherever it is written: questions, then further reading."""

from __future__ import annotations

import copy

from coursepack.document.ast import Blocks, Node, attributes, div
from coursepack.document.chapters import Chapter

ENDS = ("questions", "further-reading")
"""Classes of the divs, in the order in which they close a chapter."""

_LISTS = ("OrderedList", "BulletList")


def gather_ends(chapter: Chapter) -> Chapter:
    """Move the questions and the further reading of a chapter to its end; several divs of one kind become one."""
    if not chapter.tree.classes & set(ENDS):
        return chapter
    found: dict[str, list[Node]] = {name: [] for name in ENDS}
    body = _without_ends(chapter.blocks, found)
    ends = [_joined(name, divs) for name, divs in found.items() if divs]
    return chapter.with_blocks([*body, *ends]) if ends else chapter


def _without_ends(blocks: Blocks, found: dict[str, list[Node]]) -> Blocks:
    kept: Blocks = []
    for block in blocks:
        if block["t"] != "Div":
            kept.append(block)
        elif name := next((name for name in ENDS if name in attributes(block)[1]), ""):
            found[name].append(block)
        else:
            kept.append({"t": "Div", "c": [block["c"][0], _without_ends(block["c"][1], found)]})
    return kept


def _joined(name: str, divs: list[Node]) -> Node:
    """One div of several; lists that follow each other become one, so that its numbers run on."""
    if len(divs) == 1:
        return divs[0]
    blocks: Blocks = []
    for block in (block for part in divs for block in part["c"][1]):
        before = blocks[-1] if blocks else None
        if before and block["t"] in _LISTS and before["t"] == block["t"]:
            blocks[-1] = copy.deepcopy(before)
            blocks[-1]["c"] = _with_items(before, block)
        else:
            blocks.append(block)
    identifier = next((attributes(part)[0] for part in divs if attributes(part)[0]), "")
    return div(name, blocks, identifier)


def _with_items(first: Node, second: Node) -> list[object]:
    """The content of a list with the items of another added."""
    if first["t"] == "BulletList":
        return [*first["c"], *second["c"]]
    return [first["c"][0], [*first["c"][1], *second["c"][1]]]
