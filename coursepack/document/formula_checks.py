"""What a formula may not do, since each is set in one piece: stand hundreds deep within itself, go on for pages, define commands.

MathML repeats the depth of TeX, and no reader of XML goes deeper than 256 elements; the time that it takes to draw a formula
grows with the square of its length; and commands that call each other twice fill any memory with a dozen lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from coursepack.diagnostics import Diagnostic, error
from coursepack.document.ast import Node
from coursepack.document.depth import TOO_DEEP
from coursepack.sources.files import SourceFile

OVERGROWN = error("M016", "a formula that is too long, or defines commands")

_DEEPEST = 30
_LONGEST = 2000
"""Signs: letters, digits, commands and braces. A page of a book has fewer."""
_SHOWN = 30  # characters of a formula in a message
_TOKEN = re.compile(
    r"\\(?:left|begin)(?![A-Za-z])|\\(?:right|end)(?![A-Za-z])|\\[A-Za-z]+|\\.|[{}]|[^\s\\{}]", re.DOTALL
)
_OPENS = ("\\left", "\\begin", "{")
_CLOSES = ("\\right", "\\end", "}")
_DEFINITION = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|(?:re)?newenvironment|DeclareMathOperator|[egx]?def|let)(?![A-Za-z])"
)


def overgrown_formulas(source: SourceFile, nodes: Iterable[Node]) -> Iterator[Diagnostic]:
    """Report every formula among the nodes of a parsed text that may not be set."""
    for tex in dict.fromkeys(str(node["c"][1]) for node in nodes if node["t"] == "Math"):
        here = source.locate(re.escape(tex[:_SHOWN].strip()))
        shown = f"‘{tex[:_SHOWN]}…’" if len(tex) > _SHOWN else f"‘{tex}’"
        signs = _TOKEN.findall(tex)
        if definition := _DEFINITION.search(tex):
            message = f"the formula {shown} defines a command by {definition[0]}"
            yield OVERGROWN.at(here, message, "write what the command stands for where it is used")
        elif len(signs) > _LONGEST:
            message = f"the formula {shown} has {len(signs):,} signs; at most {_LONGEST:,} are taken"
            yield OVERGROWN.at(here, message, "divide it into several formulas")
        elif _depth(signs) > _DEEPEST:
            message = f"parts of the formula {shown} stand more than {_DEEPEST} deep within each other"
            yield TOO_DEEP.at(here, message, "divide it into several formulas")


def _depth(signs: list[str]) -> int:
    r"""Braces, `\left` and environments that stand within each other, and commands that follow on one another (`\sqrt\sqrt`)."""
    depth = row = deepest = 0
    for sign in signs:
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
