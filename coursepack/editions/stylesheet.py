"""The print style sheet of a book: its template filled with the trimmed page, and the rules that name its fonts."""

from __future__ import annotations

from collections.abc import Iterable

from coursepack.config import Config
from coursepack.fonts import font_face_rules
from coursepack.theme import Theme

GRID = 14.0
"""Distance of the lines of text, in points."""

INNER, OUTER, TOP, FOOT = 0.139, 0.118, 0.09, 0.105
"""Margins as parts of the page's width (inner, outer) and height (top, foot); 6 × 9 in: 60, 51, 58, 68 points."""


def print_style_sheet(config: Config, theme: Theme, fonts: Iterable[str]) -> str:
    """Fill `print/book.css`; the text area is as many whole lines high as the page has room for."""
    width, height = config.page.trim
    top = round(height * TOP)
    lines = int((height - top - height * FOOT) // GRID)
    css = theme.render(
        "print/book.css",
        width=width,
        height=height,
        inner=round(width * INNER),
        outer=round(width * OUTER),
        top=top,
        bottom=round(height - top - lines * GRID, 2),
        grid=GRID,
    )
    return font_face_rules(fonts) + css
