"""Resolved citations → the places where the citations stood, with the punctuation that a typesetter would put there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from coursepack.document.ast import Blocks, Inlines, Node, rewrite_inlines, text_of, walk
from coursepack.document.call_places import CITED, calls_after_punctuation, calls_out_of_markup
from coursepack.document.chapters import Chapter
from coursepack.document.citations import Resolved, entry_anchor
from coursepack.document.quotation import stops_in_quotes
from coursepack.document.styles import Style
from coursepack.document.tree import Tree, is_bare

_COLUMNS = {
    "csl-left-margin": "entry-number",
    "csl-right-inline": "entry-text",
    "csl-block": "entry-text",
    "csl-indent": "entry-text",
}

_ABBREVIATIONS = frozenset({"ibid.", "ebd.", "ed.", "eds.", "vol.", "no.", "inc.", "ltd.", "jr.", "sr.", "al.", "etc."})
"""Words that keep their full stop where a citation that ends with them stands within a sentence, in lower case."""


def place_citations(chapter: Chapter, resolved: Iterator[Inlines], style: Style, lang: str = "en-GB") -> Chapter:
    """Replace every citation of a chapter by its rendering, taken from `resolved` in document order.

    In a notes style each citation of the running text becomes a note. In the language `lang` = en-US, a stop or comma
    after a citation goes inside its closing quotation mark.
    """
    whole = [_with_citations(block, resolved, style) for block in chapter.tree.whole]
    if lang == "en-US":
        whole = rewrite_inlines(whole, stops_in_quotes)
    title, *blocks = whole
    return replace(chapter, tree=Tree(title["c"][2], blocks))


def _with_citations(block: Node, resolved: Iterator[Inlines], style: Style) -> Node:
    if not any(node["t"] == "Cite" for node in walk(block)):
        return block
    placed: Node = _replace(block, resolved, style.notes, in_note=False)
    if style.notes:
        for mend in (calls_out_of_markup, calls_after_punctuation, _without_second_stops):
            placed = rewrite_inlines(placed, mend)
    return placed


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
        return [
            _replace(item, resolved, notes, in_note=in_note) if isinstance(item, (dict, list)) else item
            for item in value
        ]
    content = value.get("c")
    if not isinstance(content, list):
        return value
    if value["t"] == "Cite":
        return _rendered(value, _linked(value, next(resolved)), notes, in_note=in_note)
    if value["t"] == "Note" and notes and is_bare(value):
        cite = content[0]["c"][0]
        return _note_of(cite, _linked(cite, next(resolved)))
    inside = in_note or value["t"] == "Note"
    return {**value, "c": _replace(content, resolved, notes, in_note=inside)}


def _rendered(cite: Node, inlines: Inlines, notes: bool, *, in_note: bool) -> Node:
    """One citation with its rendering; in a notes style, one outside a note as a span that ends with the note."""
    if notes and in_note:
        inlines = _within_sentence(inlines)
    if not notes or in_note:
        return {"t": "Cite", "c": [cite["c"][0], inlines]}
    author = [node for node in inlines if node["t"] != "Note"]
    bodies = [node["c"][0]["c"] for node in inlines if node["t"] == "Note"]
    return {"t": "Span", "c": [["", [CITED], []], [*author, *(_note_of(cite, body) for body in bodies)]]}


def _note_of(cite: Node, body: Inlines) -> Node:
    return {"t": "Note", "c": [{"t": "Para", "c": [{"t": "Cite", "c": [cite["c"][0], body]}]}]}


def _within_sentence(inlines: Inlines) -> Inlines:
    """Undo what citeproc puts around a citation in the middle of a note: round brackets, or, where the author stands in the
    words of the note, the full stop behind the work. That of an abbreviation, or of an initial, stays.
    """
    text = text_of(inlines)
    if text.startswith("(") and text.endswith(")"):
        return _trim(_trim(inlines, 0), -1)
    *_, last = text.split() or [""]
    initial = len(last) == len("J.") and last[0].isupper()
    abbreviated = initial or last.casefold() in _ABBREVIATIONS or "." in last[:-1]
    return _trim(inlines, -1) if last.endswith(".") and not abbreviated else inlines


def _without_second_stops(inlines: Inlines) -> Inlines:
    """Let one full stop do where a citation ends with that of an abbreviation and its sentence with another."""
    if not any(node["t"] == "Cite" for node in inlines):
        return inlines
    out: Inlines = []
    for node in inlines:
        text = node["c"] if node["t"] == "Str" else ""
        abbreviated = out and out[-1]["t"] == "Cite" and text_of(out[-1:]).endswith(".")
        if abbreviated and text.startswith(".") and not text.startswith(".."):
            out += [{"t": "Str", "c": text[1:]}] if text[1:] else []
        else:
            out.append(node)
    return out


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


def _linked(cite: Node, inlines: Inlines) -> Inlines:
    """Point citeproc's links at the anchors of our entries, and make the link that it leaves out: where the author stands in the
    text and the style prints no more, as MLA's does.
    """

    def relink(nodes: Inlines) -> Inlines:
        return [_relinked(node) if node["t"] == "Link" else node for node in _without_empty_links(nodes)]

    linked: Inlines = rewrite_inlines(inlines, relink)
    first, anchor = cite["c"][0][0], entry_anchor(cite["c"][0][0]["citationId"])
    if first["citationMode"]["t"] != "AuthorInText" or any(_leads_to(node, anchor) for node in walk(linked)):
        return linked
    end = next((at for at, node in enumerate(linked) if node["t"] in ("Note", "Link") or _opens(node)), len(linked))
    while end and linked[end - 1]["t"] == "Space":
        end -= 1
    return [{"t": "Link", "c": [["", [], []], linked[:end], [f"#{anchor}", ""]]}, *linked[end:]] if end else linked


def _without_empty_links(inlines: Inlines) -> Inlines:
    """Drop the link of a work of which the style prints nothing after its author, and the semicolon between it and the next."""
    out = list(inlines)
    for at in reversed([at for at, node in enumerate(inlines) if node["t"] == "Link" and not node["c"][1]]):
        parted = out[at + 1 : at + 3] == [{"t": "Str", "c": ";"}, {"t": "Space"}]
        del out[at : at + (3 if parted else 1)]
    return out


def _leads_to(node: Node, anchor: str) -> bool:
    return bool(node["t"] == "Link" and node["c"][2][0] == f"#{anchor}")


def _opens(node: Node) -> bool:
    return bool(node["t"] == "Str" and node["c"].startswith("("))


def _relinked(link: Node) -> Node:
    attributes, inlines, (target, title) = link["c"]
    if target.startswith("#ref-"):
        target = f"#{entry_anchor(target.removeprefix('#ref-'))}"
    return {"t": "Link", "c": [attributes, inlines, [target, title]]}
