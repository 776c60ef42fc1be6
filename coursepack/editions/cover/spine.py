"""The spine: how wide it is, and what can stand on it.

The words run from head to foot (ISO 6357), so that they can be read when the book lies on its back.
"""

from __future__ import annotations

from dataclasses import dataclass

from coursepack.config import Config, Paper
from coursepack.config.page import POINTS
from coursepack.editions.cover.fitting import Measure

CLEAR = 1.2 * POINTS["mm"]
"""Between the words and each edge: a bindery folds a millimetre beside the line."""
SMALLEST, LARGEST = 7.0, 16.0
"""Points of the words; below the smallest, there are none."""
_LETTER = 0.95
"""From ascender to descender, of the size of type."""
_GAP = 2.2
"""Ems between title, names and publisher."""
_ENDS = 0.055
"""What stays free at head and foot, of the height of the book."""


def spine_width(pages: int, paper: Paper) -> float:
    """Width of the spine in millimetres: the pages, and the boards around them."""
    return round(pages * paper.page + 2 * paper.board_thickness, 2)


@dataclass(frozen=True, slots=True)
class SpineText:
    """The words of a spine and their size in points; without words, `reason` says why."""

    title: str = ""
    names: str = ""
    publisher: str = ""
    size: float = 0
    reason: str = ""


def spine_text(config: Config, width: float, height: float, measure: Measure) -> SpineText:
    """The most that can stand on a spine `width` points wide and `height` points high."""
    if not config.cover.spine_text:
        return SpineText(reason="the configuration asks for none")
    largest = min(LARGEST, (width - 2 * CLEAR) / _LETTER)
    if largest < SMALLEST:
        least = (SMALLEST * _LETTER + 2 * CLEAR) / POINTS["mm"]
        return SpineText(reason=f"words need {least:.1f} mm, the spine is {width / POINTS['mm']:.1f} mm wide")
    names = ", ".join(name.rpartition(" ")[2] if len(config.contributors) > 1 else name for name in config.contributors)
    for parts in (
        (config.title, names, config.publisher),
        (config.title, "", config.publisher),
        (config.title, "", ""),
    ):
        size = _largest(parts, largest, height * (1 - 2 * _ENDS), measure)
        if size >= SMALLEST:
            return SpineText(*parts, size=round(size, 2))
    return SpineText(reason="the title is longer than the spine is high")


def _largest(parts: tuple[str, ...], largest: float, length: float, measure: Measure) -> float:
    words = [part for part in parts if part]
    ems = sum(measure.width(word, 1) for word in words) * 1.04 + _GAP * (len(words) - 1)
    return min(largest, length / ems)
