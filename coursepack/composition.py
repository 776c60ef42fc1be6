"""Composing the pages: the canonical book → its layout, by sections in worker processes."""

from __future__ import annotations

import os

from platformdirs import user_cache_path

from coursepack.checks.glyphs import characters_for_east_asian_font
from coursepack.editions.layout import Layout, LayoutJob, lay_out
from coursepack.editions.markup import FillSheet, make_sheets, notes_with_marks
from coursepack.editions.stylesheet import print_style_sheet
from coursepack.fonts import book_fonts
from coursepack.preparation import Prepared
from coursepack.progress import Progress


def compose(prepared: Prepared, progress: Progress, workers: int = 0) -> Layout:
    """Lay the book out; `workers` is the number of processes, 0 one a core."""
    book, shop = prepared.book, prepared.shop
    fonts = book_fonts(characters_for_east_asian_font(book), user_cache_path("coursepack") / "fonts")
    sheets, formulas = make_sheets(book, shop.config, shop.labels)
    job = LayoutJob(
        css=print_style_sheet(shop.config, shop.theme, fonts),
        fonts=fonts,
        images={**{name: image.data for name, image in book.images.items()}, **formulas},
    )
    return lay_out(
        sheets,
        job,
        workers or _cores(),
        shop.store,
        lambda _, done, due: progress.step(done, due),
        FillSheet(notes_with_marks(book), shop.config.index.ranges_in(shop.config.language)),
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
