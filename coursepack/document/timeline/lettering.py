"""How wide words are in the book's typefaces, and where they break into lines: measured with the shaper of the layout."""

from __future__ import annotations

from functools import cache

import uharfbuzz as hb

from coursepack.fonts import body_characters, source_fonts

_SLACK = 0.5
"""What pairs of letters may add to the sum of their widths, in points, over a line."""
_WEIGHT = {"wght": 400}


@cache
def _font(name: str) -> hb.Font:
    font = hb.Font(hb.Face(source_fonts()[name]))
    if name == "roman":
        font.set_variations(_WEIGHT)
    return font


@cache
def width(words: str, size: float) -> float:
    """The width of a line of text in points, at a size in points."""
    total, run, name = 0.0, "", ""
    for char in words:
        own = "roman" if ord(char) in body_characters() or char.isspace() else "cjk"
        if own != name and run:
            total += _advance(run, name, size)
            run = ""
        run, name = run + char, own
    return total + (_advance(run, name, size) if run else 0.0)


def _advance(run: str, name: str, size: float) -> float:
    font = _font(name)
    buffer = hb.Buffer()
    buffer.add_str(run)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    return float(sum(position.x_advance for position in buffer.glyph_positions)) * size / float(font.face.upem)


def lines_of(words: str, room: float, size: float) -> list[str]:
    """Break words into lines of at most `room` points, as even as they can be; a word that is wider is divided."""
    pieces = [(piece, width(piece, size)) for word in words.split() for piece in _pieces(word, room, size)]
    space = width(" ", size)
    count = len(_filled(pieces, room, space))
    low, high = max(wide for _, wide in pieces), room
    while high - low > 1:  # the narrowest room that takes no more lines
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(pieces, middle, space)) <= count else (middle, high)
    return _filled(pieces, high, space)


def _filled(pieces: list[tuple[str, float]], room: float, space: float) -> list[str]:
    lines: list[str] = []
    used = 0.0
    for piece, wide in pieces:
        if lines and used + space + wide + _SLACK <= room:
            lines[-1] += f" {piece}"
            used += space + wide
        else:
            lines.append(piece)
            used = wide
    return lines


def _pieces(word: str, room: float, size: float) -> list[str]:
    """A word, or its parts that fit."""
    if width(word, size) <= room:
        return [word]
    parts, used = [""], 0.0
    for char in word:
        wide = width(char, size)
        if parts[-1] and used + wide + _SLACK > room:
            parts.append("")
            used = 0.0
        parts[-1] += char
        used += wide
    return parts
