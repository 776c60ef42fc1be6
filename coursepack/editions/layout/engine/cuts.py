"""Know which word the end of a line breaks.

The engine cuts lines off a text, and forgets the text. Here each box of a line is given a note of where it was cut off, so that
a page tells its broken words before the next is made.

Internal replaced while a document is laid out: the function that cuts a line off a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint.layout.inline

from coursepack.editions.layout.engine.boxes import Box

_ENGINE: Any = weasyprint.layout.inline
_NOTE = "cut_off"
"""Attribute of a box of a line: the text that it was cut off, and where in it the next line begins, in bytes of UTF-8."""


@contextmanager
def noted_cuts() -> Iterator[None]:
    """Lay documents out with such notes while this lasts."""
    cut = _ENGINE.split_text_box
    _ENGINE.split_text_box = _noting(cut)
    try:
        yield
    finally:
        _ENGINE.split_text_box = cut


def _noting(cut: Callable[..., Any]) -> Callable[..., Any]:
    def cut_line(context: Any, box: Box, *arguments: Any, **more: Any) -> Any:
        line, following, preserved = cut(context, box, *arguments, **more)
        if line is not None and following is not None:
            setattr(line, _NOTE, (box.text, following))
        return line, following, preserved

    return cut_line


def broken_word(box: Box) -> str:
    """The word that the end of a line breaks, as `letters` gives it; empty if none. `box`: the last text on the line."""
    text, following = getattr(box, _NOTE, ("", 0))
    head, tail = text.encode()[:following].decode(), text.encode()[following:].decode()
    if not head or not tail or not _within(head[-1]) or not _within(tail[0]):
        return ""
    return letters(_last_part(head) + _first_part(tail))


def letters(word: str) -> str:
    """Reduce a word to its letters, in lower case."""
    return "".join(filter(str.isalpha, word)).casefold()


def _last_part(text: str) -> str:
    """What stands behind the last mark inside a word: the engine breaks the halves of a compound one by one."""
    cut = next((place for place in range(len(text) - 1, -1, -1) if not _within(text[place])), -1)
    return text[cut + 1 :]


def _first_part(text: str) -> str:
    cut = next((place for place, character in enumerate(text) if not _within(character)), len(text))
    return text[:cut]


def _within(character: str) -> bool:
    return character.isalpha() or character in "’'\u00ad\u2060"
