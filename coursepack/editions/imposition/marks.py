"""What the binder needs to see around and between the pages: cut, fold and collation marks, and which sheet this is.

All as operators of a PDF content stream (ISO 32000-1, 8.5); the words are drawn as outlines, so that the sheet needs no font.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import uharfbuzz as hb
from fontTools.pens.basePen import BasePen

from coursepack.config.page import points
from coursepack.editions.imposition.geometry import Geometry

_WEIGHT = 0.25
_GAP = points("1 mm")
"""Between the trimmed-off strip and a mark."""
_LENGTH = points("5 mm")
_DASHES = "[3 2] 0 d"
_SIZE = 6.5
"""Points of the words."""
_BAR = points("1.6 mm"), points("7 mm")
"""Width, over the fold, and height of a collation mark."""
_CLEAR = points("8 mm")
"""What stays free of collation marks at head and foot, where the fold is trimmed and glued."""


def cut_marks(sheet: Geometry) -> Iterator[str]:
    """Short lines in the margin, in the prolongation of the edges of all pages, save where the sheet is folded and not cut."""
    width, height = sheet.sheet
    inner = sheet.margin - _GAP
    for column in range(sheet.columns):
        edges = sheet.left(column), sheet.left(column) + sheet.width
        for x in _apart_from(sheet.upright_folds(), edges):
            yield from (_line(x, inner - _LENGTH, x, inner), _line(x, height - inner, x, height - inner + _LENGTH))
    for row in range(sheet.rows):
        edges = sheet.bottom(row), sheet.bottom(row) + sheet.height
        for y in _apart_from(sheet.level_folds(), edges):
            yield from (_line(inner - _LENGTH, y, inner, y), _line(width - inner, y, width - inner + _LENGTH, y))


def _apart_from(folds: Iterable[float], edges: Iterable[float]) -> list[float]:
    folded = {round(fold, 3) for fold in folds}
    return [edge for edge in edges if round(edge, 3) not in folded]


def fold_marks(sheet: Geometry) -> Iterator[str]:
    """Dashed lines in the margin where the sheet is folded."""
    width, height = sheet.sheet
    yield f"q {_DASHES}"
    for x in sheet.upright_folds():
        yield from (_line(x, 0, x, sheet.margin - _GAP), _line(x, height - sheet.margin + _GAP, x, height))
    for y in sheet.level_folds():
        yield from (_line(0, y, sheet.margin - _GAP, y), _line(width - sheet.margin + _GAP, y, width, y))
    yield "Q"


def collation_mark(sheet: Geometry, number: int, signatures: int) -> str:
    """A bar on the back of a signature's spine, a step lower on each: gathered rightly, they make a staircase."""
    wide, high = _BAR
    step = min(high, (sheet.height - 2 * _CLEAR - high) / max(signatures - 1, 1))
    top = sheet.bottom(sheet.rows - 1) + sheet.height - _CLEAR - (number - 1) * step
    fold = sheet.left(2) + sheet.width + sheet.milling
    return f"{_n(fold - wide / 2)} {_n(top - high)} {_n(wide)} {_n(high)} re f"


class Lettering:
    """Words drawn as outlines, so that the sheet needs no font: every letter is one drawing, used again and again."""

    def __init__(self, font: bytes) -> None:
        self._font = hb.Font(hb.Face(font))
        self._scale = _SIZE / self._font.face.upem
        self.letters: dict[str, str] = {}
        """Name of a form XObject → its path operators, in the units of the font."""

    def words(self, text: str, x: float, y: float) -> str:
        """Place the letters of a line, its baseline beginning at x, y; those that are new are added to `letters`."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self._font, buffer, {})
        placed = []
        for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            name = f"/Letter{glyph.codepoint}"
            if name not in self.letters:
                self.letters[name] = self._outline(glyph.codepoint)
            placed.append(f"q {self._scale:.5f} 0 0 {self._scale:.5f} {_n(x)} {_n(y)} cm {name} Do Q")
            x += place.x_advance * self._scale
        return "\n".join(placed)

    def _outline(self, glyph: int) -> str:
        pen = _PathPen(None)
        self._font.draw_glyph_with_pen(glyph, pen)
        return "\n".join([*pen.operators, "f"])


class _PathPen(BasePen):  # type: ignore[misc]  # fontTools has no type hints
    """Writes outlines as the path operators of PDF."""

    def __init__(self, glyphs: None) -> None:
        super().__init__(glyphs)
        self.operators: list[str] = []

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802  # the names are fontTools'
        self._add("m", point)

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802  # fontTools' name
        self._add("l", point)

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802  # fontTools' name
        self._add("c", *points)

    def _closePath(self) -> None:  # noqa: N802  # fontTools' name
        self.operators.append("h")

    def _add(self, operator: str, *points: tuple[float, float]) -> None:
        self.operators.append(" ".join([*(f"{_n(x)} {_n(y)}" for x, y in points), operator]))


def strokes(*drawings: str) -> str:
    """Put lines together, in the weight of marks."""
    return "\n".join([f"{_WEIGHT} w", *drawings])


def _line(from_x: float, from_y: float, to_x: float, to_y: float) -> str:
    return f"{_n(from_x)} {_n(from_y)} m {_n(to_x)} {_n(to_y)} l S"


def _n(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"
