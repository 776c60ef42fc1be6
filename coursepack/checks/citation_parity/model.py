"""What the proof compares: notes and bibliographies, as they were resolved and as they were read back from an edition."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MARK = "\ue000"
"""In an expected text: a place where an edition may set a mark of its own (a full stop, a list's dash)."""
ORDINAL = "\ue002"
"""In an expected text: before the number of an item of a list, which ends with a `MARK`; an e-book does not set it as text."""
DRAWN = "\ue001"
"""In an expected text: a formula or picture, which an edition draws in its own way."""

_ORDINALS = re.compile(f"{ORDINAL}[^{MARK}]*{MARK}")
_DROPPED = frozenset("\u00ad\u2010")
"""Soft hyphens, and the hyphen that is set where a word is divided at the end of a line."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note: the section that it stands in, its number, and its text as `letters`."""

    section: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a bibliography: the key of the work, and its text as `letters`."""

    key: str
    text: str
    pages: str = ""
    """What only an edition of pages adds: where the work is cited, as `letters`."""


@dataclass(frozen=True, slots=True)
class Cited:
    """The notes, calls and bibliographies of the book, and the citations that stand in its text, all in order."""

    notes: tuple[Note, ...]
    calls: tuple[tuple[str, str], ...]
    """The section, and the number that is printed."""
    lists: tuple[tuple[Entry, ...], ...]
    in_text: tuple[tuple[str, str], ...]
    """Citations outside notes (author-date and numeric styles): the section, and the words as `letters`."""


def without_marks(text: str) -> str:
    """An expected text without the places for marks and numbers, which an e-book does not set as text."""
    return _ORDINALS.sub("", text).replace(MARK, "")


_BRACKETS = str.maketrans(")]}»", "([{«")


class _Letters(dict[int, int | None]):
    """For `str.translate`: what becomes of each character that has been met (`letters`)."""

    def __missing__(self, code: int) -> int | None:
        self[code] = _BRACKETS.get(code, code) if _is_printed(chr(code)) else None
        return self[code]


_LETTERS = _Letters()


def letters(text: str) -> str:
    """Reduce a text to what every edition prints alike: no white space, no soft or dividing hyphens, no format characters.

    Ligatures and other compatibility characters are taken apart (NFKC), as readers of pages do; brackets open and close alike,
    because those beside words from right to left are read in either way.
    """
    return unicodedata.normalize("NFKC", text).translate(_LETTERS)


def _is_printed(char: str) -> bool:
    return char not in _DROPPED and not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc")
