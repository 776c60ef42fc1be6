"""Rules of the sheet: boxes (ISO 15930-7, 6.14; ISO 15930-4, 6.11), marks, and nothing that does more than print."""

from __future__ import annotations

from collections.abc import Iterator

from coursepack.checks.preflight.geometry import grown, holds, overlap
from coursepack.checks.preflight.model import Box, Expected, Reading, Sheet, Stroke
from coursepack.diagnostics import Diagnostic, Location, error

WRONG_BOX = error("P011", "a box of a page is not where the press expects it")
WRONG_MARKS = error("P012", "crop marks are missing, or stand in the bleed")
ACTIVE_CONTENT = error("P013", "the file does more than print")

_SLACK = 0.05
"""Points by which an edge may be off: a fiftieth of a millimetre."""
_MM = 25.4 / 72
_CORNERS = 8
"""Crop marks of a page: two a corner."""
_THIN = 0.5
"""Points that the box of a straight line is wide at most."""


def check_sheets(reading: Reading, expected: Expected, file: Location) -> Iterator[Diagnostic]:
    """Check each page's boxes and marks, and that neither page nor file asks for anything."""
    for sheet in reading.sheets:
        for fault in _box_faults(sheet, expected):
            yield WRONG_BOX.at(file, f"{sheet}: {fault}")
        for fault in _mark_faults(sheet, expected):
            yield WRONG_MARKS.at(file, f"{sheet}: {fault}")
        if sheet.active:
            yield ACTIVE_CONTENT.at(file, f"{sheet} holds {', '.join(sheet.active)}")
    if reading.declared.active:
        yield ACTIVE_CONTENT.at(file, f"the file holds {', '.join(reading.declared.active)}")


def _box_faults(sheet: Sheet, expected: Expected) -> Iterator[str]:
    trim, bleed, media = (sheet.boxes.get(f"{name}Box") for name in ("Trim", "Bleed", "Media"))
    if trim is None or media is None:
        yield "it has no trim box"
        return
    size = trim[2] - trim[0], trim[3] - trim[1]
    if any(abs(side - wanted) > _SLACK for side, wanted in zip(size, expected.trim, strict=True)):
        yield f"the trimmed page is {_millimetres(size)}, not {_millimetres(expected.trim)}"
    if bleed is None:
        yield "it has no bleed box"
        return
    widths = [abs(one - other) for one, other in zip(trim, bleed, strict=True)]
    if any(abs(width - expected.bleed) > _SLACK for width in widths) or not holds(bleed, trim):
        yield f"the bleed is {min(widths) * _MM:.1f} mm at one side, not {expected.bleed * _MM:.1f} mm"
    if not holds(media, bleed):
        yield "the bleed reaches beyond the sheet"
    if "ArtBox" in sheet.boxes:
        yield "it has an art box beside its trim box"


def _mark_faults(sheet: Sheet, expected: Expected) -> Iterator[str]:
    trim = sheet.boxes.get("TrimBox")
    if trim is None:
        return
    bled = grown(trim, expected.bleed)
    marks = [stroke for stroke in sheet.strokes if _is_crop_mark(stroke, trim)]
    if any(overlap(grown(mark.box, _SLACK), bled, 2 * _SLACK) for mark in marks):
        yield "a crop mark stands in the bleed"
    elif expected.marks and len(marks) < _CORNERS:
        yield f"{len(marks)} crop marks, not {_CORNERS}"
    if any(paint.space == "Separation All" for paint in sheet.paints) and not expected.marks:
        yield "something prints on every plate, though no marks are asked for"


def _is_crop_mark(stroke: Stroke, trim: Box) -> bool:
    """Whether a line prolongs an edge of the trimmed page."""
    left, bottom, right, top = stroke.box
    if right - left < _THIN < top - bottom:
        return any(abs((left + right) / 2 - edge) < _SLACK for edge in (trim[0], trim[2]))
    if top - bottom < _THIN < right - left:
        return any(abs((bottom + top) / 2 - edge) < _SLACK for edge in (trim[1], trim[3]))
    return False


def _millimetres(size: tuple[float, float]) -> str:
    return f"{size[0] * _MM:.1f} × {size[1] * _MM:.1f} mm"
