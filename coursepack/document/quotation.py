"""American punctuation: a full stop or comma goes before the quotation mark that closes a cited title (Chicago 6.9).

citeproc does so between the parts of a citation, but not at its end, where the stop of the note or the author's comma follows.
"""

from __future__ import annotations

import re
from typing import Any

from coursepack.document.ast import Inlines, Node, text_of

_CLOSED = re.compile("([’”]+)$")
_STOP = re.compile(r"^([.,])(?!\d)")
_ENDED = (".", "!", "?")
_AROUND = ("Span", "Link", "Cite", "Emph", "Strong", "SmallCaps", "Underline")


def stops_in_quotes(inlines: Inlines) -> Inlines:
    """Move the stop or comma that follows a citation, or stands at its end, inside the quotation mark before it."""
    out: Inlines = []
    for node in inlines:
        if node == {"t": "Str", "c": ""}:  # citeproc leaves them behind
            continue
        following = _first_text(node)
        stop = _STOP.match(following) if following and out else None
        cited = stop is not None and (out[-1]["t"] in ("Cite", "Link") or node["t"] == "Cite")
        moved = _with_stop(out[-1], _needed(stop[1], out[-1])) if stop is not None and cited else None
        if moved is None:
            out.append(node)
            continue
        out[-1] = moved
        rest = _without_first(node)
        if rest is not None:
            out.append(rest)
    return out


def _needed(stop: str, node: Node) -> str:
    """No full stop is needed after a title that ends in a stop or a question."""
    return "" if stop == "." and text_of(node).rstrip("’”").endswith(_ENDED) else stop


def _first_text(node: Node) -> str:
    if node["t"] == "Str":
        return str(node["c"])
    inner = _inner(node)
    return _first_text(inner[0]) if inner else ""


def _inner(node: Node) -> Inlines:
    if node["t"] not in _AROUND:
        return []
    inner: Inlines = node["c"] if node["t"] not in ("Span", "Link", "Cite") else node["c"][1]
    return inner


def _with_inner(node: Node, inner: Inlines) -> Node:
    if node["t"] not in ("Span", "Link", "Cite"):
        return {**node, "c": inner}
    content: list[Any] = [node["c"][0], inner, *node["c"][2:]]
    return {**node, "c": content}


def _with_stop(node: Node, stop: str) -> Node | None:
    """The node with the stop before the quotation mark that ends it; `None` if none does."""
    if node["t"] == "Str":
        closed = _CLOSED.search(node["c"])
        if closed is None:
            return None
        return {"t": "Str", "c": f"{node['c'][: closed.start()]}{stop}{closed[1]}"}
    inner = _inner(node)
    last = _with_stop(inner[-1], stop) if inner else None
    return None if last is None else _with_inner(node, [*inner[:-1], last])


def _without_first(node: Node) -> Node | None:
    """The node without its first character; `None` if nothing is left."""
    if node["t"] == "Str":
        return {"t": "Str", "c": node["c"][1:]} if len(node["c"]) > 1 else None
    first, *others = _inner(node)
    rest = _without_first(first)
    inner = [*([rest] if rest else []), *others]
    return _with_inner(node, inner) if inner else None
