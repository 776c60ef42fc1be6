"""E-book: a typographic cover, drawn from title, subtitle and editors (1600 × 2400 pixels, PNG).

HarfBuzz places each glyph (the book's font has its kerning only in GPOS, which Pillow's plain layout does not read),
Pillow draws it; so the picture does not depend on what else is installed.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import uharfbuzz as hb
from PIL import Image, ImageDraw, ImageFont

from coursepack.config import Config
from coursepack.document.languages import is_cjk
from coursepack.editions.epub.fonts import EpubFonts

WIDTH, HEIGHT = 1600, 2400
"""Pixels."""

_PAPER = (246, 241, 231)
_INK = (38, 36, 34)
_BAND = (112, 30, 34)
_MARGIN = 150
_MEASURE = WIDTH - 2 * _MARGIN
_BAND_HEIGHT = 1500
_MOST_TITLE_LINES = 5
_WORD = re.compile(r"[\u2e80-\u9fff\uf900-\uffef]\s*|[^\s\u2e80-\u9fff\uf900-\uffef]+\s*")


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    x: float
    font: ImageFont.FreeTypeFont


class _Face:
    """A font file at any size and weight; Chinese characters come from the second file."""

    def __init__(self, font: bytes, cjk: bytes) -> None:
        self._files = (font, cjk)
        self._shapers = [hb.Face(file) for file in self._files]

    def line(self, text: str, size: int, weight: int, spacing: float = 0) -> tuple[list[_Glyph], float]:
        """Give the glyphs of one line and its width, in pixels."""
        glyphs: list[_Glyph] = []
        x = 0.0
        for cjk, run in _runs(text):
            font = self._font(cjk, size, weight)
            for character, advance in zip(run, self._advances(cjk, run, size, weight), strict=True):
                glyphs.append(_Glyph(character, x, font))
                x += advance + spacing
        return glyphs, x - spacing

    def _font(self, cjk: bool, size: int, weight: int) -> ImageFont.FreeTypeFont:
        file = io.BytesIO(self._files[cjk])
        font = ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
        if self._shapers[cjk].has_var_data:
            font.set_variation_by_axes([weight])
        return font

    def _advances(self, cjk: bool, text: str, size: int, weight: int) -> list[float]:
        """Width of every character with its kerning; marks that combine have none of their own."""
        font = hb.Font(self._shapers[cjk])
        if self._shapers[cjk].has_var_data:
            font.set_variations({"wght": weight})
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.cluster_level = hb.BufferClusterLevel.CHARACTERS
        hb.shape(font, buffer, {"kern": True, "liga": False, "clig": False, "dlig": False, "calt": False})
        scale = size / self._shapers[cjk].upem
        advances = [0.0] * len(text)
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            advances[info.cluster] += position.x_advance * scale
        return advances


def _runs(text: str) -> list[tuple[bool, str]]:
    runs: list[tuple[bool, str]] = []
    for character in text:
        cjk = is_cjk(character)
        if runs and runs[-1][0] == cjk:
            runs[-1] = (cjk, runs[-1][1] + character)
        else:
            runs.append((cjk, character))
    return runs


def draw_cover(config: Config, fonts: EpubFonts) -> bytes:
    """Draw the cover as a PNG file; the same words and fonts give the same bytes."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, _BAND_HEIGHT), fill=_BAND)
    draw.rectangle((_MARGIN, 190, WIDTH - _MARGIN, 193), fill=_PAPER)
    roman, italic = _Face(fonts.roman, fonts.cjk), _Face(fonts.italic, fonts.cjk)
    size, lines = _fit(config.title, roman, 210, 90, _MOST_TITLE_LINES)
    baseline = 190 + int(size * 1.35)
    for line in lines:
        _draw(draw, roman.line(line, size, 500), baseline, _PAPER)
        baseline += int(size * 1.08)
    if config.subtitle:
        size, lines = _fit(config.subtitle, italic, 88, 52, 3, 400)
        baseline += int(size * 0.25)
        for line in lines:
            _draw(draw, italic.line(line, size, 400), baseline, _PAPER)
            baseline += int(size * 1.2)
    _draw_names(draw, config, roman)
    _draw_foot(draw, config, roman)
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()


def _draw_names(draw: ImageDraw.ImageDraw, config: Config, face: _Face) -> None:
    baseline = _BAND_HEIGHT + 190
    for name in config.contributors[:5]:
        size, lines = _fit(name, face, 84, 48, 2)
        for line in lines:
            _draw(draw, face.line(line, size, 400), baseline, _INK)
            baseline += int(size * 1.25)


def _draw_foot(draw: ImageDraw.ImageDraw, config: Config, face: _Face) -> None:
    """Set the publisher, or the institution, on the foot line, and the course above it."""
    foot = [text for text in (config.course, config.publisher or config.institution) if text][::-1]
    baseline = HEIGHT - 150
    for text in foot:
        size, lines = _fit(text, face, 50, 34, 2)
        for line in reversed(lines):
            _draw(draw, face.line(line, size, 400, spacing=1.5), baseline, _INK)
            baseline -= int(size * 1.4)
    if foot:
        draw.rectangle((_MARGIN, baseline - 20, _MARGIN + 220, baseline - 18), fill=_BAND)


def _fit(text: str, face: _Face, largest: int, smallest: int, most: int, weight: int = 500) -> tuple[int, list[str]]:
    """Find the largest size at which a text takes at most `most` lines; at the smallest, it takes what it needs."""
    for size in range(largest, smallest, -6):
        lines = _break(text, face, size, weight)
        if len(lines) <= most and all(face.line(line, size, weight)[1] <= _MEASURE for line in lines):
            return size, lines
    return smallest, _break(text, face, smallest, weight, inside_words=True)


def _break(text: str, face: _Face, size: int, weight: int, *, inside_words: bool = False) -> list[str]:
    """Break into lines that fit the measure, after a colon, between words, and anywhere between Chinese characters."""
    lines: list[str] = []
    words: list[str] = _WORD.findall(text)
    if inside_words:  # one that is wider than the page by itself
        words = [part for word in words for part in (word if face.line(word, size, weight)[1] > _MEASURE else [word])]
    for word in words:
        longer = lines[-1] + word if lines else word
        if lines and not lines[-1].endswith(": ") and face.line(longer.rstrip(), size, weight)[1] <= _MEASURE:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line.strip() for line in lines]


def _draw(
    draw: ImageDraw.ImageDraw, line: tuple[list[_Glyph], float], baseline: float, colour: tuple[int, int, int]
) -> None:
    for glyph in line[0]:
        draw.text((_MARGIN + glyph.x, baseline), glyph.text, font=glyph.font, fill=colour, anchor="ls")
