"""Keep hyphens from where a compositor would not have them: the engine breaks words without looking at the page or the paragraph.

CSS Text 4 has `hyphenate-limit-lines` and `hyphenate-limit-last`; the engine has neither. So a section is laid out, the words
that are broken where they must not be are looked up, and it is laid out again with these words kept whole, until none is left:

- over the end of a page;
- as the fourth hyphen of a ladder;
- in the last line of a paragraph, where only the tail of the word would stand (notes, narrow as they are, may do that).

Internal replaced while a document is laid out: the class of dictionaries that the engine's line breaking asks for hyphens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pyphen
import weasyprint.text.line_break

from coursepack.editions.layout.engine.boxes import Region
from coursepack.editions.layout.engine.setting import PrintedLine, paragraphs

MOST_ROUNDS = 6
"""How often a section is laid out again for its hyphens, at the most."""
LONGEST_LADDER = 3
"""Lines in a row that may end in a hyphen."""

_ENGINE: Any = weasyprint.text.line_break


@contextmanager
def kept_whole(words: Set[str], asked: Callable[[str], None]) -> Iterator[None]:
    """Break none of these words (as `letters` gives them) while this lasts; `asked` is told each word that is looked up."""

    class Dictionary(pyphen.Pyphen):  # type: ignore[misc]  # pyphen has no types
        def iterate(self, word: str) -> Iterator[tuple[str, str]]:
            reduced = letters(word)
            asked(reduced)
            return iter(()) if reduced in words else super().iterate(word)

    before = _ENGINE.pyphen
    _ENGINE.pyphen = SimpleNamespace(Pyphen=Dictionary, language_fallback=pyphen.language_fallback)
    try:
        yield
    finally:
        _ENGINE.pyphen = before


def letters(word: str) -> str:
    """Reduce a word to its letters, in lower case."""
    return "".join(filter(str.isalpha, word)).casefold()


def badly_broken(lines: Sequence[PrintedLine]) -> frozenset[str]:
    """List the words that are broken where they must not be, as `letters` gives them."""
    found = set()
    for paragraph in paragraphs(lines):
        run = 0
        for place, (line, following) in enumerate(pairwise(paragraph), start=2):
            run = run + 1 if line.hyphenated else 0
            tail = line.region is Region.FLOW and place == len(paragraph) and " " not in following.text.strip()
            if line.hyphenated and (line.page != following.page or tail or run > LONGEST_LADDER):
                found.add(_broken_word(line.text, following.text))
                run = 0
    return frozenset(found - {""})


def _broken_word(line: str, following: str) -> str:
    head, tail = line.split() or [""], following.split() or [""]
    return letters(_last_part(head[-1]) + _first_part(tail[0]))


def _last_part(text: str) -> str:
    """What stands behind the last mark inside a word: the engine breaks the halves of a compound one by one."""
    body = text[:-1]
    cut = max((place for place, character in enumerate(body) if not _within(character)), default=-1)
    return body[cut + 1 :]


def _first_part(text: str) -> str:
    cut = next((place for place, character in enumerate(text) if not _within(character)), len(text))
    return text[:cut]


def _within(character: str) -> bool:
    return character.isalpha() or character in "’'\u00ad\u2060"
