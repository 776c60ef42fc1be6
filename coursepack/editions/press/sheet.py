"""The sheet around the trimmed page: its boxes (ISO 32000-1, 14.11.2), and the marks that guide knife and plates.

In: pages with a trim box. Out: the bleed box around it, and, where there are marks, a slug outside the bleed that holds them.
The trimmed page stays where it is, so that the sheet may begin left of and below zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name

from coursepack.editions.press.spaces import Converter

Box = tuple[float, float, float, float]

GAP = 3.0
"""Points between the bleed and a mark."""
LENGTH = 14.0
"""Points that a crop mark is long, and a registration mark is wide."""
WEIGHT = 0.25
SLUG = GAP + LENGTH + GAP
"""Points of sheet outside the bleed."""
_PANEL = 0.25
"""Of the trimmed width: a narrower panel is a spine, whose fold marks leave no room for another mark."""
_DASHES = "[2 2] 0 d"
_ALL = "/CoursepackAll"
_CIRCLE = 0.5523
"""Handles of the four curves that make a circle."""


def set_boxes(page: pikepdf.Object, bleed: float, *, marks: bool) -> None:
    """Set the boxes of a page around its trim box, `bleed` points wide, with room for marks where there are any."""
    trim = _box(page)
    bled = _grown(trim, bleed)
    sheet = _grown(bled, SLUG) if marks else bled
    for name, box in (("/TrimBox", trim), ("/BleedBox", bled), ("/MediaBox", sheet), ("/CropBox", sheet)):
        page[name] = Array(_numbers(box))
    for name in ("/ArtBox", "/Rotate"):
        if name in page:
            del page[name]


Shared = dict[bytes, pikepdf.Object]
"""Streams that several pages of a PDF draw, by what they hold."""


def add_marks(
    pdf: pikepdf.Pdf, page: pikepdf.Object, inks: Converter, folds: Sequence[float] = (), shared: Shared | None = None
) -> None:
    """Draw crop marks at the corners, fold marks, and registration marks in the middle of the sides, on every plate.

    `folds` are points from the trimmed left edge. A content of one stream is put between `q` and `Q`, because it may leave the
    coordinates turned; of several, each is a layer, and leaves nothing.
    """
    trim, bled = _box(page), _box(page, "/BleedBox")
    colour = "0 G"
    if inks.count > 1:
        if "/ColorSpace" not in page.Resources:
            page.Resources.ColorSpace = Dictionary()
        page.Resources.ColorSpace[_ALL] = _every_plate(pdf)
        colour = f"{_ALL} CS 1 SCN"
    drawing = _drawing(trim, bled, tuple(folds), colour)
    contents, known = page.Contents, {} if shared is None else shared
    if isinstance(contents, Array):
        page.Contents = Array([*contents, _stream(pdf, drawing.encode(), known)])
    else:
        ends = (_stream(pdf, data, known) for data in (b"q\n", f"Q\n{drawing}".encode()))
        page.Contents = Array([next(ends), contents, next(ends)])


@lru_cache(maxsize=8)
def _drawing(trim: Box, bled: Box, folds: tuple[float, ...], colour: str) -> str:
    """The marks around a page: the pages of a book have the same."""
    creases = [trim[0] + fold for fold in folds]
    lines = [_line(*ends) for ends in _crop_marks(trim, bled)]
    dashed = [_line(*ends) for x in creases for ends in _marks_above_and_below(x, bled)]
    targets = [_target(x, y) for x, y in _middles(trim, bled, creases)]
    return "\n".join(["q", colour, f"{WEIGHT} w", *lines, *targets, _DASHES, *dashed, "Q", ""])


def _stream(pdf: pikepdf.Pdf, data: bytes, shared: Shared) -> pikepdf.Object:
    if data not in shared:
        shared[data] = pdf.make_stream(data)
    return shared[data]


def _box(page: pikepdf.Object, name: str = "/TrimBox") -> Box:
    left, bottom, right, top = (float(edge) for edge in page.get(name, page.MediaBox))
    return left, bottom, right, top


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _crop_marks(trim: Box, bled: Box) -> Iterator[Box]:
    """Lines in the prolongation of the trimmed edges, two a corner."""
    left, bottom, right, top = trim
    outer = _grown(bled, GAP)
    for y in (bottom, top):
        yield outer[0] - LENGTH, y, outer[0], y
        yield outer[2], y, outer[2] + LENGTH, y
    for x in (left, right):
        yield from _marks_above_and_below(x, bled)


def _marks_above_and_below(x: float, bled: Box) -> Iterator[Box]:
    yield x, bled[1] - GAP - LENGTH, x, bled[1] - GAP
    yield x, bled[3] + GAP, x, bled[3] + GAP + LENGTH


def _middles(trim: Box, bled: Box, creases: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Where registration marks stand: at head and foot in the middle of each panel, but not of the narrow one of a spine."""
    away, up = GAP + LENGTH / 2, (bled[1] + bled[3]) / 2
    yield from ((bled[0] - away, up), (bled[2] + away, up))
    for left, right in pairwise((trim[0], *creases, trim[2])):
        if right - left >= _PANEL * (trim[2] - trim[0]):
            across = (left + right) / 2
            yield from ((across, bled[1] - away), (across, bled[3] + away))


def _line(from_x: float, from_y: float, to_x: float, to_y: float) -> str:
    return f"{from_x:.3f} {from_y:.3f} m {to_x:.3f} {to_y:.3f} l S"


def _target(x: float, y: float) -> str:
    """A circle with a cross."""
    half, r = LENGTH / 2, LENGTH / 4
    k = r * _CIRCLE
    curves = [
        (r, k, k, r, 0.0, r), (-k, r, -r, k, -r, 0.0), (-r, -k, -k, -r, 0.0, -r), (k, -r, r, -k, r, 0.0),
    ]  # fmt: skip
    circle = " ".join(
        " ".join(f"{(x, y)[at % 2] + value:.3f}" for at, value in enumerate(curve)) + " c" for curve in curves
    )
    cross = f"{x - half:.3f} {y:.3f} m {x + half:.3f} {y:.3f} l {x:.3f} {y - half:.3f} m {x:.3f} {y + half:.3f} l S"
    return f"{cross} {x + r:.3f} {y:.3f} m {circle} S"


def _every_plate(pdf: pikepdf.Pdf) -> Array:
    """The colour of registration (ISO 32000-1, 8.6.6.4)."""
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    return Array([Name.Separation, Name.All, Name.DeviceCMYK, pdf.make_indirect(tint)])


@lru_cache(maxsize=32)
def _numbers(box: Box) -> tuple[Decimal, ...]:
    return tuple(Decimal(f"{edge:.3f}".rstrip("0").rstrip(".")) for edge in box)
