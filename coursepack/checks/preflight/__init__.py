"""Preflight: the finished PDF for the press, read back and judged by what the press will do with it.

In: the bytes of a PDF, and what the configuration asks for. Out: diagnostics with page numbers, and figures for the report.
Nothing is taken from the records of the build: boxes, colours, inks, images, fonts, labels and marks are read from the file.
"""

from __future__ import annotations

from coursepack.checks.preflight.colours import check_colours
from coursepack.checks.preflight.declarations import check_declarations
from coursepack.checks.preflight.figures import measure
from coursepack.checks.preflight.marks import check_marks
from coursepack.checks.preflight.model import Expected, PressFigures
from coursepack.checks.preflight.pictures import check_pictures
from coursepack.checks.preflight.reading import Unreadable, read_pdf
from coursepack.checks.preflight.sequence import check_count, check_sequence
from coursepack.checks.preflight.sheets import check_sheets
from coursepack.checks.preflight.typefaces import check_typefaces
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.keeping.store import Store

__all__ = ["Expected", "PressFigures", "preflight"]

NOT_READABLE = error("P010", "the file for the press cannot be read")


def preflight(
    data: bytes, expected: Expected, name: str, store: Store | None = None
) -> tuple[PressFigures | None, list[Diagnostic]]:
    """Judge a finished file; `name` stands in the diagnostics. `store` keeps what is read of each page."""
    file = Location(name)
    try:
        reading = read_pdf(data, name, store)
    except Unreadable as fault:
        return None, [NOT_READABLE.at(file, str(fault))]
    findings = [
        *check_sheets(reading, expected, file),
        *check_marks(reading, expected, file),
        *check_declarations(reading, expected, file),
        *check_colours(reading, expected, file),
        *check_pictures(reading, expected, file),
        *check_typefaces(reading, expected, file),
        *check_count(reading, expected, file),
        *(check_sequence(data, reading, expected, file, store) if expected.folios else ()),
    ]
    return measure(reading), findings
