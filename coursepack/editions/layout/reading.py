"""Read laid-out text back against its source: every element's own text must be printed once, whole, in order.

In: the own text of each element (its text, and its children's tails), and pieces of printed text in reading order.
Out: how far each element has been printed (page starts are counted so), and findings for what is lost, doubled or
changed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from xml.etree.ElementTree import Element
from zlib import crc32

SNIPPET = 60
"""Characters of source quoted in a finding."""


class Fault(Enum):
    """How printed text differs from its source."""

    LOST = "lost"
    DOUBLED = "doubled"
    CHANGED = "changed"


@lru_cache(maxsize=4096)
def _ignorable(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


def visible(text: str) -> str:
    """Drop what layout may collapse, drop or add: white space, soft hyphens and other format characters."""
    if text.isascii():
        return "".join(text.split())
    return "".join(character for character in text if not _ignorable(character))


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    return unicodedata.normalize("NFKC", character).casefold()


def own_text(element: Element) -> str:
    """Join the text that belongs to an element itself: its text, and its children's tails."""
    return (element.text or "") + "".join(child.tail or "" for child in element)


def checksum(text: str) -> int:
    """CRC-32 of a text without its white space; 0 for none."""
    return crc32(visible(text).encode())


@dataclass(slots=True)
class Reading:
    """How far the own text of one element has been printed."""

    text: str
    """The source, with its white space."""
    repeatable: bool = False
    """A table head: printed again on each page that its table runs on to."""
    source: str = field(init=False)
    position: int = 0
    """Visible characters printed so far."""
    repeating: bool = False
    """It has been printed whole before: nothing of it is new, and no page begins with it."""
    faults: list[tuple[Fault, int, int]] = field(default_factory=list)
    """Kind, and from where to where in `source`."""
    pages: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.source = visible(self.text)

    @property
    def finished(self) -> bool:
        """All of the text has been printed: more can only be a repetition."""
        return self.position == len(self.source)

    def read(self, piece: str, page: int, *, hyphenated: bool = False) -> bool:
        """Take in the next printed piece.

        `hyphenated` says that its last character may be a hyphen that the engine put there; returns whether it was.
        """
        printed = visible(piece)
        if not printed:
            return False
        if page not in self.pages:
            self.pages.append(page)
        if self.finished and self.source:
            if not self.repeatable:
                self.faults.append((Fault.DOUBLED, 0, len(self.source)))
                return False
            self.position, self.repeating = 0, True
        return self._advance(printed, hyphenated)

    def _advance(self, printed: str, hyphenated: bool) -> bool:
        candidates = [printed, printed[:-1]] if hyphenated else [printed]
        for candidate in candidates:
            end = _match(self.source, self.position, candidate)
            if end is not None:
                self.position = end
                return candidate is not printed
        self._resynchronise(candidates[-1])
        return False

    def _resynchronise(self, printed: str) -> None:
        """Find text that is not what comes next: further on, or further back, in the source."""
        ahead = self.source.find(printed, self.position)
        if printed and ahead > self.position:
            self.faults.append((Fault.LOST, self.position, ahead))
            self.position = ahead + len(printed)
        elif printed and printed in self.source[: self.position]:
            self.faults.append((Fault.DOUBLED, self.source.index(printed), self.position))
        else:
            end = min(len(self.source), self.position + len(printed))
            self.faults.append((Fault.CHANGED, self.position, end))
            self.position = end

    def close(self) -> list[tuple[Fault, int, int]]:
        """All has been printed that will be: whatever of the source is left is lost. Merges neighbouring faults."""
        faults = list(self.faults)
        if self.position < len(self.source):
            faults.append((Fault.LOST, self.position, len(self.source)))
        return list(_merged(faults))

    def snippet(self, start: int) -> str:
        """Words of the source from its visible character `start` on, with their white space."""
        offset = raw_offset(self.text, start)
        return " ".join(self.text[offset : offset + SNIPPET].split())


def raw_offset(text: str, characters: int) -> int:
    """Index in `text` of the visible character that `characters` others precede; the end if there is none."""
    count = 0
    for offset, character in enumerate(text):
        if not _ignorable(character):
            if count == characters:
                return offset
            count += 1
    return len(text)


def _match(source: str, start: int, printed: str) -> int | None:
    """Where `printed` ends in `source` if it stands there at `start`, letter case and compatibility forms aside."""
    if source.startswith(printed, start):
        return start + len(printed)
    wanted = "".join(map(_folded, printed))
    taken = ""
    for position in range(start, len(source)):
        if len(taken) >= len(wanted):
            return position if taken == wanted else None
        taken += _folded(source[position])
    return len(source) if taken == wanted else None


def _merged(faults: list[tuple[Fault, int, int]]) -> Iterator[tuple[Fault, int, int]]:
    previous: tuple[Fault, int, int] | None = None
    for fault in faults:
        if previous and previous[0] is fault[0] and fault[1] <= previous[2]:
            previous = (previous[0], min(previous[1], fault[1]), max(previous[2], fault[2]))
            continue
        if previous:
            yield previous
        previous = fault
    if previous:
        yield previous
