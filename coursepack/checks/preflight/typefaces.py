"""Rules of fonts: every one embedded with TrueType outlines, and none but the book's."""

from __future__ import annotations

from collections.abc import Iterator

from coursepack.checks.preflight.model import Expected, Reading
from coursepack.diagnostics import Diagnostic, Location, error

UNSETTABLE_FONT = error("P050", "a font that the press cannot set as it was meant")
FOREIGN_FONT = error("P051", "a font that is not one of the book's")


def check_typefaces(reading: Reading, expected: Expected, file: Location) -> Iterator[Diagnostic]:
    """Check every font that a page sets text in."""
    for font in reading.fonts:
        if font.fault:
            yield UNSETTABLE_FONT.at(file, f"{font.where}: {font.name}: {font.fault}")
        if family(font.name) not in expected.families:
            yield FOREIGN_FONT.at(file, f"{font.where} is set in {font.name}")


def family(name: str) -> str:
    """The family of a PostScript name such as ABCDEF+EBGaramond-Italic."""
    return name.rpartition("+")[2].partition("-")[0]
