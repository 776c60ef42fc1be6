"""The cover laid out, found to fit, and made a PDF or a picture."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal

import pypdfium2

from coursepack.config.page import POINTS, points
from coursepack.diagnostics import Location
from coursepack.editions.cover.design import Design
from coursepack.editions.cover.fitting import Measure
from coursepack.editions.cover.spine import spine_text, spine_width
from coursepack.editions.layout import Anchor, FindingKind, Layout, lay_out
from coursepack.editions.pdf import PdfMetadata, join
from coursepack.fonts import FACES
from coursepack.keeping.kept import kept
from coursepack.keeping.store import Store
from coursepack.theme import BROKEN_TEMPLATE, TemplateBroken

PICTURE = 1600, 2560
"""Width and height of the e-book's cover in pixels, as most shops ask for."""


_OF_TEMPLATES = (FindingKind.FOREIGN_FONT, FindingKind.ENGINE_WARNING)
"""Findings that only the templates can bring about: their words and pictures have been checked."""

Panel = Literal["front", "back"]


class Unfit(Exception):  # it says what happened
    """The words of a panel need more room than there is; `excess` in points, infinite where they run over the page."""

    def __init__(self, panel: Panel, excess: float) -> None:
        super().__init__(f"{panel}: {excess:.0f} pt too long")
        self.panel, self.excess = panel, excess


@dataclass(frozen=True, slots=True)
class Wrap:
    """The cover of the printed book: a plain PDF, and what a press asks about it. Lengths in millimetres."""

    data: bytes
    pages: int
    paper: float
    """Thickness of a page."""
    board: float
    spine: float
    width: float
    height: float
    """Of the whole wrap, trimmed."""
    spine_text: bool
    spine_reason: str
    """Why there are no words on the spine."""
    isbn: str


def make_wrap(design: Design, pages: int, meta: PdfMetadata, store: Store) -> Wrap:
    """Lay out back, spine and front around so many pages. Raises `Unfit`."""
    config = design.config
    spine = spine_width(pages, config.paper)
    layout = _laid_out(design, config.page.trim, spine * POINTS["mm"], points(config.print.bleed), store)
    width, height = config.page.trim
    words = spine_text(config, spine * POINTS["mm"], height, Measure(design.fonts[FACES[0].file]))
    return Wrap(
        data=join(layout, "print", meta),
        pages=pages,
        paper=config.paper.page,
        board=config.paper.board_thickness,
        spine=spine,
        width=round(2 * width / POINTS["mm"] + spine, 1),
        height=round(height / POINTS["mm"], 1),
        spine_text=bool(words.title),
        spine_reason=words.reason,
        isbn=config.identifiers.isbn_print,
    )


def make_picture(design: Design, meta: PdfMetadata, store: Store) -> bytes:
    """Draw the front as a PNG file of `PICTURE` pixels: the same words and fonts give the same bytes. Raises `Unfit`."""
    width = design.config.page.trim[0]
    layout = _laid_out(design, (width, round(width * PICTURE[1] / PICTURE[0], 2)), None, 0, store)
    page, scale = join(layout, "screen", meta), PICTURE[0] / width
    return kept(store, "picture of the cover", (page, scale, PICTURE), lambda: _drawn(page, scale))


def _drawn(page: bytes, scale: float) -> bytes:
    with pypdfium2.PdfDocument(page) as pdf:
        image = pdf[0].render(scale=scale).to_pil().convert("RGB")
    target = io.BytesIO()
    image.crop((0, 0, *PICTURE)).save(target, "PNG")
    return target.getvalue()


def _laid_out(design: Design, size: tuple[float, float], spine: float | None, bleed: float, store: Store) -> Layout:
    sheet, job = design.sheet(size, spine, bleed)
    layout = lay_out([sheet], job, cache=store)
    facts = layout.parts[0].part.facts
    for finding in facts.findings:
        if finding.kind in _OF_TEMPLATES:
            message = f"{finding.kind}: {finding.detail} {finding.snippet}".strip()
            raise TemplateBroken(BROKEN_TEMPLATE.at(Location("templates/cover/cover.css"), message))
    for panel in ("front", "back"):
        excess = _excess(sheet.html, facts.anchors, panel)
        if excess > 0:
            raise Unfit(panel, excess)
    return layout


def _excess(html: str, anchors: Mapping[str, Anchor], panel: Panel) -> float:
    """By how many points the words of a panel reach into its foot; without end where they run over the page."""
    end, foot = anchors.get(f"{panel}-end"), anchors.get(f"{panel}-foot")
    if end is None:
        return inf if f'id="{panel}-end"' in html else 0
    return foot.y - end.y if foot is not None else 0
