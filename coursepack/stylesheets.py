"""Style sheets of a book's own: what they may ask of whoever reads them.

In: a style sheet, filled. Out: what is too much in it; nothing where all is well. The layout engine puts variables in the place
of their names, and writes numbers out as the counter style says: a few lines could fill the memory of any machine. What they
would come to is counted here, and never made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import tinycss2

_LONGEST = 500_000  # characters; the longest that coursepack brings has 20,000
_DEEPEST = 50
"""Brackets within each other, and variables that stand for variables: whoever reads them goes into them one call each."""
_LARGEST = 1_000_000
"""Of a number: more than any length in points, or any count of pages."""
_LARGEST_VARIABLE = 10_000
"""Words and signs (tokens of CSS Syntax 3, 4) that a variable comes to, with all that it is made from."""
_NUMBERS = ("number", "dimension", "percentage")


@dataclass(frozen=True, slots=True)
class Excess:
    """What a style sheet has too much of, and the word in it that says so, if one does."""

    message: str
    word: str = ""


def excess_of(css: str) -> Excess | None:
    """What a style sheet has too much of: text, brackets, a number, or variables that stand for variables."""
    if len(css) > _LONGEST:
        return Excess(f"it has more than {_LONGEST:,} characters")
    if _depth(css) > _DEEPEST:
        return Excess(f"its brackets stand more than {_DEEPEST} deep within each other")
    try:
        rules = tinycss2.parse_stylesheet(css)
    except ValueError:  # a number of more digits than Python reads
        return Excess(f"a number in it is beyond {_LARGEST:,}")
    return _large_number(rules) or _large_variable(rules)


def _depth(css: str) -> int:
    depth = deepest = 0
    for bracket in re.findall(r"[(){}\[\]]", css):
        depth = depth + 1 if bracket in "([{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _lists(rules: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Every list of tokens: of selectors, blocks, brackets and arguments, each within its own."""
    waiting = [rules]
    while waiting:
        tokens = waiting.pop()
        yield tokens
        waiting += [inner for token in tokens for inner in _within(token)]


def _within(token: Any) -> list[Sequence[Any]]:
    names = ("prelude", "content", "arguments")
    return [inner for name in names if isinstance(inner := getattr(token, name, None), list)]


def _large_number(rules: Sequence[Any]) -> Excess | None:
    for tokens in _lists(rules):
        for token in tokens:
            if token.type in _NUMBERS and not abs(token.value) <= _LARGEST:
                return Excess(f"the number {token.representation[:20]} is beyond {_LARGEST:,}", token.representation)
    return None


@dataclass(frozen=True, slots=True)
class _Value:
    """What one rule gives a custom property: how many tokens, and the variables among them."""

    own: int
    made_from: tuple[str, ...]

    def size(self, sizes: Mapping[str, int]) -> int:
        """All tokens that it comes to, where the variables are of these sizes."""
        return self.own + sum(sizes.get(name, 0) for name in self.made_from)


def _large_variable(rules: Sequence[Any]) -> Excess | None:
    """A variable that comes to too much, or is made from others without end: their sizes are counted level by level."""
    variables = _variables(rules)
    sizes: dict[str, int] = {}
    grown = {name: max(value.own for value in values) for name, values in variables.items()}
    for _ in range(_DEEPEST):
        if grown == sizes:
            return None
        sizes = grown
        grown = {name: max(value.size(sizes) for value in values) for name, values in variables.items()}
        for name, size in grown.items():
            if size > _LARGEST_VARIABLE:
                message = (
                    f"the variable {name} comes to more than {_LARGEST_VARIABLE:,} words with what it is made from"
                )
                return Excess(message, name)
    changed = next((name for name in grown if grown[name] != sizes[name]), "")
    message = f"the variable {changed} is made from others more than {_DEEPEST} deep, or from itself"
    return Excess(message, changed) if changed else None


def _variables(rules: Sequence[Any]) -> dict[str, list[_Value]]:
    """Every variable, with all values that rules give it."""
    found: dict[str, list[_Value]] = {}
    for tokens in _lists(rules):
        for name, value in _definitions(tokens):
            inner = list(_lists(value))
            made_from = tuple(filter(None, (_named(token) for part in inner for token in part)))
            found.setdefault(name, []).append(_Value(sum(map(len, inner)), made_from))
    return found


def _definitions(tokens: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    """The custom properties in a list of tokens (CSS Variables 1, 2): name and value."""
    words = [token for token in tokens if token.type not in ("whitespace", "comment")]
    for ends, declaration in groupby(words, key=lambda word: word == ";"):
        name, *rest = declaration
        if not ends and name.type == "ident" and name.value.startswith("--") and rest[:1] == [":"]:
            yield name.value, rest[1:]


def _named(token: Any) -> str:
    """The variable that `var(…)` stands for."""
    if token.type != "function" or token.lower_name != "var":
        return ""
    return next((str(argument.value) for argument in token.arguments if argument.type == "ident"), "")
