"""Resolved citations → the places where the citations stood, with the punctuation that a typesetter would put there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from coursepack.document.ast import Blocks, Inlines, Node, rewrite_inlines, text_of
from coursepack.document.chapters import Chapter
from coursepack.document.citations import Resolved, entry_anchor, is_bare
from coursepack.document.quotation import stops_in_quotes
from coursepack.document.styles import Style

_BEFORE_CALL = re.compile(r"(?:[.,;:!?…”)\]]|’(?!\w))+")
"""What a note's call follows (Chicago 14.26); a dash, it precedes."""


_COLUMNS = {
    "csl-left-margin": "entry-number",
    "csl-right-inline": "entry-text",
    "csl-block": "entry-text",
    "csl-indent": "entry-text",
}


def place_citations(chapter: Chapter, resolved: Iterator[Inlines], style: Style, lang: str = "en-GB") -> Chapter:
    """Replace every citation of a chapter by its rendering, taken from `resolved` in document order.

    In a notes style each citation of the running text becomes a note. In the language `lang` = en-US, a stop or comma
    after a citation goes inside its closing quotation mark.
    """
    whole = _replace(chapter.whole, resolved, style.notes, in_note=False)
    if style.notes:
        whole = rewrite_inlines(whole, _calls_after_punctuation)
    if lang == "en-US":
        whole = rewrite_inlines(whole, stops_in_quotes)
    title, *blocks = whole
    return replace(chapter, title=title["c"][2], blocks=blocks)


def bibliography_blocks(resolved: Resolved) -> Blocks:
    """The bibliography as one div an entry, with the anchors that citations link to."""
    return entry_blocks(resolved.entries)


def entry_blocks(entries: Sequence[tuple[str, Blocks]], suffix: str = "") -> Blocks:
    """One div an entry; `suffix` ends its anchor where the same work is listed more than once."""
    return [
        {"t": "Div", "c": [[entry_anchor(key) + suffix, ["entry"], []], rewrite_inlines(blocks, _rename_columns)]}
        for key, blocks in entries
    ]


def _rename_columns(inlines: Inlines) -> Inlines:
    """Give the columns of numeric styles names of our own: pandoc would write its own as divs inside the paragraph."""
    return [_renamed(node) if node["t"] == "Span" else node for node in inlines]


def _renamed(span: Node) -> Node:
    (identifier, classes, pairs), inlines = span["c"]
    return {"t": "Span", "c": [[identifier, [_COLUMNS.get(name, name) for name in classes], pairs], inlines]}


def _replace(value: Any, resolved: Iterator[Inlines], notes: bool, *, in_note: bool) -> Any:
    if isinstance(value, list):
        return [_replace(item, resolved, notes, in_note=in_note) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("t") == "Cite":
        return _rendered(value, _linked(next(resolved)), notes, in_note=in_note)
    if value.get("t") == "Note" and notes and is_bare(value):
        cite = value["c"][0]["c"][0]
        return _note_of(cite, _linked(next(resolved)))
    inside = in_note or value.get("t") == "Note"
    return {**value, "c": _replace(value["c"], resolved, notes, in_note=inside)} if "c" in value else value


def _rendered(cite: Node, inlines: Inlines, notes: bool, *, in_note: bool) -> Node:
    """One citation with its rendering; in a notes style, one outside a note as a span that ends with the note."""
    if notes and in_note:
        inlines = _without_brackets(inlines)
    if not notes or in_note:
        return {"t": "Cite", "c": [cite["c"][0], inlines]}
    author = [node for node in inlines if node["t"] != "Note"]
    bodies = [node["c"][0]["c"] for node in inlines if node["t"] == "Note"]
    return {"t": "Span", "c": [["", ["cited"], []], [*author, *(_note_of(cite, body) for body in bodies)]]}


def _note_of(cite: Node, body: Inlines) -> Node:
    return {"t": "Note", "c": [{"t": "Para", "c": [{"t": "Cite", "c": [cite["c"][0], body]}]}]}


def _without_brackets(inlines: Inlines) -> Inlines:
    """Undo the round brackets that citeproc puts around a citation in the middle of a note."""
    text = text_of(inlines)
    if not (text.startswith("(") and text.endswith(")")):
        return inlines
    return _trim(_trim(inlines, 0), -1)


def _trim(inlines: Inlines, end: int) -> Inlines:
    """Drop the first (`end` 0) or last (`end` -1) character of inlines, however deep it stands."""
    node = inlines[end]
    if node["t"] == "Str":
        text = node["c"][1:] if end == 0 else node["c"][:-1]
        if not text:
            return inlines[1:] if end == 0 else inlines[:-1]
        trimmed = {"t": "Str", "c": text}
    elif node["t"] in ("Span", "Link"):
        trimmed = {**node, "c": [node["c"][0], _trim(node["c"][1], end), *node["c"][2:]]}
    else:
        trimmed = {**node, "c": _trim(node["c"], end)}
    return [trimmed, *inlines[1:]] if end == 0 else [*inlines[:-1], trimmed]


def _linked(inlines: Inlines) -> Inlines:
    """Point citeproc's links at the anchors of our entries."""

    def relink(nodes: Inlines) -> Inlines:
        return [_relinked(node) if node["t"] == "Link" else node for node in nodes]

    linked: Inlines = rewrite_inlines(inlines, relink)
    return linked


def _relinked(link: Node) -> Node:
    attributes, inlines, (target, title) = link["c"]
    if target.startswith("#ref-"):
        target = f"#{entry_anchor(target.removeprefix('#ref-'))}"
    return {"t": "Link", "c": [attributes, inlines, [target, title]]}


def _calls_after_punctuation(inlines: Inlines) -> Inlines:
    """Set the call of each citation's note after the punctuation that follows it, without a space before."""
    out: Inlines = []
    queue = list(inlines)
    while queue:
        node = queue.pop(0)
        if node["t"] != "Span" or node["c"][0][1] != ["cited"]:
            out.append(node)
            continue
        *author, note = node["c"][1]
        if author:
            out += author
        else:
            _drop_space(out)
        queue = _take_punctuation(out, queue)
        out.append(note)
    return out


def _drop_space(out: Inlines) -> None:
    while out and out[-1]["t"] in ("Space", "SoftBreak"):
        out.pop()


def _take_punctuation(out: Inlines, queue: Inlines) -> Inlines:
    """Move the punctuation at the head of `queue` to `out`; a stop that stands there already is not doubled."""
    match = _BEFORE_CALL.match(queue[0]["c"]) if queue and queue[0]["t"] == "Str" else None
    if match is None:
        return queue
    doubled = text_of(out[-1:]).endswith((".", "!", "?")) and match[0][0] == "."
    moved = match[0][1:] if doubled else match[0]
    if moved:
        out.append({"t": "Str", "c": moved})
    rest = queue[0]["c"][match.end() :]
    return [{"t": "Str", "c": rest}, *queue[1:]] if rest else queue[1:]
