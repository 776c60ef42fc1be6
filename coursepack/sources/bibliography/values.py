"""Third step: the value of a field or macro, from its expression as written.

An expression is a row of `{…}`, `"…"`, numbers and macro names joined by `#` (BibTeXing, section 2). What follows a
complete expression without a comma comes back as `rest`, so that the field after a missing comma is not lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Macros that every BibTeX style defines."""

LONGEST = 100_000
"""Characters that a value may have: no field needs more, and macros that double each other would fill the memory."""

_BRACE = re.compile(r"(?<!\\)[{}]")
_QUOTE_OR_BRACE = re.compile(r'(?<!\\)[{}"]')
_WORD = re.compile(r'[^\s{}"#,=%()]+')
_BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Value:
    """A resolved value. `unknown` names macros that are not defined; `rest` is text left over after the expression.

    Of a value that is longer than `LONGEST`, `text` is the beginning.
    """

    text: str
    unknown: tuple[str, ...] = ()
    rest: str = ""
    unbalanced: bool = False
    too_long: bool = False


def in_one_pair(expression: str, *, paired: bool = False) -> str | None:
    """The value of an expression that is one pair of braces with none inside, as most are, or `paired`; else None."""
    if len(expression) > LONGEST:
        return None
    inner = expression[1:-1]
    if not paired and not _is_one_pair(expression, inner):
        return None
    return _BREAK.sub(" ", inner).strip() if "\n" in inner else inner.strip()


def _is_one_pair(expression: str, inner: str) -> bool:
    return (
        expression[:1] == "{" and expression[-1:] == "}" and "{" not in inner and "}" not in inner
    ) and not inner.endswith("\\")


def evaluate(expression: str, macros: Mapping[str, str]) -> Value:
    """Resolve an expression. `macros` are keyed in lower case; line breaks inside a value become spaces."""
    pieces = _Pieces()
    unknown: list[str] = []
    position, unbalanced, length = 0, False, len(expression)
    while True:
        position = _skip_space(expression, position)
        if position >= length:
            break
        if expression[position] in '{"':
            end = _closing(expression, position)
            unbalanced |= end is None
            pieces.add(
                expression[position + 1 :].removesuffix(expression[position])
                if end is None
                else expression[position + 1 : end]
            )
            position = length if end is None else end + 1
        elif word := _WORD.match(expression, position):
            name = word[0].lower()
            if not word[0].isdigit() and name not in macros and name not in MONTHS:
                unknown.append(word[0])
            pieces.add(macros.get(name, word[0]))
            position = word.end()
        else:
            break
        position = _skip_space(expression, position)
        if pieces.room < 0 or position >= length or expression[position] != "#":
            break
        position += 1
    text = _BREAK.sub(" ", "".join(pieces.texts)).strip()
    rest = "" if pieces.room < 0 else expression[position:].strip()
    return Value(text, tuple(dict.fromkeys(unknown)), rest, unbalanced, pieces.room < 0)


@dataclass(slots=True)
class _Pieces:
    """The parts of a value, as many as there is room for."""

    texts: list[str] = field(default_factory=list)
    room: int = LONGEST

    def add(self, text: str) -> None:
        if self.room > 0:
            self.texts.append(text[: self.room])
        self.room -= len(text)


def balance(text: str) -> tuple[str, bool]:
    """Leave out braces that have no partner, and say whether there was none."""
    if "{" not in text and "}" not in text:
        return text, True
    opened: list[int] = []
    alone: list[int] = []
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            opened.append(brace.start())
        elif opened:
            opened.pop()
        else:
            alone.append(brace.start())
    spare = {*opened, *alone}
    if not spare:
        return text, True
    return "".join(character for index, character in enumerate(text) if index not in spare), False


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _closing(text: str, start: int) -> int | None:
    """Where the `{` or `"` at `start` ends; a quotation mark inside braces does not end a value."""
    depth = 0
    if text[start] == '"':
        for mark in _QUOTE_OR_BRACE.finditer(text, start + 1):
            if mark[0] == '"' and depth <= 0:
                return mark.start()
            depth += {"{": 1, "}": -1}.get(mark[0], 0)
        return None
    for mark in _BRACE.finditer(text, start):
        depth += 1 if mark[0] == "{" else -1
        if not depth:
            return mark.start()
    return None
