"""Break no line twice.

A page is made again where a hyphen stands badly, and a paragraph is set again when its page does not hold it; a process that
watches lays the same sections out build after build. Where a line ends depends on its text, its style, the measure and the words
that are not broken alone, so the engine is asked once, and its answer is remembered: of one book, whose fonts do not change.

Internals replaced while a document is laid out: the function that finds the first line of a text, in the two rooms of the engine
that import it, and the one that names a style for the height of its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from copy import copy
from typing import Any

import weasyprint.layout.inline
import weasyprint.layout.preferred
import weasyprint.text.line_break

from coursepack.editions.layout.engine.hyphens import kept_whole

_BREAKING: Any = weasyprint.text.line_break
_ROOMS: tuple[Any, ...] = (weasyprint.layout.inline, weasyprint.layout.preferred)
_MOST = 12_000
"""Lines remembered at the most: so the memory of a worker does not grow with the book. A chapter of 17 pages has about 1,200."""
_PROPERTIES = (
    *("white_space", "font_size", "hyphens", "lang", "direction", "letter_spacing", "word_spacing", "tab_size"),
    *("hyphenate_limit_chars", "hyphenate_limit_zone", "hyphenate_character", "overflow_wrap", "word_break"),
    *(
        "font_family",
        "font_style",
        "font_stretch",
        "font_weight",
        "font_variation_settings",
        "font_language_override",
        "font_kerning",
    ),
    *("font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric"),
    *("font_variant_alternates", "font_variant_east_asian", "font_feature_settings", "text_decoration_line"),
)
"""All of a style that the engine looks at when it breaks a line (a test holds this list to what it does look at)."""

Broken = tuple[Any, int, int | None, float, float, float]
"""What the engine answers: the line as Pango has it, its length, where the next begins, width, height and baseline."""


class LineMemory:
    """How the lines of a book were broken; a press has one."""

    def __init__(self) -> None:
        self._recent: dict[Any, Any] = {}
        self._earlier: dict[Any, Any] = {}
        self._styles: dict[tuple[Any, ...], int] = {}
        self._asked: list[str] = []

    @contextmanager
    def at_work(self, whole: Set[str]) -> Iterator[None]:
        """Lay documents out with this memory, and break none of these words (as `letters` gives them), while this lasts."""
        find, name_style = _BREAKING.split_first_line, _BREAKING._font_style_cache_key  # noqa: SLF001  # no public way in
        _put_in(self._remembering(find, whole), _named_once(name_style))
        try:
            with kept_whole(whole, self._asked.append):
                yield
        finally:
            _put_in(find, name_style)

    def _remembering(self, find: Callable[..., Broken], whole: Set[str]) -> Callable[..., Broken]:
        def first_line(
            text: str,
            style: Any,
            context: Any,
            width: float | None,
            stretch: float,
            is_line_start: bool = True,  # as the engine has it
            minimum: bool = False,
        ) -> Broken:
            key = text, self._style(style), width, stretch, is_line_start, minimum
            asked = self._get(key)
            answer = None if asked is None else self._get((key, _held(asked, whole)))
            if answer is None:
                self._asked.clear()
                answer = find(text, style, context, width, stretch, is_line_start, minimum)
                asked = tuple(self._asked)
                self._put(key, asked)
                self._put((key, _held(asked, whole)), answer)
            line, *measures = answer
            return copy(line), *measures  # the engine may write into the line

        return first_line

    def _style(self, style: Any) -> int:
        """The number of a style, the same for all that set lines alike."""
        known = vars(style)
        if "_of_lines" not in known:
            named = tuple(_hashable(style[name]) for name in _PROPERTIES)
            known["_of_lines"] = self._styles.setdefault(named, len(self._styles))
        number: int = known["_of_lines"]
        return number

    def _get(self, key: Any) -> Any:
        found = self._recent.get(key)
        if found is None:
            found = self._earlier.get(key)
            if found is not None:
                self._put(key, found)
        return found

    def _put(self, key: Any, value: Any) -> None:
        """Remember; what has not been asked for since `_MOST` lines is forgotten."""
        self._recent[key] = value
        if len(self._recent) > _MOST:  # two entries a line, in two halves
            self._recent, self._earlier = {}, self._recent


def _hashable(value: Any) -> Any:
    return frozenset(value) if isinstance(value, set) else tuple(value) if isinstance(value, list) else value


def _held(words: tuple[str, ...], whole: Set[str]) -> tuple[bool, ...]:
    """Of the words whose hyphens were looked up for a line, which may not be broken."""
    return tuple(word in whole for word in words)


def _put_in(find: Callable[..., Broken], name_style: Callable[..., str]) -> None:
    for room in _ROOMS:
        room.split_first_line = find
    _BREAKING._font_style_cache_key = name_style  # noqa: SLF001


def _named_once(name_style: Callable[..., str]) -> Callable[..., str]:
    """Name a style once for the height of its lines: the engine writes the same long name for every word."""

    def name(style: Any, include_size: bool = False) -> str:  # as the engine has it
        if not include_size:
            return name_style(style)
        known = vars(style)
        if "_of_height" not in known:
            known["_of_height"] = name_style(style, include_size)
        named: str = known["_of_height"]
        return named

    return name
