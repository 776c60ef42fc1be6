"""Presswork: every finished file that a press is sent, preflighted against what the project asks for.

In: the files of a build (or one of them, built earlier), by name. Out: findings, and figures for the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from coursepack.checks.preflight import Expected, PressFigures, preflight
from coursepack.covers import bound_pages, wrap_folds
from coursepack.diagnostics import Diagnostics
from coursepack.document.model import Opening
from coursepack.editions.cover import spine_width
from coursepack.editions.imposition import Scheme, geometry, sides_of
from coursepack.fonts import PUBLISHED_NAMES
from coursepack.preparation import Prepared

_COVER = "cover"
_SCHEMES: tuple[Scheme, ...] = ("booklet", "signatures")


def prove_press(files: Mapping[str, bytes], prepared: Prepared, diagnostics: Diagnostics) -> dict[str, PressFigures]:
    """Find print edition, cover and sheets fit for the press; raises `ProofFailed` where one is not. Figures by file name."""
    name = prepared.shop.config.name
    names = [f"{name}-{kind}.pdf" for kind in ("print", _COVER, *_SCHEMES)]
    found: dict[str, PressFigures] = {}
    pages = None
    for file in (file for file in names if file in files):
        figures = judge_press_file(files[file], file, prepared, diagnostics, pages)
        if figures is not None:
            pages = pages or figures.pages
            found[file] = figures
    diagnostics.stop_on_failed_proof()
    return found


def judge_press_file(
    data: bytes, name: str, prepared: Prepared, diagnostics: Diagnostics, pages: int | None = None
) -> PressFigures | None:
    """Preflight a finished file, by its name one of the pages, of the cover or of sheets; the findings go to the diagnostics.

    `pages` is the number of pages of the print edition; where it is not known, what follows from it is not asked.
    """
    figures, found = preflight(data, _expected(prepared, name, pages), name, prepared.shop.store)
    diagnostics.extend(found)
    return figures


def _expected(prepared: Prepared, name: str, pages: int | None) -> Expected:
    kind = name.removesuffix(".pdf").rpartition("-")[2]
    if kind == _COVER:
        return _of_cover(prepared, pages)
    scheme = next((scheme for scheme in _SCHEMES if scheme == kind), None)
    return _of_pages(prepared) if scheme is None else _of_sheets(prepared, scheme, pages)


def _of_pages(prepared: Prepared) -> Expected:
    config, book = prepared.shop.config, prepared.book
    return Expected(
        trim=config.page.trim,
        bleed=config.print.bleed_points,
        marks=config.print.marks,
        standard=config.print.standard,
        colour=config.print.colour,
        ink_limit=config.print.ink_limit,
        signature=config.print.signature,
        families=frozenset(name.replace(" ", "") for name in PUBLISHED_NAMES.values()),
        openings=tuple(item.title for item in book.sections if item.level and item.opening is Opening.RECTO),
        images={(image.width, image.height): image.path for image in book.images.values()},
    )


def _of_cover(prepared: Prepared, pages: int | None) -> Expected:
    """One page, as wide as two covers and the spine of so many pages."""
    config, image = prepared.shop.config, prepared.cover_image
    folds: tuple[float, ...] = ()
    if pages is not None:
        folds = wrap_folds(config, spine_width(bound_pages(config, pages), config.paper))
    width, height = config.page.trim
    return replace(
        _of_pages(prepared),
        trim=(folds[1] + width if folds else None, height),
        colour=config.cover.colour,
        folds=folds,
        folios=False,
        pages=1,
        signature=1,
        images={} if image is None else {(image.width, image.height): image.path},
    )


def _of_sheets(prepared: Prepared, scheme: Scheme, pages: int | None) -> Expected:
    """Sides of sheets, which are not cut before they are folded: no bleed, no crop marks of their own."""
    config = prepared.shop.config
    return replace(
        _of_pages(prepared),
        trim=geometry(scheme, config.page.trim, config.imposition).sheet,
        bleed=0,
        marks=False,
        binders_marks=config.imposition.marks,
        folios=False,
        pages=None if pages is None else sides_of(scheme, pages),
        signature=1,
    )
