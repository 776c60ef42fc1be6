"""Stamp folios on pages, from the templates that the layout cut out of them."""

from __future__ import annotations

import pikepdf
from pikepdf import Array

from coursepack.editions.layout import FolioTemplate
from coursepack.editions.pdf.fonts import FontSet, Line

_POINTS = 0.75
"""Points in a CSS pixel."""


class Stamper:
    """Stamps the pages of one PDF."""

    def __init__(self, pdf: pikepdf.Pdf, fonts: FontSet) -> None:
        self._pdf, self._fonts = pdf, fonts
        self._save, self._restore = pdf.make_stream(b"q\n"), pdf.make_stream(b"Q\n")

    def stamp(self, page: pikepdf.Object, template: FolioTemplate, text: str) -> None:
        """Add a folio to a page, as an artifact (ISO 32000-1, 14.8.2.2.2).

        The page's own content is put between `q` and `Q`, because it leaves the coordinates turned upside down. The folio is a
        stream of its own, so that the rest of the page stays the same where the folio is another.
        """
        line = self._fonts.shape(template.font, template.size, template.features, text)
        drawing = f"{_drawing(template, line, _top(page))}\n"
        page.Contents = Array([*self._contents(page), self._pdf.make_stream(drawing.encode())])

    def _contents(self, page: pikepdf.Object) -> list[pikepdf.Object]:
        contents = page.Contents
        if not isinstance(contents, Array):
            return [self._save, contents, self._restore]
        # A second folio on the page: the first one has done the wrapping, and leaves the coordinates as they were.
        return list(contents)


def _top(page: pikepdf.Object) -> float:
    """Height of the trimmed page: templates count from its top left corner, which is the origin of the trim box."""
    return float(page.TrimBox[3]) if "/TrimBox" in page else float(page.MediaBox[3])


def _drawing(template: FolioTemplate, line: Line, top: float) -> str:
    x = (template.x - template.align * line.width) * _POINTS
    y = top - template.y * _POINTS
    glyphs = "".join(f"<{glyph.id:04x}>{glyph.kern or ''}" for glyph in line.glyphs)
    colour = " ".join(template.colour)
    return (
        f"/Artifact <</Type/Pagination>> BDC q {colour} BT /{template.font} {_number(template.size)} Tf "
        f"{_POINTS} 0 0 {_POINTS} {_number(x)} {_number(y)} Tm [{glyphs}] TJ ET Q EMC"
    )


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
