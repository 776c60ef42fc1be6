"""Keep hyphens from where a compositor would not have them: the engine breaks words without looking at the page or the paragraph.

CSS Text 4 has `hyphenate-limit-lines` and `hyphenate-limit-last`; the engine has neither. So each page, when it has been made,
is looked over for words that are broken where they must not be, and made again (`remaking`) with these words kept whole, there
and on all later pages, until none is left:

- over the end of a page;
- as the fourth hyphen of a ladder;
- in the last line of a paragraph, where only the tail of the word would stand (notes, narrow as they are, may do that).

Internal replaced while a document is laid out: the class of dictionaries that the engine's line breaking asks for hyphens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import pyphen
import weasyprint.text.line_break

from coursepack.editions.layout.engine.boxes import Box, Region
from coursepack.editions.layout.engine.cuts import letters
from coursepack.editions.layout.engine.setting import PrintedLine, page_lines, paragraphs

LONGEST_LADDER = 3
"""Lines in a row that may end in a hyphen."""

_ENGINE: Any = weasyprint.text.line_break

Ladders = dict[Element, int]
"""By paragraph: how many hyphens in a row stand at its last lines on a page."""


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


class Hyphens:
    """The words of a section that are not broken, page by page."""

    def __init__(self, everywhere: Iterable[str] = ()) -> None:
        """Keep some words whole from the first page on."""
        self.words = set(everywhere)
        """Kept whole on the page that is being made, as `letters` gives them."""
        self.too_late: set[str] = set()
        """Found broken in tables that run on from an earlier page, whose columns are as wide as they are."""
        self._everywhere = frozenset(everywhere)
        self._found: dict[int, set[str]] = {}
        self._ladders: dict[int, Ladders] = {}
        self._holders: dict[int, set[Element]] = {}

    def from_the_start(self) -> Hyphens:
        """For another run: what was found too late is kept whole from the first page on."""
        return Hyphens(self._everywhere | self.too_late)

    def begin(self, page: int) -> None:
        """Begin a page, counted from 0: what was found on those before it is kept whole."""
        self._found[page] = set()
        self.words.clear()
        self.words.update(self._everywhere, *(found for index, found in self._found.items() if index < page))

    def find_bad(self, page: int, box: Box) -> bool:
        """Look a page over; tells whether it has badly broken words, which are kept whole from now on."""
        lines = list(page_lines(box, page))
        self._ladders[page] = {}
        bad = badly_broken(lines, self._ladders.get(page - 1, {}), self._ladders[page])
        self._holders[page] = {line.holder for line in lines if line.holder is not None}
        running_on = self._holders.get(page - 1, set())
        self.too_late |= {line.broken for line in bad if line.holder in running_on} - self.words
        found = {line.broken for line in bad if line.holder not in running_on} - self.words
        self._found[page] |= found
        self.words |= found
        return bool(found)


def badly_broken(lines: Sequence[PrintedLine], before: Ladders, after: Ladders) -> list[PrintedLine]:
    """List the lines of a page whose ends break a word where they must not.

    `before` says with how many hyphens in a row paragraphs come from the page before; `after` is told with how many they leave.
    """
    found = []
    for paragraph in paragraphs(lines):
        block = paragraph[0].block
        run, broken = before.get(block, 0), None
        for place, line in enumerate(paragraph, start=1):
            run = run + 1 if line.hyphenated else 0
            broken = line if line.broken else broken if run else None
            at_end = line.broken and (place == len(paragraph) or _is_tail(paragraph[place:]))
            if broken and (at_end or run > LONGEST_LADDER):
                found.append(broken)
                run = 0
        after[block] = run
    return found


def _is_tail(rest: Sequence[PrintedLine]) -> bool:
    return len(rest) == 1 and rest[0].region is Region.FLOW and " " not in rest[0].text.strip()
