"""How deep a formula stands within itself: MathML repeats it, and no reader of XML goes deeper than 256 elements."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"\\(?:left|begin)(?![A-Za-z])|\\(?:right|end)(?![A-Za-z])|\\[A-Za-z]+|\\.|[{}]|[^\s\\{}]", re.DOTALL
)
_OPENS = ("\\left", "\\begin", "{")
_CLOSES = ("\\right", "\\end", "}")


def formula_depth(tex: str) -> int:
    r"""Braces, `\left` and environments that stand within each other, and commands that follow on one another (`\sqrt\sqrt`)."""
    depth = row = deepest = 0
    for sign in _TOKEN.findall(tex):
        if sign in _OPENS:
            depth += 1
        elif sign in _CLOSES:
            depth, row = max(0, depth - 1), 0
        elif sign[0] in "\\^_":
            row += 1
        else:
            row = 0
        deepest = max(deepest, depth + row // 4)  # most commands stand beside one another, not within
    return deepest
