"""Rules of the sheet: boxes (ISO 15930-7, 6.14; ISO 15930-4, 6.11), and nothing that does more than print."""

from __future__ import annotations

from collections.abc import Iterator

from coursepack.checks.preflight.geometry import holds
from coursepack.checks.preflight.model import Expected, Reading, Sheet
from coursepack.diagnostics import Diagnostic, Location, error

WRONG_BOX = error("P011", "a box of a page is not where the press expects it")
ACTIVE_CONTENT = error("P013", "the file does more than print")

_SLACK = 0.05
"""Points by which an edge may be off: a fiftieth of a millimetre."""
_MM = 25.4 / 72


def check_sheets(reading: Reading, expected: Expected, file: Location) -> Iterator[Diagnostic]:
    """Check each page's boxes, and that neither page nor file asks for anything."""
    for sheet in reading.sheets:
        for fault in _box_faults(sheet, expected):
            yield WRONG_BOX.at(file, f"{sheet}: {fault}")
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
    wanted = size[0] if expected.trim[0] is None else expected.trim[0], expected.trim[1]
    if any(abs(side - due) > _SLACK for side, due in zip(size, wanted, strict=True)):
        yield f"the trimmed page is {_millimetres(size)}, not {_millimetres(wanted)}"
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


def _millimetres(size: tuple[float, float]) -> str:
    return f"{size[0] * _MM:.1f} × {size[1] * _MM:.1f} mm"
