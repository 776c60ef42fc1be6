"""Where the call of a citation's note stands: after the punctuation that follows the citation, and outside of markup.

In: inlines in which each citation is a span of the class `CITED` that ends with its note. Out: the same without these spans.
"""

from __future__ import annotations

import re

from coursepack.document.ast import Inlines, Node, text_of

CITED = "cited"
"""Class of the span that stands for a citation: the words that stay in the text, and its note."""

_BEFORE_CALL = re.compile(r"(?:[.,;:!?…”»)\]]|\u00a0»|[’“](?!\w))+")
"""What a note's call follows (Chicago 14.26); a dash, it precedes. “ closes a quotation in German."""
_MARKUP = ("Emph", "Strong", "Underline", "Strikeout", "SmallCaps", "Quoted", "Span", "Link")


def calls_out_of_markup(inlines: Inlines) -> Inlines:
    """Take notes that end emphasised or quoted words out of them, as if `*words [@key]*` were `*words*[@key]`."""
    if not any(node["t"] in _MARKUP for node in inlines):
        return inlines
    return [part for node in inlines for part in _opened(node)]


def _opened(node: Node) -> Inlines:
    if node["t"] not in _MARKUP or _is_cited(node):
        return [node]
    inner = _inner(node)
    end = len(inner) - 1 if inner and _is_punctuation(inner[-1]) else len(inner)
    kept = list(inner[:end])
    notes: Inlines = []
    while kept and _is_cited(kept[-1]):
        *author, note = kept.pop()["c"][1]
        notes.insert(0, {"t": "Span", "c": [["", [CITED], []], [note]]})
        kept += author
        if not author:
            _drop_space(kept)
    return [_with_inner(node, [*kept, *inner[end:]]), *notes] if notes else [node]


def _inner(node: Node) -> Inlines:
    inner: Inlines = node["c"][1] if node["t"] in ("Quoted", "Span", "Link") else node["c"]
    return inner


def _with_inner(node: Node, inner: Inlines) -> Node:
    content = [node["c"][0], inner, *node["c"][2:]] if node["t"] in ("Quoted", "Span", "Link") else inner
    return {"t": node["t"], "c": content}


def _is_cited(node: Node) -> bool:
    return bool(node["t"] == "Span" and node["c"][0][1] == [CITED])


def _is_punctuation(node: Node) -> bool:
    return node["t"] == "Str" and _BEFORE_CALL.fullmatch(node["c"]) is not None


def calls_after_punctuation(inlines: Inlines) -> Inlines:
    """Set the call of each citation's note after the punctuation that follows it, without a space before."""
    if not any(map(_is_cited, inlines)):
        return inlines
    out: Inlines = []
    queue = list(inlines)
    while queue:
        node = queue.pop(0)
        if not _is_cited(node):
            out.append(node)
            continue
        *author, note = node["c"][1]
        if author:
            out += author
        else:
            _drop_space(out)
        more, queue = _following(queue)
        queue = _take_punctuation(out, queue)
        out += [note, *more]
    return out


def _following(queue: Inlines) -> tuple[Inlines, Inlines]:
    """The notes of citations that follow at once, which share the punctuation after the last of them; and the rest."""
    notes: Inlines = []
    while True:
        start = next((at for at, node in enumerate(queue) if node["t"] not in ("Space", "SoftBreak")), len(queue))
        if start == len(queue) or not _is_cited(queue[start]) or len(queue[start]["c"][1]) > 1:
            return notes, queue
        notes += queue[start]["c"][1]
        queue = queue[start + 1 :]


def _drop_space(out: Inlines) -> None:
    while out and out[-1]["t"] in ("Space", "SoftBreak"):
        out.pop()


def _take_punctuation(out: Inlines, queue: Inlines) -> Inlines:
    """Move the punctuation at the head of `queue` to `out`; a stop that stands there already is not doubled."""
    while queue and queue[0]["t"] == "Str" and (match := _BEFORE_CALL.match(queue[0]["c"])):
        doubled = text_of(out[-1:]).endswith((".", "!", "?")) and match[0][0] == "."
        moved = match[0][1:] if doubled else match[0]
        if moved:
            out.append({"t": "Str", "c": moved})
        rest = queue[0]["c"][match.end() :]
        queue = [{"t": "Str", "c": rest}, *queue[1:]] if rest else queue[1:]
    return queue
