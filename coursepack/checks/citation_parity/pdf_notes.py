"""The notes of printed pages: found at the pages' feet by what they must say, not by how they look.

All notes of the book, one after another, are one row of letters. The foot of every page must be the next piece of it: the
longest tail of the page's lines that goes on where the page before stopped. So nothing can be missing, doubled, changed,
out of order or left over without being noticed, wherever a note is cut by the end of a page.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from coursepack.checks.citation_parity.model import DRAWN, MARK, ORDINAL, Note
from coursepack.checks.citation_parity.pdf_reading import Page

_ANYTHING = (MARK, ORDINAL, DRAWN)
_SPECIAL = re.compile(f"[{MARK}{ORDINAL}{DRAWN}]")
_MARK_LENGTH = 3
_AHEAD = 60  # notes that are tried to go on with after a spoilt one


class Fault(StrEnum):
    """What is wrong with a printed note."""

    DIFFERS = "is not printed as it was resolved"
    LEFT_OVER = "is followed or interrupted by words that no note holds"


@dataclass(frozen=True, slots=True)
class PrintedNotes:
    """How many notes were found whole, and what is wrong: index of the note, fault, label of the page."""

    whole: int
    faults: tuple[tuple[int, Fault, str], ...]
    bodies: tuple[int, ...]
    """How many lines of each page, from its top, are not notes."""


def find_notes(pages: Sequence[Page], notes: Sequence[Note]) -> PrintedNotes:
    """Find every note at the feet of the pages, in order."""
    row = _Row(notes)
    bodies = [row.take_foot(page) for page in pages]
    row.finish(pages[-1].label if pages else "")
    spoilt = {index for index, fault, _ in row.faults if fault is Fault.DIFFERS}
    return PrintedNotes(len(notes) - len(spoilt), tuple(row.faults), tuple(bodies))


class _Row:
    """The row of letters of all notes, and the place up to which it has been found."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self._texts = [f"{note.number}{MARK}{note.text}" for note in notes]
        self._starts = [0]
        for text in self._texts:
            self._starts.append(self._starts[-1] + len(text))
        self._numbers = {start: len(note.number) for start, note in zip(self._starts, notes, strict=False)}
        self._letters = "".join(self._texts)
        self._place = 0
        self._since: list[tuple[str, str]] = []
        self.faults: list[tuple[int, Fault, str]] = []

    def take_foot(self, page: Page) -> int:
        """Take the notes from the foot of a page; return how many lines are above them."""
        self._since.append((page.label, "".join(page.lines)))
        if not page.lines or self._place == len(self._letters):
            return len(page.lines)
        whole, offsets = "".join(page.lines), [0, *accumulate(map(len, page.lines[:-1]))]
        for start in self._tries():
            for top in self._tops(whole, offsets, start):
                end = go_on(self._letters, start, whole[offsets[top] :])
                if end is not None and not self._is_only_a_number(start, end):
                    self._skip_to(start)
                    self._place = end
                    self._since = [(page.label, "")]
                    return top
        return len(page.lines)

    def _tops(self, whole: str, offsets: Sequence[int], start: int) -> list[int]:
        """The lines of a page that begin as the row does at its place `start`, or where that may be anything."""
        first = self._letters[start]
        return [top for top, at in enumerate(offsets) if first in _ANYTHING or whole[at : at + 1] == first]

    def _is_only_a_number(self, start: int, end: int) -> bool:
        """A number that ends a page may be anything: of a note, something must follow."""
        return end - start <= self._numbers.get(start, -1) + len(MARK)

    def _tries(self) -> Iterator[int]:
        """Where the foot of a page may go on: where the last one stopped, or after spoilt notes."""
        yield self._place
        current = bisect_right(self._starts, self._place)
        yield from self._starts[current : min(current + _AHEAD, len(self._texts))]

    def _skip_to(self, start: int) -> None:
        """Say what is wrong with the notes between here and `start`: look for each alone on the pages since."""
        if start == self._place:
            return
        first = bisect_right(self._starts, self._place) - 1
        last = bisect_right(self._starts, start) - 1
        whole = "".join(text for _, text in self._since)
        label = self._since[-1][0]
        position, spoilt = 0, []
        for index in range(first, last):
            text = self._letters[max(self._place, self._starts[index]) : self._starts[index + 1]]
            found = _find(text, whole, position)
            if found is None:
                spoilt.append((index, Fault.DIFFERS, label))
            else:
                position = found
        self.faults += spoilt or [(last - 1, Fault.LEFT_OVER, label)]

    def finish(self, label: str) -> None:
        """After the last page: everything must have been found."""
        if self._place < len(self._letters):
            self._since = self._since or [(label, "")]
            self._skip_to(len(self._letters))


def go_on(row: str, start: int, text: str) -> int | None:
    """Where `row` has got to when `text` follows its place `start`; `None` where it does not."""
    if row.startswith(text, start):
        return start + len(text)
    place, read = start, 0
    while read < len(text):
        if place == len(row):
            return None
        if row[place] in _ANYTHING:
            skipped = _skip(row, place, text, read)
            if skipped is None:
                return None
            place, read = place + 1, skipped
        elif row[place] != text[read]:
            return None
        else:
            place, read = place + 1, read + 1
    return place


def _skip(row: str, place: int, text: str, read: int) -> int | None:
    """Where `text` goes on after a mark of the edition's own, or a drawing, which has no words (see `drawings`)."""
    after = _SPECIAL.split(row[place + 1 : place + 9])[0]
    for length in range(min(_MARK_LENGTH, len(text) - read) + 1):
        if any(char.isalnum() for char in text[read : read + length]):
            return None
        rest = text[read + length : read + length + len(after)]
        if after.startswith(rest):
            return read + length
    return None


def _find(note: str, text: str, start: int) -> int | None:
    """The end of a whole note in a text, from `start` on; marks and drawings may be anything short."""
    head = _SPECIAL.split(note)[0]
    place = text.find(head, start)
    while place >= 0:
        end = _end_of(note, text, place)
        if end is not None:
            return end
        place = text.find(head, place + 1)
    return None


def _end_of(note: str, text: str, place: int) -> int | None:
    read = place
    for index, char in enumerate(note):
        if char in _ANYTHING:
            skipped = _skip(note, index, text, read)
            if skipped is None:
                return None
            read = skipped
        elif read >= len(text) or text[read] != char:
            return None
        else:
            read += 1
    return read
