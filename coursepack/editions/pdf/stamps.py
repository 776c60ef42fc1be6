"""Stamp folios on pages, from the templates that the layout cut out of them."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
from pikepdf import Array

from coursepack.editions.layout import FolioTemplate
from coursepack.editions.pdf.fonts import FontSet, Line

_POINTS = 0.75
"""Points in a CSS pixel."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A folio as it is drawn on a page: an artifact (ISO 32000-1, 14.8.2.2.2), of which only its height is not yet written."""

    page: int
    """Of the part, from 0."""
    before: str
    below: float
    """Points from the top of the trimmed page down to its baseline, which the content counts from the foot."""
    after: str


def stamp_of(template: FolioTemplate, text: str, fonts: FontSet) -> Stamp:
    """A folio, set in the font that its template names."""
    line = fonts.shape(template.font, template.size, template.features, text)
    before, after = _drawing(template, line)
    return Stamp(template.page, before, template.y * _POINTS, after)


class Stamper:
    """Stamps the pages of one PDF."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._save, self._restore = pdf.make_stream(b"q\n"), pdf.make_stream(b"Q\n")

    def stamp(self, page: pikepdf.Object, stamp: Stamp) -> None:
        """Add a folio to a page.

        The page's own content is put between `q` and `Q`, because it leaves the coordinates turned upside down. The folio is a
        stream of its own, so that the rest of the page stays the same where the folio is another.
        """
        drawing = f"{stamp.before}{_number(_top(page) - stamp.below)}{stamp.after}\n"
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


def _drawing(template: FolioTemplate, line: Line) -> tuple[str, str]:
    """What draws a folio, before and after the height of its baseline."""
    x = (template.x - template.align * line.width) * _POINTS
    glyphs = "".join(f"<{glyph.id:04x}>{glyph.kern or ''}" for glyph in line.glyphs)
    colour = " ".join(template.colour)
    before = (
        f"/Artifact <</Type/Pagination>> BDC q {colour} BT /{template.font} {_number(template.size)} Tf "
        f"{_POINTS} 0 0 {_POINTS} {_number(x)} "
    )
    return before, f" Tm [{glyphs}] TJ ET Q EMC"


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
