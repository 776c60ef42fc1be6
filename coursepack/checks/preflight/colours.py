"""Rules of colour: only the inks of the press, not too many of them, nothing that shows through where it may not, no hairline."""

from __future__ import annotations

from collections.abc import Iterator

from coursepack.checks.preflight.model import Coverage, Expected, Paint, Reading, Sheet
from coursepack.diagnostics import Diagnostic, Location, error, warning

FOREIGN_COLOUR = error("P030", "a colour that is not in the inks of the press")
COLOUR_IN_BLACK_BOOK = error("P031", "a coloured ink in a book in black")
TOO_MUCH_INK = error("P032", "more ink on one spot than the paper takes")
LIVE_TRANSPARENCY = error("P033", "transparency in a PDF/X-1a")
HAIRLINE = warning("P034", "a line too thin to print")
RICH_BLACK_TEXT = error("P035", "black text is printed with more than black ink")

THINNEST = 0.25
"""Points; thinner lines may vanish on the plate."""
_SLACK = 0.005
_TOLERANCE = 1.0
"""Percent of ink by which rounding may exceed the limit."""
_ON_EVERY_PLATE = "Separation All"
_TRACE, _GREY = 0.02, 0.2
"""Of colour in a black, and between the inks of a grey made of three."""
_DARK = 0.85
"""Share of black ink, or of each of three inks together, from which text looks black."""


def check_colours(reading: Reading, expected: Expected, file: Location) -> Iterator[Diagnostic]:
    """Check what each page is painted with."""
    for sheet in reading.sheets:
        yield from _foreign(sheet, expected, file)
        yield from _black(sheet, expected, file)
        if sheet.ink * 100 > expected.ink_limit + _TOLERANCE:
            message = f"{sheet}: {sheet.ink:.0%} of ink on one spot; the limit is {expected.ink_limit:.0f} %"
            yield TOO_MUCH_INK.at(file, message, "lighten the picture, or ask the press whether its paper takes more")
        if expected.standard == "pdfx-1a" and sheet.transparency:
            yield LIVE_TRANSPARENCY.at(file, f"{sheet} holds {_joined(sheet.transparency)}", _FLATTEN)
        thin = [stroke.weight for stroke in sheet.strokes if stroke.weight < THINNEST - _SLACK]
        if thin:
            message = f"{sheet}: {len(thin)} lines of {min(thin):.2f} pt and more; {THINNEST} pt print safely"
            yield HAIRLINE.at(file, message, "draw them thicker")


_FLATTEN = 'draw it without transparency, or write standard = "pdfx-4" in [print]'


def _foreign(sheet: Sheet, expected: Expected, file: Location) -> Iterator[Diagnostic]:
    strange = {
        f"{paint.space} ({paint.use})" for paint in sheet.paints if paint.inks is None and not _is_mark(paint, expected)
    }
    if strange:
        yield FOREIGN_COLOUR.at(file, f"{sheet} is drawn in {_joined(strange)}")


def _black(sheet: Sheet, expected: Expected, file: Location) -> Iterator[Diagnostic]:
    coloured = {
        f"{paint.space} ({paint.use})" for paint in sheet.paints if paint.inks is not None and any(paint.inks[:3])
    }
    if expected.colour == "black" and coloured:
        yield COLOUR_IN_BLACK_BOOK.at(file, f"{sheet} is drawn in {_joined(coloured)}")
    if any(paint.use == "text" and paint.inks is not None and _is_rich_black(paint.inks) for paint in sheet.paints):
        yield RICH_BLACK_TEXT.at(file, f"{sheet}: the text would blur where the plates do not meet")


def _is_mark(paint: Paint, expected: Expected) -> bool:
    if paint.space != _ON_EVERY_PLATE:
        return False
    return expected.binders_marks or (expected.marks and paint.use == "stroke")


def _is_rich_black(inks: Coverage) -> bool:
    colours, black = inks[:3], inks[3]
    if black >= _DARK:
        return max(colours) > _TRACE
    return min(colours) + black >= _DARK and max(colours) - min(colours) < _GREY


def _joined(words: set[str]) -> str:
    return ", ".join(sorted(words))
