"""Covers: a prepared book and its number of pages → the wrap of the printed book, and the picture that opens the e-book."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from platformdirs import user_cache_path

from coursepack.bindery import pdf_metadata
from coursepack.config import Config
from coursepack.config.page import POINTS
from coursepack.configuration import place_of
from coursepack.diagnostics import Diagnostic, Diagnostics, error
from coursepack.editions.cover import Design, Unfit, Wrap, make_picture, make_wrap, words_of
from coursepack.editions.layout import Layout
from coursepack.editions.press import PressJob, finish
from coursepack.fonts import body_characters, book_fonts, east_asian_characters
from coursepack.keeping.kept import kept
from coursepack.preparation import Prepared
from coursepack.profiles import OutputProfile, black_ink_of, shipped_profile
from coursepack.scripts import right_to_left_characters

UNFIT = error("L050", "The words of the cover need more room than it has")

_SIGNATURE = 16


@dataclass(frozen=True, slots=True)
class Covers:
    """The covers of a book; `picture` is empty where no e-book is made, `wrap` and its press file where no cover is."""

    picture: bytes = b""
    wrap: Wrap | None = None
    press: bytes = b""
    """The wrap as PDF/X."""

    def files(self, name: str) -> dict[str, bytes]:
        """The cover's file for the press, where there is one."""
        return {f"{name}-cover.pdf": self.press} if self.wrap is not None else {}


def make_covers(prepared: Prepared, layout: Layout, diagnostics: Diagnostics) -> Covers:
    """Make the covers that the configuration asks for; raises `BuildFailed` where their words do not fit."""
    config, store = prepared.shop.config, prepared.shop.store
    design, meta = _design(prepared), pdf_metadata(config)
    picture, wrap, press = b"", None, b""
    try:
        if config.editions.epub:
            picture = make_picture(design, meta, store)
        if config.editions.cover and config.editions.print:
            wrap = make_wrap(design, bound_pages(config, layout.statistics.pages), meta, store)
            data, job = wrap.data, _job(prepared, wrap)
            press = kept(store, "cover for the press", (data, job), lambda: finish(data, job))
    except Unfit as fault:
        diagnostics.add(_unfit(fault, prepared))
        diagnostics.stop_on_error()
    return Covers(picture, wrap, press)


def _design(prepared: Prepared) -> Design:
    shop = prepared.shop
    characters = {character for character in words_of(shop.config) if ord(character) not in body_characters()}
    available = east_asian_characters() | right_to_left_characters()
    beyond = {character for character in characters if ord(character) in available}
    fonts = book_fonts(beyond, user_cache_path("coursepack") / "fonts")
    return Design(shop.config, shop.theme, shop.labels, fonts, prepared.cover_image)


def bound_pages(config: Config, pages: int) -> int:
    """The pages that are bound of a book of so many, blank ones included."""
    for multiple in (2, config.print.signature, _SIGNATURE if config.imposition.signatures else 1):
        pages += -pages % multiple
    return pages


def wrap_folds(config: Config, spine: float) -> tuple[float, float]:
    """Where a wrap is folded around a spine of so many millimetres: points from its trimmed left edge."""
    width = config.page.trim[0]
    return width, width + spine * POINTS["mm"]


def _job(prepared: Prepared, wrap: Wrap) -> PressJob:
    press = prepared.shop.config.print
    return PressJob(
        standard=press.standard,
        profile=_profile(prepared),
        bleed=press.bleed_points,
        marks=press.marks,
        folds=wrap_folds(prepared.shop.config, wrap.spine),
    )


def _profile(prepared: Prepared) -> OutputProfile:
    """That of the press, for the inks of the cover; the shipped one where the press gave one of black ink alone."""
    profile = prepared.profile
    if prepared.shop.config.cover.colour == "black":
        return profile if profile.space == "GRAY" else black_ink_of(profile)
    return shipped_profile() if profile.space == "GRAY" else profile


def _unfit(fault: Unfit, prepared: Prepared) -> Diagnostic:
    shop = prepared.shop
    if fault.panel == "front":
        place, hint = place_of(shop.project, "title"), "shorten the subtitle or the list of names"
    else:
        blurb = place_of(shop.project, "cover", "blurb")
        place = blurb if shop.config.cover.blurb else place_of(shop.project, "description")
        hint = "shorten the blurb"
    much = f"by {fault.excess:.0f} points" if isfinite(fault.excess) else "by more than the page is high"
    message = f"the words on the {fault.panel} of the cover are too many {much}"
    return UNFIT.at(place, message, hint)
