"""Rules of marks: all that guide knife, folds and plates are there, in their places, outside the bleed and on every plate.

The marks are known by their drawing alone: a line in the prolongation of a trimmed edge or of a fold, a cross of two lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import dist

from coursepack.checks.preflight.geometry import Point, grown, holds, overlap
from coursepack.checks.preflight.model import Box, Expected, Reading, Sheet
from coursepack.diagnostics import Diagnostic, Location, error

WRONG_MARKS = error("P012", "marks are missing, in a wrong place, or stand in the bleed")

_SLACK = 0.05
"""Points by which a mark may be off: a fiftieth of a millimetre."""
_CORNERS = 8
"""Crop marks of a page: two a corner."""
_THIN = 0.5
"""Points that the box of a straight line is wide at most."""
_SHORTEST = 3.0
"""Points of a line that can be seen as a mark: a millimetre."""
_EVERY_PLATE = "Separation All"
_MM = 25.4 / 72
_LINES, _PAGES = 4096, 64
"""Lines and pages of which it is remembered how they stand."""


def check_marks(reading: Reading, expected: Expected, file: Location) -> Iterator[Diagnostic]:
    """Check the marks of each page, or that there are none."""
    for sheet in reading.sheets:
        if "TrimBox" in sheet.boxes:
            for fault in _faults(sheet, sheet.boxes["TrimBox"], expected):
                yield WRONG_MARKS.at(file, f"{sheet}: {fault}")


def _faults(sheet: Sheet, trim: Box, expected: Expected) -> Iterator[str]:
    bled = grown(trim, expected.bleed)
    if any(_spoils(line.box, trim, bled) for line in sheet.strokes):
        yield "a crop mark stands in the bleed"
    if expected.marks:
        plates = _EVERY_PLATE if expected.colour == "cmyk" else "DeviceGray"
        paper = sheet.boxes["MediaBox"]
        lines = tuple(line.box for line in sheet.strokes if line.space == plates and _is_mark(line.box, bled, paper))
        yield from _mark_faults(lines, trim, bled, expected.folds)
    elif not expected.binders_marks and any(paint.space == _EVERY_PLATE for paint in sheet.paints):
        yield "something prints on every plate, though no marks are asked for"


@lru_cache(maxsize=_LINES)
def _spoils(line: Box, trim: Box, bled: Box) -> bool:
    """Whether a line prolongs an edge of the trimmed page, within the bleed."""
    left, bottom, right, top = trim
    prolongs = any(_stands_at(line, x) for x in (left, right)) or any(_lies_at(line, y) for y in (bottom, top))
    return prolongs and overlap(grown(line, _SLACK), bled, 2 * _SLACK)


@lru_cache(maxsize=_LINES)
def _is_mark(line: Box, bled: Box, paper: Box) -> bool:
    """Whether a line is drawn outside the bleed, within the sheet."""
    return not overlap(line, bled) and holds(paper, line)


@lru_cache(maxsize=_PAGES)
def _mark_faults(lines: Sequence[Box], trim: Box, bled: Box, folds: Sequence[float]) -> tuple[str, ...]:
    """What is wrong with the marks around a page; those of most pages are the same."""
    return (
        *_crop_mark_faults(lines, trim, bled),
        *_fold_mark_faults(lines, trim, bled, folds),
        *_target_faults(lines, bled),
    )


def _crop_mark_faults(lines: Sequence[Box], trim: Box, bled: Box) -> Iterator[str]:
    head, foot, left, right = _beyond(lines, bled)
    found = [any(_stands_at(line, trim[edge]) for line in row) for row in (head, foot) for edge in (0, 2)]
    found += [any(_lies_at(line, trim[edge]) for line in row) for row in (left, right) for edge in (1, 3)]
    if not all(found):
        yield f"{sum(found)} crop marks, not {_CORNERS}"


def _fold_mark_faults(lines: Sequence[Box], trim: Box, bled: Box, folds: Sequence[float]) -> Iterator[str]:
    head, foot, _, _ = _beyond(lines, bled)
    for fold in folds:
        for name, row in (("head", head), ("foot", foot)):
            if not any(_stands_at(line, trim[0] + fold) for line in row):
                yield f"no mark shows the fold {fold * _MM:.1f} mm from the left at the {name}"


def _target_faults(lines: Sequence[Box], bled: Box) -> Iterator[str]:
    """Registration marks stand on all four sides, those of opposite sides facing each other, so that plates can be turned."""
    names = ("head", "foot", "left", "right")
    head, foot, left, right = rows = [_targets(row) for row in _beyond(lines, bled)]
    missing = [name for name, row in zip(names, rows, strict=True) if not row]
    if missing:
        yield f"no registration mark at {', '.join(missing)}"
    elif not (_are_opposite(head, foot, 0) and _are_opposite(left, right, 1)):
        yield "registration marks do not face each other"


def _targets(lines: Sequence[Box]) -> list[Point]:
    """The middles of crosses: of a level line and an upright one that halve each other."""
    level = [_middle(line) for line in lines if _is_level(line)]
    upright = [_middle(line) for line in lines if _is_upright(line)]
    return sorted(middle for middle in upright if any(dist(middle, other) < _SLACK for other in level))


def _are_opposite(row: Sequence[Point], other: Sequence[Point], axis: int) -> bool:
    places, others = ([middle[axis] for middle in marks] for marks in (row, other))
    return len(places) == len(others) and all(abs(a - b) < _SLACK for a, b in zip(places, others, strict=True))


def _middle(line: Box) -> Point:
    return (line[0] + line[2]) / 2, (line[1] + line[3]) / 2


def _beyond(lines: Sequence[Box], bled: Box) -> tuple[list[Box], list[Box], list[Box], list[Box]]:
    """The lines at head, foot, left and right of the bleed."""
    return (
        [line for line in lines if line[1] >= bled[3] - _SLACK],
        [line for line in lines if line[3] <= bled[1] + _SLACK],
        [line for line in lines if line[2] <= bled[0] + _SLACK],
        [line for line in lines if line[0] >= bled[2] - _SLACK],
    )


def _stands_at(line: Box, x: float) -> bool:
    return _is_upright(line) and abs((line[0] + line[2]) / 2 - x) < _SLACK


def _lies_at(line: Box, y: float) -> bool:
    return _is_level(line) and abs((line[1] + line[3]) / 2 - y) < _SLACK


def _is_upright(line: Box) -> bool:
    return line[2] - line[0] < _THIN and line[3] - line[1] >= _SHORTEST


def _is_level(line: Box) -> bool:
    return line[3] - line[1] < _THIN and line[2] - line[0] >= _SHORTEST
