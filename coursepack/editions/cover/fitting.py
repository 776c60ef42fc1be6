"""Sizes of type that fit: text measured with HarfBuzz in the very font that sets it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import uharfbuzz as hb

_WORDS = re.compile(r"[\u2e80-\u9fff\uf900-\uffef]|[^\s\u2e80-\u9fff\uf900-\uffef]+\s*")
"""Words, and single Chinese characters, between which a line may break."""


class Measure:
    """Measures lines of one font; characters that it does not have count as a square."""

    def __init__(self, font: bytes) -> None:
        self._face = hb.Face(font)
        self._font = hb.Font(self._face)

    def width(self, text: str, size: float) -> float:
        """Width of a line at a size, in the unit of the size."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self._font, buffer, {})
        pairs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        units = sum(place.x_advance if glyph.codepoint else self._face.upem for glyph, place in pairs)
        return float(units * size / self._face.upem)

    def lines(self, text: str, size: float, measure: float) -> list[str]:
        """Break a text into lines as a browser does: as many words as fit."""
        lines: list[str] = []
        for word in _WORDS.findall(text):
            if lines and self.width((lines[-1] + word).rstrip(), size) <= measure:
                lines[-1] += word
            else:
                lines.append(word)
        return [line.strip() for line in lines]

    def largest(self, text: str, sizes: Iterable[float], measure: float, most: int) -> float:
        """The first of the sizes at which a text takes at most so many lines, none wider than the measure; else the last."""
        chosen = 0.0
        for size in sizes:
            chosen = size
            lines = self.lines(text, size, measure)
            if len(lines) <= most and all(self.width(line, size) <= measure for line in lines):
                break
        return chosen
