"""Characters of a printed line, put into the order in which they are read.

pdfium puts the letters of each word from right to left in order, but not the words of a phrase among words from left to right.
What is set in the font of such a script is a phrase; where its characters stand tells their order: the one furthest right is read
first (UAX #9).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

_TURNED = ("R", "AL")


def reading_order(text: str, place: Callable[[int], float], is_turned: Callable[[int], bool]) -> str:
    """Order the characters of a line. `place` tells how far from the left margin each stands, `is_turned` whether it is set in
    the font of a script that runs from right to left. White space in phrases goes.
    """
    if text.isascii() or not any(unicodedata.bidirectional(character) in _TURNED for character in text):
        return text
    pieces: list[str] = []
    for turned, indices in _phrases(text, is_turned):
        pieces += _from_right(text, indices, place) if turned else [text[index] for index in indices]
    return "".join(pieces)


def _phrases(text: str, is_turned: Callable[[int], bool]) -> Iterator[tuple[bool, Sequence[int]]]:
    for turned, group in groupby(range(len(text)), is_turned):
        yield turned, list(group)


def _from_right(text: str, indices: Sequence[int], place: Callable[[int], float]) -> list[str]:
    """The characters by where they stand; the digits of a number, and the letters of a word from left to right, stay together."""
    inked = [index for index in indices if not text[index].isspace()]
    groups = [list(group) for _, group in groupby(inked, lambda index: -1 if _runs_on(text[index]) else index)]
    ordered = sorted(groups, key=lambda group: -place(group[0]))
    return [text[index] for group in ordered for index in group]


def _runs_on(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("L", "EN", "AN")
