"""Whether the lines of a printed list stand in the e-book's: contents, or a list of figures.

In: the letters and digits of a stretch of the e-book, and the lines of a printed page, folded likewise. Out: yes or no.

Such a list is the one place where the e-book says more than the page: headings that the printed contents leave out stand
between its lines, and “Part One” where “One” is printed. So what is printed between two numbers is looked for as
a whole, after what was printed before. The digits themselves are left out, as the folios may be read before or after their
column; a line that is a folio in roman numerals says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_BEFORE = 40
"""Letters that the e-book may have before the first line of a page."""
_NUMBER = re.compile(r"\d+")
_FOLIO = re.compile(r"[ivxlc]+")


def begins_with_list(text: str, lines: Sequence[str], compared: int) -> bool:
    """Whether a stretch begins with the lines that hold the first letters of a page, so many, in their order."""
    places = _places(_worded(text), _first(lines, compared))
    return bool(places) and 0 <= places[0] <= _BEFORE and -1 not in places


def holds_list(text: str, lines: Sequence[str]) -> bool:
    """Whether all lines of a page stand in a stretch, in their order."""
    return -1 not in _places(_worded(text), lines)


def _first(lines: Sequence[str], compared: int) -> list[str]:
    """The lines that hold the first letters, so many."""
    count = letters = 0
    while count < len(lines) and letters < compared:
        letters += len(lines[count])
        count += 1
    return list(lines[:count])


def _places(text: str, lines: Iterable[str]) -> list[int]:
    """Where the words between numbers begin, each after those before; -1 where they are not found, and for all that follow."""
    places: list[int] = []
    end = 0
    for words in (words for line in lines for words in _NUMBER.split(line) if words):
        place = text.find(words, end) if end >= 0 else -1
        if place < 0 and _FOLIO.fullmatch(words):
            continue
        places.append(place)
        end = place + len(words) if place >= 0 else -1
    return places


def _worded(text: str) -> str:
    return _NUMBER.sub("", text)
