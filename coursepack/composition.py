"""Composing the pages: the canonical book → its layout, by sections in worker processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from platformdirs import user_cache_path

from coursepack.checks.glyphs import characters_beyond_text_face
from coursepack.checks.unset import bounded_sections
from coursepack.document.model import Book, PageMap
from coursepack.editions.formulas import SIZE
from coursepack.editions.kept_sheets import make_sheets
from coursepack.editions.large_print import with_print_pages, with_typeface
from coursepack.editions.layout import Hands, Layout, LayoutJob, lay_out, make_ready
from coursepack.editions.link_titles import describe_targets
from coursepack.editions.markup import make_fill
from coursepack.editions.stylesheet import large_style_sheet, print_style_sheet
from coursepack.fonts import book_fonts
from coursepack.preparation import Prepared
from coursepack.processes import cores
from coursepack.progress import Progress
from coursepack.typefaces import UNEVEN, large_fonts

_FONT_STORE = user_cache_path("coursepack") / "fonts"


@dataclass(frozen=True, slots=True)
class _Type:
    """What an edition is set with."""

    fonts: Mapping[str, bytes]
    css: str
    size: float
    """Of the text, in points."""
    trim: tuple[float, float]
    """Of its pages, in points."""
    even_digits: bool = True

    @property
    def capacity(self) -> float:
        """Characters that a page holds: each takes, of the trimmed page, about a square as high as the type."""
        return 0.95 * self.trim[0] * self.trim[1] / self.size**2


def compose(prepared: Prepared, progress: Progress, hands: Hands | None = None) -> Layout:
    """Lay the book out; without other hands, in this process."""
    shop = prepared.shop
    fonts = _fonts(prepared)
    css = print_style_sheet(shop.config, shop.theme, fonts)
    return _compose(prepared, prepared.book, _Type(fonts, css, SIZE, shop.config.page.trim), progress, hands)


def for_large_print(prepared: Prepared) -> Prepared:
    """The book as the large-print edition has it, if there is one: its typeface is named."""
    wanted, shop = prepared.shop.config.large_print, prepared.shop
    if wanted is None:
        return prepared
    return replace(prepared, book=with_typeface(prepared.book, wanted.typeface, shop.labels))


def compose_large_print(
    prepared: Prepared, printed: PageMap, progress: Progress, hands: Hands | None = None
) -> Layout | None:
    """Lay the large-print edition out, if the configuration asks for one; `printed` says where the pages of print begin."""
    shop = prepared.shop
    wanted = shop.config.large_print
    if wanted is None:
        return None
    progress.stage("Laying out large print")
    fonts = _fonts(prepared)
    css = large_style_sheet(wanted, shop.theme, fonts)
    book = with_print_pages(prepared.book, printed, shop.labels)
    every = {**fonts, **large_fonts(wanted.typeface, _FONT_STORE)}
    large = _Type(every, css, wanted.size, wanted.trim, even_digits=wanted.typeface not in UNEVEN)
    return _compose(prepared, book, large, progress, hands)


def _fonts(prepared: Prepared) -> Mapping[str, bytes]:
    return book_fonts(characters_beyond_text_face(prepared.book), _FONT_STORE)


def _compose(prepared: Prepared, book: Book, type_: _Type, progress: Progress, hands: Hands | None) -> Layout:
    shop = prepared.shop
    job = LayoutJob(type_.css, type_.fonts, {}, type_.even_digits, type_.capacity)
    make_ready(job)
    targets = describe_targets(book, shop.labels)
    sheets, formulas = make_sheets(book, shop.config, shop.labels, targets, type_.size, shop.store)
    images = {**{name: image.data for name, image in book.images.items()}, **formulas}
    with bounded_sections(book, own_style="print/book.css" in shop.theme.own_files()):
        return lay_out(
            sheets,
            replace(job, images=images),
            hands or Hands(),
            shop.store,
            lambda _, done, due: progress.step(done, due),
            make_fill(book, shop.config, targets),
        )


def hands_of(processes: int, scheduler: str = "") -> Hands:
    """So many processes of this machine, 0 being one a core; or the workers of a cluster."""
    return Hands(processes or cores(), scheduler)
