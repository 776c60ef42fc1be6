#!/usr/bin/env python3
"""Make the reading that the starter brings, a page of our own words as PDF; the same bytes every time."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from weasyprint import HTML

from coursepack.fonts import source_fonts

TARGET = Path(__file__).parent.parent / "coursepack" / "starter" / "manuscript" / "readings" / "reading-room.pdf"
PAGE = """\
<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Rules of the Reading Room</title><style>
@font-face { font-family: Sheet; src: url("FONT") }
@page { size: 148mm 210mm; margin: 24mm 20mm }
body { font: 11.5pt/1.45 Sheet; margin: 0; hyphens: none }
h1 { font-size: 17pt; font-weight: 400; text-align: center; margin: 8mm 0 6mm }
ol { margin: 6mm 0; padding-left: 6mm } li { margin-bottom: 2.5mm } .place { text-align: right; margin-top: 10mm }
</style></head><body>
<h1>Rules of the Reading Room</h1>
<p>This sheet hangs beside the door. It is here to show how a page that was printed elsewhere stands in a reader.</p>
<ol>
<li>Whoever takes a book from a shelf leaves a slip in its place, with the date.</li>
<li>Pencils only; ink outlives good intentions.</li>
<li>A book is put back open to nobody, and closed to everybody.</li>
<li>What is copied is copied with its page number, for a quotation without a page is a rumour.</li>
<li>The lamp that is lit first is put out last.</li>
</ol>
<p class="place">The Librarian</p>
</body></html>
"""


def reading() -> bytes:
    """Lay out the page, with its font in it."""
    font = "data:font/ttf;base64," + base64.b64encode(source_fonts()["roman"]).decode("ascii")
    return bytes(HTML(string=PAGE.replace("FONT", font)).write_pdf())


if __name__ == "__main__":
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # fontTools writes the time into the font
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(reading())
