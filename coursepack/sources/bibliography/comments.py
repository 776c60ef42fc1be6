"""Before splitting: lines that an author has commented out with `%`, and heads written with unusual spacing.

BibTeX knows no comment sign, Biber and every author do. Both steps keep each line in its place.
"""

from __future__ import annotations

import re

_COMMENT_LINE = re.compile(r"^[ \t]*%", re.MULTILINE)
_MARK = re.compile(r'(?<!\\)[{}"]|^[ \t]*(?P<comment>%)[^\n]*|^[ \t]*(?P<head>@)', re.MULTILINE)
_WIDE_HEAD = re.compile(r"^([ \t]*)@([ \t\n]*)([A-Za-z]\w*)([ \t\n]*)(?=[{(]\s*[^\s,{}()=\"]+\s*[,=])", re.MULTILINE)
_RESERVED = re.compile(r"^([ \t]*)@(?=(?:comment|string|preamble)\w+[ \t]*[{(])", re.IGNORECASE | re.MULTILINE)


def blank_comments(text: str) -> str:
    """Replace `%` lines by blank ones where they stand between entries or between fields; a `%` in a value stays."""
    if not _COMMENT_LINE.search(text):
        return text
    parts: list[str] = []
    depth, quoted, done = 0, False, 0
    for mark in _MARK.finditer(text):
        sign = mark[0]
        if mark["head"]:
            depth, quoted = 0, False
        elif mark["comment"]:
            if depth <= 1 and not quoted:
                parts.append(text[done : mark.start()])
                done = mark.end()
        elif sign == '"':
            quoted = quoted != (depth == 1)
        elif not quoted:
            depth = max(0, depth + (1 if sign == "{" else -1))
    return "".join([*parts, text[done:]])


def settle_heads(text: str) -> str:
    """Write `@ book {` and a brace on the next line as `@book{`, and mark types that merely begin like `@comment`.

    bibtexparser would pass over the first two as text, and take `@commentary` for a comment. Line breaks inside a
    head are moved before it, so that no line moves.
    """
    return _RESERVED.sub(r"\1@_", _WIDE_HEAD.sub(_settle, text))


def _settle(head: re.Match[str]) -> str:
    before, gap, name, after = head.groups()
    if not gap and "\n" not in after:
        return head[0]
    return "\n" * (gap.count("\n") + after.count("\n")) + f"{before}@{name}"
