"""Markdown → pandoc's tree: bounded in depth, and what coursepack does not take reported with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from coursepack import pandoc
from coursepack.diagnostics import Diagnostic, error
from coursepack.document.ast import Blocks, Inlines, Node, layers, rewrite_inlines, walk
from coursepack.document.depth import brackets_too_deep, costliest_paragraph, tree_too_deep
from coursepack.document.formula_checks import overgrown_formulas
from coursepack.document.image_checks import check_images
from coursepack.document.markup_checks import check_markup
from coursepack.document.table_checks import overgrown_tables
from coursepack.errors import ToolFailed
from coursepack.labels import ENGLISH_QUOTES, Quotes
from coursepack.sources.files import CONTROL, CONTROL_CHARACTER, SourceFile

RAW_MARKUP = error("M012", "raw HTML in a chapter")
UNREADABLE = error("M014", "pandoc cannot read a chapter")

_Parse = Callable[[Sequence[str]], list[Blocks]]
"""Texts → the blocks of each."""


def read_markdown(
    source: SourceFile, markdown: str, quotes: Quotes = ENGLISH_QUOTES
) -> tuple[Blocks | None, list[Diagnostic]]:
    """Parse Markdown that stands in `source`, with straight quotation marks made into `quotes`; `None` if it cannot be parsed."""
    parts, problems = _read(source, quotes, [markdown], _parse_one)
    return (parts[0] if parts else None), problems


def read_fragments(
    source: SourceFile, texts: Sequence[str], quotes: Quotes = ENGLISH_QUOTES
) -> tuple[list[Blocks], list[Diagnostic]]:
    """Parse texts that stand apart in `source`, each as if it were alone; all are empty where one cannot be parsed."""
    parts, problems = _read(source, quotes, texts, pandoc.parse_fragments)
    return parts or [[] for _ in texts], problems


def _parse_one(texts: Sequence[str]) -> list[Blocks]:
    return [pandoc.parse(text)["blocks"] for text in texts]


def _read(
    source: SourceFile, quotes: Quotes, texts: Sequence[str], parse: _Parse
) -> tuple[list[Blocks], list[Diagnostic]]:
    try:
        return _checked(source, quotes, texts, parse)
    except ToolFailed as fault:
        return [], [_unreadable(source, fault)]


def _unreadable(source: SourceFile, fault: ToolFailed) -> Diagnostic:
    hint = (
        "this paragraph has the most brackets and other signs of the file: look for some that were never closed, or stand in"
        " long rows"
    )
    return UNREADABLE.at(costliest_paragraph(source), str(fault).splitlines()[0], hint)


def _checked(
    source: SourceFile, quotes: Quotes, texts: Sequence[str], parse: _Parse
) -> tuple[list[Blocks], list[Diagnostic]]:
    if deep := brackets_too_deep(source, texts):
        return [], [deep]
    parts = parse(texts)
    levels = list(layers(parts))
    if deep := tree_too_deep(source, levels):
        return [], [deep]
    nodes = list(walk(parts))
    if overgrown := [*overgrown_formulas(source, nodes), *overgrown_tables(source, nodes)]:
        return [], overgrown
    problems = _refuse_raw(source, nodes)
    strings = "".join([item for level in levels for item in level if type(item) is str])
    if unclean := CONTROL.search(strings):
        problems += _report_controls(source, parts)
    if quotes != ENGLISH_QUOTES:
        parts = [rewrite_inlines(part, partial(_quoted, quotes)) for part in parts]
    if unclean or "RawInline" in strings or "RawBlock" in strings:
        parts = [_plain(part) for part in parts]
    nodes = list(walk(parts))
    problems += [*check_markup(source, nodes), *check_images(source, nodes)]
    _set_paragraphs(nodes)
    return parts, problems


def _quoted(quotes: Quotes, inlines: Inlines) -> Inlines:
    """Set the marks of the book's language around words that were typed in straight ones."""
    out: Inlines = []
    for node in inlines:
        if node["t"] != "Quoted":
            out.append(node)
            continue
        first = 2 if node["c"][0]["t"] == "SingleQuote" else 0
        out += [{"t": "Str", "c": quotes[first]}, *node["c"][1], {"t": "Str", "c": quotes[first + 1]}]
    return out


def _report_controls(source: SourceFile, parts: list[Blocks]) -> list[Diagnostic]:
    """Control characters that were written as entities (`&#7;`), which read_text cannot see."""
    found = dict.fromkeys(match[0] for text in _texts(parts) for match in CONTROL.finditer(text))
    return [
        CONTROL_CHARACTER.at(
            source.locate(rf"(?i)&#(0*{ord(char)}|x0*{ord(char):x});"), f"control character {_name(char)}"
        )
        for char in found
    ]


def _texts(value: Any) -> Iterator[str]:
    """Words and code, in document order."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        content = value.get("c")
        if isinstance(content, str):
            yield content
        elif value.get("t") in ("Code", "CodeBlock"):
            yield value["c"][1]
        else:
            yield from _texts(content)


def _name(char: str) -> str:
    return f"U+{ord(char):04X}"


def _plain(value: Any) -> Any:
    """Copy a tree without raw markup (comments; the rest has been reported) and control characters."""
    if isinstance(value, str):
        return CONTROL.sub("", value)
    if isinstance(value, list):
        return [_plain(item) for item in value if not _is_raw(item)]
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def _is_raw(item: Any) -> bool:
    return isinstance(item, dict) and item.get("t") in ("RawInline", "RawBlock")


def _set_paragraphs(nodes: Sequence[Node]) -> None:
    """Make paragraphs of the bare text that pandoc leaves in a div that closes right after it; changes the tree in place."""
    for node in nodes:
        if node["t"] == "Div":
            for child in node["c"][1]:
                if child["t"] == "Plain":
                    child["t"] = "Para"


def _refuse_raw(source: SourceFile, nodes: Sequence[Node]) -> list[Diagnostic]:
    found, seen = [], set()
    for node in nodes:
        if node["t"] not in ("RawInline", "RawBlock"):
            continue
        text = node["c"][1].strip()
        if text.startswith("<!--") or text in seen:
            continue
        seen.add(text)
        hint = "write it in Markdown; docs/markup.md lists what there is"
        first = text.splitlines()[0][:40] if text else text
        found.append(RAW_MARKUP.at(source.locate(re.escape(first)), f"raw HTML ‘{first}’ is not taken", hint))
    return found
