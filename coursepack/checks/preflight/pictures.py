"""Rules of pictures: as many pixels an inch, where they stand, as print needs."""

from __future__ import annotations

from collections.abc import Iterator

from coursepack.checks.preflight.model import Expected, PlacedImage, Reading, Sheet
from coursepack.diagnostics import Diagnostic, Location, error, warning

COARSE = error("P040", "an image is too coarse to print")
SOFT = warning("P041", "an image has fewer pixels than print can show")

LEAST, GOOD = 150, 300
"""Pixels an inch below which steps are seen, and from which more is not seen."""


def check_pictures(reading: Reading, expected: Expected, file: Location) -> Iterator[Diagnostic]:
    """Check every image at the size in which it stands on its page."""
    for sheet in reading.sheets:
        for image in dict.fromkeys(sheet.images):
            ppi = round(image.ppi)
            if ppi < GOOD:
                rule = COARSE if ppi < LEAST else SOFT
                yield rule.at(file, _message(sheet, image, expected), _hint(image))


def _message(sheet: Sheet, image: PlacedImage, expected: Expected) -> str:
    name = expected.images.get((image.width, image.height))
    what = f"‘{name}’" if name else "an image"
    return f"{sheet}: {what} of {image.width} × {image.height} pixels stands at {image.ppi:.0f} pixels an inch"


def _hint(image: PlacedImage) -> str:
    wanted = round(image.width * GOOD / image.ppi)
    return f"give it {wanted} pixels across for {GOOD} an inch, or show it smaller"
