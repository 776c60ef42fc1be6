"""What the preflight measured of a file, in figures for the report."""

from __future__ import annotations

from coursepack.checks.preflight.model import INKS, PressFigures, Reading, Resolution

_MM = 25.4 / 72


def measure(reading: Reading) -> PressFigures:
    """Sum up a file that has been read."""
    sheets, declared = reading.sheets, reading.declared
    used = frozenset(ink for sheet in sheets for ink in sheet.inks)
    ppi = [image.ppi for sheet in sheets for image in sheet.images]
    weights = [stroke.weight for sheet in sheets for stroke in sheet.strokes]
    said = declared.properties.get("pdfxid:GTS_PDFXVersion") or declared.information.get("GTS_PDFXVersion", "")
    boxes = sheets[0].boxes
    media = boxes["MediaBox"]
    trim = boxes.get("TrimBox", media)
    bleed = boxes.get("BleedBox", trim)
    return PressFigures(
        standard=said,
        condition=declared.condition,
        pages=len(sheets),
        trim=f"{(trim[2] - trim[0]) * _MM:.1f} × {(trim[3] - trim[1]) * _MM:.1f} mm",
        bleed=f"{(trim[0] - bleed[0]) * _MM:.1f} mm",
        inks=tuple(ink for ink in INKS if ink in used),
        colour_pages=tuple(sheet.number for sheet in sheets if sheet.inks - {"black"}),
        most_ink=round(max(sheet.ink for sheet in sheets) * 100),
        images=len(ppi),
        lowest_ppi=round(min(ppi, default=0)),
        resolutions=tuple(
            Resolution(sheet.label or str(sheet.number), image.width, image.height, round(image.ppi))
            for sheet in sheets
            for image in sheet.images
        ),
        thinnest_line=round(min(weights, default=0.0), 2),
        fonts=tuple(sorted({font.name.rpartition("+")[2] for font in reading.fonts})),
        transparent_pages=sum(1 for sheet in sheets if sheet.transparency),
    )
