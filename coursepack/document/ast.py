"""Walking pandoc's document tree as JSON: a node is `{"t": type, "c": content}`, lists hold nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Node = dict[str, Any]
Inlines = list[Node]
Blocks = list[Node]

_INLINE = frozenset(
    "Str Emph Underline Strong Strikeout Superscript Subscript SmallCaps Quoted Cite Code Space SoftBreak LineBreak Math "
    "RawInline Link Image Note Span".split()
)


_WORDS = frozenset(("Str", "Space", "SoftBreak", "LineBreak"))
"""Forty-nine of fifty nodes of a chapter."""


def walk(value: Any) -> Iterator[Node]:
    """Every node below `value` but words and the spaces between them, parents first, in document order."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if "t" in item:
                yield item
            item = item.get("c")
        if isinstance(item, list):
            waiting.extend(
                [
                    child
                    for child in reversed(item)
                    if (child.get("t") not in _WORDS if type(child) is dict else type(child) is list)
                ]
            )
        elif isinstance(item, dict):
            waiting.append(item)


def layers(value: Any) -> Iterator[list[Any]]:
    """All that a tree is made of, level by level: nodes, lists and strings."""
    level = [value]
    while level:
        yield level
        level = [
            child
            for item in level
            if type(item) is dict or type(item) is list
            for child in (item.values() if type(item) is dict else item)
        ]


def rewrite_inlines(value: Any, rewrite: Callable[[Inlines], Inlines]) -> Any:
    """A tree with `rewrite` applied to every list of inlines, the inner ones first; `value` itself stays as it is.

    Nodes that hold no others, such as words, are those of `value`.
    """
    if isinstance(value, dict):
        content = value.get("c")
        return {**value, "c": rewrite_inlines(content, rewrite)} if isinstance(content, (list, dict)) else value
    if not isinstance(value, list):
        return value
    copied = []
    for item in value:
        inner = item.get("c") if isinstance(item, dict) else item
        copied.append(rewrite_inlines(item, rewrite) if isinstance(inner, (list, dict)) else item)
    return (
        rewrite(copied) if copied and _is_inline(copied[0]) else copied
    )  # no list of pandoc's mixes inlines with others


def _is_inline(item: Any) -> bool:
    return isinstance(item, dict) and item.get("t") in _INLINE


def text_of(value: Any) -> str:
    """The plain text of inlines or blocks, notes left out."""
    if isinstance(value, list):
        return "".join(text_of(item) for item in value)
    if not isinstance(value, dict) or value.get("t") == "Note":
        return ""
    match value["t"]:
        case "Str":
            return str(value["c"])
        case "Space" | "SoftBreak" | "LineBreak":
            return " "
        case "Code" | "Math":
            return str(value["c"][1])
        case "Quoted":
            opening, closing = "‘’" if value["c"][0]["t"] == "SingleQuote" else "“”"
            return f"{opening}{text_of(value['c'][1])}{closing}"
        case "Cite" | "Span" | "Link" | "Image":
            return text_of(value["c"][1])
    return text_of(value.get("c"))


def attributes(node: Node) -> tuple[str, list[str], dict[str, str]]:
    """Id, classes and key–value pairs of a node that has them (Div, Span, Header, Link …)."""
    triple = next(part for part in node["c"] if _is_attribute(part)) if node["t"] != "Table" else node["c"][0]
    identifier, classes, pairs = triple
    return identifier, classes, dict(pairs)


def _is_attribute(part: Any) -> bool:
    return isinstance(part, list) and len(part) == 3 and isinstance(part[0], str) and isinstance(part[1], list)


def typed(words: str) -> Inlines:
    """Plain words as inlines."""
    parts: Inlines = []
    for word in words.split(" "):
        parts += [{"t": "Str", "c": word}, {"t": "Space"}] if word else []
    return parts[:-1]


def paragraph(inlines: Inlines) -> Node:
    """A paragraph."""
    return {"t": "Para", "c": inlines}


def div(name: str, blocks: Blocks, identifier: str = "") -> Node:
    """A block division of a class."""
    return {"t": "Div", "c": [[identifier, [name] if name else [], []], blocks]}


def span(name: str, inlines: Inlines, identifier: str = "", **pairs: str) -> Node:
    """A run of words of a class."""
    return {"t": "Span", "c": [[identifier, [name] if name else [], list(map(list, pairs.items()))], inlines]}


def link(target: str, inlines: Inlines, name: str = "") -> Node:
    """A link; without words it prints what its target is called."""
    return {"t": "Link", "c": [["", [name] if name else [], []], inlines, [target, ""]]}
