"""The print style sheet of a book: its template filled with the trimmed page, and the rules that name its fonts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coursepack.config import Config, LargePrint
from coursepack.config.page import GRID, Margins, margins_of
from coursepack.editions.formulas import SIZE
from coursepack.fonts import font_face_rules
from coursepack.theme import Theme
from coursepack.typefaces import FAMILY, large_face_rules

LARGE_LINE = 1.45
"""Of large print: distance of the lines, in sizes of the text."""

STEP, MOST_STEPS = 27.0, 12
"""Points that a quotation takes from its lines, at both sides; a list takes less. How many step in, on the widest page."""

_BOOK = '"Book", "Book CJK", "Book Hebrew", "Book Arabic"'
_POINTS = re.compile(r"(?<![\w#.-])(-?\d*\.?\d+)pt\b")


def print_style_sheet(config: Config, theme: Theme, fonts: Iterable[str]) -> str:
    """Fill `print/book.css`; the text area is as many whole lines high as the page has room for."""
    return font_face_rules(fonts) + _pages(theme, config.page.trim, config.page.margins, config.page.source_pages)


def large_style_sheet(wanted: LargePrint, theme: Theme, fonts: Iterable[str]) -> str:
    """Fill `print/book.css` for a smaller page and enlarge it, and add what `print/large-print.css` says otherwise."""
    width, height = wanted.trim
    scale = wanted.size / SIZE
    trim, margin = (width / scale, height / scale), round(wanted.margin / scale)
    pages = _enlarged(_pages(theme, trim, margins_of(*trim)._replace(inner=margin, outer=margin)), scale)
    own = theme.render(
        "print/large-print.css",
        size=wanted.size,
        line=round(wanted.size * LARGE_LINE, 1),
        typeface=wanted.typeface,
        margin=round(margin * scale),
    )
    faces = font_face_rules(fonts) + large_face_rules(wanted.typeface)
    return faces + (pages + own).replace(_BOOK, f'"{FAMILY}", {_BOOK}' if wanted.typeface != "serif" else _BOOK)


def _pages(theme: Theme, trim: tuple[float, float], margins: Margins, source_pages: str = "brackets") -> str:
    places = {"width": trim[0], "height": trim[1], **margins._asdict(), "grid": GRID}
    return theme.render(
        "print/book.css", **places, steps=_steps(trim[0] - margins.inner - margins.outer), source_pages=source_pages
    )


def _steps(measure: float) -> int:
    """How many lists and quotations within each other step in: as many as leave a third of the measure to their words."""
    return min(int(measure * 2 / 3 / STEP), MOST_STEPS)


def _enlarged(css: str, scale: float) -> str:
    return _POINTS.sub(lambda length: f"{float(length[1]) * scale:.3f}pt", css)
