"""The design of the cover: templates/cover/ filled in, as one sheet for the layout engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from coursepack.anatomy import Image, Matter, Opening
from coursepack.config import Config
from coursepack.config.page import POINTS
from coursepack.diagnostics import Location
from coursepack.editions.cover.barcode import barcode
from coursepack.editions.cover.fitting import Measure
from coursepack.editions.cover.spine import spine_text
from coursepack.editions.layout import LayoutJob, Sheet
from coursepack.fonts import FACES, font_face_rules
from coursepack.labels import Labels
from coursepack.theme import BROKEN_TEMPLATE, TemplateBroken, Theme

_UNIT = 432
"""Points of trimmed width for which the sizes of the templates are meant: all grow and shrink with the page."""
_LABEL = 0.78
"""Width of the labels, of the trimmed width."""
_PADDING = 34
"""Units between the edge of a label and its words."""
_TITLE_SIZES = range(46, 15, -2)
_SUBTITLE_SIZES = range(18, 11, -1)
_MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Design:
    """What a cover is made from. `fonts` and `images` by name, as the layout engine takes them."""

    config: Config
    theme: Theme
    labels: Labels
    fonts: Mapping[str, bytes]
    image: Image | None = None

    def sheet(self, size: tuple[float, float], spine: float | None, bleed: float) -> tuple[Sheet, LayoutJob]:
        """Fill the templates: the whole wrap around a spine of this width, or the front alone. All in points."""
        context = self._context(size, spine, bleed)
        css = font_face_rules(self.fonts) + self.theme.render("cover/cover.css", **context)
        html = _numbered(self.theme.render("cover/cover.html", **context))
        images = {} if self.image is None else {self.image.path: self.image.data}
        sheet = Sheet("cover", Matter.BODY, Opening.RECTO, html, self.config.language)
        return sheet, LayoutJob(css=css, fonts=self.fonts, images=images)

    def _context(self, size: tuple[float, float], spine: float | None, bleed: float) -> dict[str, Any]:
        config, (width, height) = self.config, size
        unit = width / _UNIT
        roman, italic = (Measure(self.fonts[face.file]) for face in FACES[:2])
        measure = width * _LABEL / unit - 2 * _PADDING
        isbn = config.identifiers.isbn_print
        return {
            "book": config,
            "labels": self.labels,
            "blurb": _paragraphs(config),
            "image": "" if self.image is None else self.image.path,
            "wrap": spine is not None,
            "width": width,
            "height": height,
            "spine": spine or 0,
            "bleed": bleed,
            "unit": unit,
            "label": _LABEL * width,
            "padding": _PADDING * unit,
            "title_size": roman.largest(config.title, _TITLE_SIZES, measure, _MOST_LINES) * unit,
            "subtitle_size": italic.largest(config.subtitle, _SUBTITLE_SIZES, measure, 3) * unit,
            "spine_text": spine_text(config, spine or 0, height, roman),
            "barcode": barcode(isbn, config.cover.barcode) if isbn else None,
            "mm": POINTS["mm"],
        }


def _paragraphs(config: Config) -> list[str]:
    text = config.cover.blurb or config.description
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]


def words_of(config: Config) -> str:
    """All words that can stand on the cover, for its fonts."""
    names = (
        config.title,
        config.subtitle,
        config.course,
        config.term,
        config.publisher,
        config.place,
        config.institution,
    )
    return "\n".join([*names, *config.contributors, *_paragraphs(config)])


def _numbered(html: str) -> str:
    """Number the elements, as the proofreading of pages wants them."""
    try:
        root = etree.fromstring(html)
    except etree.XMLSyntaxError as fault:
        place = Location("templates/cover/cover.html", fault.lineno or 0)
        raise TemplateBroken(BROKEN_TEMPLATE.at(place, f"it does not make well-formed XHTML: {fault.msg}")) from fault
    for n, element in enumerate(root.iter(etree.Element)):
        element.set("data-n", str(n))
    return etree.tostring(root, encoding="unicode", method="html")
