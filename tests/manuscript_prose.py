"""The sample reader's text as plain prose, taken from pandoc's tree: what its tests read.

Left out: code, citations with their locators, addresses, and what is marked as another language. A cross-reference, and an
author named by a citation, leave a stand-in, so that the sentence around them stays whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from coursepack import pandoc

ROOT = Path(__file__).parent.parent
MANUSCRIPT = ROOT / "manuscript"
LISTS = {
    "abbreviations.yaml": ("text",),
    "chronology.yaml": ("text",),
    "glossary.yaml": ("term", "text"),
    "people.yaml": ("name", "note"),
}
"""The lists that are kept as data, and their fields that are prose."""

Node = Any  # of pandoc's tree: {"t": type, "c": content}, or lists of such

_SPACES = ("Space", "SoftBreak", "LineBreak")
_SILENT = ("Code", "Math", "RawInline", "Note", "CodeBlock", "RawBlock")
_INLINE_LISTS = ("Para", "Plain", "Header")


@dataclass(frozen=True, slots=True)
class Fragment:
    """One paragraph, heading, cell, note or list entry, as plain text."""

    file: str
    text: str


@cache
def markdown_files() -> tuple[Path, ...]:
    """Every Markdown file of the manuscript."""
    return tuple(sorted(MANUSCRIPT.rglob("*.md")))


@cache
def tree(path: Path) -> Node:
    """The blocks of one file as pandoc sees them."""
    return pandoc.parse(path.read_text(encoding="utf-8"))["blocks"]


@cache
def records(name: str) -> list[dict[str, Any]]:
    """The records of one of the lists that are kept as data."""
    return list(yaml.safe_load((MANUSCRIPT / name).read_text(encoding="utf-8")))


@cache
def fragments() -> tuple[Fragment, ...]:
    """All prose of the sample reader: chapters first, then the lists."""
    found = [Fragment(_name(path), text) for path in markdown_files() for text in prose(tree(path))]
    for name in LISTS:
        found += [Fragment(name, text) for text in prose(list_tree(name))]
    return tuple(found)


@cache
def list_tree(name: str) -> Node:
    """The prose fields of a list, parsed as one text with a paragraph a field."""
    fields = (str(record[field]) for record in records(name) for field in LISTS[name])
    return pandoc.parse("\n\n".join(fields))["blocks"]


def prose(node: Node) -> Iterator[str]:
    """The paragraphs below a node of the tree, and the notes, captions and alternative texts that hang on them."""
    for part in walk(node):
        match part:
            case {"t": kind, "c": content} if kind in _INLINE_LISTS:
                yield plain(content[2] if kind == "Header" else content)
            case {"t": "LineBlock", "c": lines}:
                yield "\n".join(plain(line) for line in lines)
            case {"t": "DefinitionList", "c": entries}:
                yield from (plain(term) for term, _ in entries)
            case {"t": "Image", "c": [[_, _, pairs], _, _]}:
                yield from (value for key, value in pairs if key == "alt")
            case {"t": "Cite", "c": [citations, _]}:
                yield from filter(None, (plain(citation["citationPrefix"]) for citation in citations))


def walk(node: Node) -> Iterator[Node]:
    """Every typed node below a node, itself included, in the order of the text."""
    if isinstance(node, dict):
        if "t" in node:
            yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def plain(inlines: list[Node]) -> str:
    """A run of inline nodes as text; the space before what is left out goes with it."""
    text = ""
    for inline in inlines:
        words = _inline(inline)
        text = text + words if words or not _is_left_out(inline) else text.rstrip()
    return text.strip()


def _is_left_out(node: Node) -> bool:
    return node["t"] in ("Cite", "Code", "Math") or _is_foreign(node)


def _is_foreign(node: Node) -> bool:
    return node["t"] == "Span" and "lang" in dict(node["c"][0][2])


def _inline(node: Node) -> str:
    kind, content = node["t"], node.get("c")
    if kind in _SILENT or _is_foreign(node):
        return ""
    if kind in _SPACES:
        return " "
    match kind:
        case "Str":
            return str(content)
        case "Quoted":
            left, right = ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
            return f"{left}{plain(content[1])}{right}"
        case "Cite":
            named = any(citation["citationMode"]["t"] == "AuthorInText" for citation in content[0])
            return "Author" if named else ""
        case "Link":
            return plain(content[1]) or "Chapter 0"
        case "Span" | "Image":
            return "".join(_inline(part) for part in content[1])
    return "".join(_inline(part) for part in content)


def _name(path: Path) -> str:
    return path.relative_to(MANUSCRIPT).as_posix()
