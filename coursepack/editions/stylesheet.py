"""The print style sheet of a book: its template filled with the trimmed page, and the rules that name its fonts."""

from __future__ import annotations

from collections.abc import Iterable

from coursepack.config import Config
from coursepack.config.page import GRID
from coursepack.fonts import font_face_rules
from coursepack.theme import Theme


def print_style_sheet(config: Config, theme: Theme, fonts: Iterable[str]) -> str:
    """Fill `print/book.css`; the text area is as many whole lines high as the page has room for."""
    width, height = config.page.trim
    margins = config.page.margins
    css = theme.render(
        "print/book.css",
        width=width,
        height=height,
        inner=margins.inner,
        outer=margins.outer,
        top=margins.top,
        bottom=margins.bottom,
        grid=GRID,
    )
    return font_face_rules(fonts) + css
