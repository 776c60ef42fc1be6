"""Characters of a printed line, put into the order in which they are read.

pdfium puts the letters of each word from right to left in order, but not the words of a phrase among words from left to right.
Where each character stands tells their order: within such a phrase the one furthest right is read first (UAX #9).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

_TURNED = ("R", "AL")


def reading_order(text: str, place: Callable[[int], float]) -> str:
    """Order the characters of a line; `place` tells how far from the left margin each stands. White space in phrases goes."""
    if not any(map(_is_turned, text)):
        return text
    pieces: list[str] = []
    for turned, indices in _phrases(text):
        pieces += _from_right(text, indices, place) if turned else [text[index] for index in indices]
    return "".join(pieces)


def _phrases(text: str) -> Iterator[tuple[bool, Sequence[int]]]:
    """Stretches from one letter that is read from right to left to the last before one that is not, and what is between."""
    kinds = ["R" if _is_turned(char) else "L" if unicodedata.bidirectional(char) == "L" else "" for char in text]
    start = 0
    while start < len(text):
        if kinds[start] != "R":
            yield False, [start]
            start += 1
            continue
        stop = next((index for index in range(start, len(text)) if kinds[index] == "L"), len(text))
        last = max(index for index in range(start, stop) if kinds[index] == "R")
        yield True, range(start, last + 1)
        start = last + 1


def _from_right(text: str, indices: Sequence[int], place: Callable[[int], float]) -> list[str]:
    """The characters by where they stand; the digits of a number stay together."""
    inked = [index for index in indices if not text[index].isspace()]
    groups = [list(group) for _, group in groupby(inked, lambda at: (text[at].isdigit() and "number") or at)]
    ordered = sorted(groups, key=lambda group: -place(group[0]))
    return [text[index] for group in ordered for index in group]


def _is_turned(character: str) -> bool:
    return unicodedata.bidirectional(character) in _TURNED
