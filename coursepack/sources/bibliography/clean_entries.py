"""The short way through the second step: entries that are written without a fault, split off at once.

Nine of ten files hold nothing else, and a file of 20,000 entries is read in a third of the time. Only what is beyond doubt is
taken: one entry from an `@` at the head of a line to the next, every value a number, a macro or in braces that pair. All the
rest stays in the text, line for line, for bibtexparser.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_START = re.compile(r"^[ \t]*@", re.MULTILINE)
_HEAD = re.compile(r"[ \t]*(@([A-Za-z]+)\{[ \t]*([^\s{},=\"#%\\()@'~]+)[ \t]*,)")
_TEXT = r"(?:[^{}\\]|\\[^\\])"
_BRACES = rf"\{{(?:{_TEXT}|\{{(?:{_TEXT}|\{{(?:{_TEXT}|\{{{_TEXT}*+\}})*+\}})*+\}})*+\}}"
"""Braces up to four deep; a backslash before a brace makes it a character."""
_FIELD = re.compile(rf"\s*+([A-Za-z][\w+:-]*+)\s*+=\s*+({_BRACES}|\d++|[A-Za-z]\w*+)\s*+(,|(?=\}}))")
_END = re.compile(r"\s*+\}(?=\s*+\Z)")
_DELIMITER = re.compile(r"(?<!\\)[{}]")
_NOT_ENTRIES = frozenset({"comment", "string", "preamble"})


class RawField(NamedTuple):
    """A field as written: its name, its value as an expression (`{…}`, `"…"`, number or macro, joined by `#`), its line.

    `paired`: the expression is known to be one pair of braces, in which all others pair.
    """

    name: str
    expression: str
    line: int
    paired: bool = False


class RawEntry(NamedTuple):
    """An entry as written."""

    type: str
    key: str
    fields: tuple[RawField, ...]
    raw: str
    line: int


def take_clean(text: str) -> tuple[list[RawEntry], str]:
    """Split off the entries without a fault; return them and the text without them, its lines in their places.

    An entry after a piece whose braces do not pair is left where it is: it may stand inside a value.
    """
    starts = [match.start() for match in _START.finditer(text)]
    if not starts:
        return [], text
    taken: list[RawEntry] = []
    rest = [text[: starts[0]]]
    line, inside = text.count("\n", 0, starts[0]) + 1, _depth(rest[0]) != 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        piece = text[start:end]
        entry = None if inside else _read(piece, line)
        if entry is None:
            rest.append(piece)
            inside = inside or _depth(piece) != 0
        else:
            taken.append(entry)
            rest.append("\n" * piece.count("\n"))
        line += piece.count("\n")
    return taken, "".join(rest)


def _depth(text: str) -> int:
    return sum(1 if mark == "{" else -1 for mark in _DELIMITER.findall(text))


def _read(piece: str, line: int) -> RawEntry | None:
    head = _HEAD.match(piece)
    if head is None or head[2].lower() in _NOT_ENTRIES:
        return None
    fields: list[RawField] = []
    position, counted = head.end(), head.start(1)
    at = line
    while field := _FIELD.match(piece, position):
        equals = piece.index("=", field.end(1))
        at, counted = at + piece.count("\n", counted, equals), equals
        fields.append(RawField(field[1], field[2], at, field[2][0] == "{"))
        position = field.end()
        if not field[3]:
            break
    end = _END.match(piece, position)
    if end is None:
        return None
    return RawEntry(head[2], head[3], tuple(fields), piece[head.start(1) : end.end()], line)
