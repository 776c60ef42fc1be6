"""Before any page: the files of a project → a book without a known mistake, ready to be laid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from coursepack.anatomy import Image, Kind
from coursepack.checks.export_limits import check_limits, check_lists, check_names
from coursepack.checks.flattening import check_flat
from coursepack.checks.glyphs import check_glyphs, check_words
from coursepack.checks.pagination_lock import read_lock
from coursepack.checks.trade_record import check_trade_record
from coursepack.configuration import place_of, read_configuration
from coursepack.diagnostics import Diagnostic, Diagnostics
from coursepack.document.assembly import Workshop, assemble, parse_chapters
from coursepack.document.citations import Resolved
from coursepack.document.citing import Works, cite, read_works
from coursepack.document.locating import Locator
from coursepack.document.model import Book
from coursepack.document.own_citation import OwnCitation, cite_book
from coursepack.editions.cover import words_of
from coursepack.editions.export.catalogue.reader import reader_items
from coursepack.editions.pagination import Pagination
from coursepack.errors import BuildFailed
from coursepack.keeping.store import MemoryStore, Store
from coursepack.labels import check_labels, read_labels
from coursepack.profiles import OutputProfile
from coursepack.progress import Progress
from coursepack.sources.images import read_image
from coursepack.sources.manuscript import Planned, plan_book
from coursepack.sources.output_profile import read_profile
from coursepack.sources.silence import Silences
from coursepack.theme import Theme


@dataclass(frozen=True, slots=True)
class Prepared:
    """A book without a known mistake, ready to be laid out."""

    shop: Workshop
    works: Works
    resolved: Resolved
    book: Book
    locate: Locator
    silences: Silences
    profile: OutputProfile
    """Of the press, as it was read: of four inks, or of black alone."""
    lock: Pagination | None
    """The pagination of the printed edition, where the book has one."""
    cover_image: Image | None
    """The picture on the front of the cover, where it has one."""


def prepare(project: Path, diagnostics: Diagnostics, progress: Progress, store: Store | None = None) -> Prepared:
    """Read, parse, cite and assemble; raises `BuildFailed` when the diagnostics hold an error.

    `store` keeps what the stages make, by default for this book alone.
    """
    progress.stage("Reading the manuscript")
    shop = _open_workshop(project, diagnostics, store or MemoryStore())
    profile = _read_profile(shop, diagnostics)
    plans = _plan(shop, diagnostics)
    chapters = parse_chapters(plans, shop, diagnostics)
    progress.stage("Resolving citations")
    silences = _read_silences(shop, plans, diagnostics)
    works = read_works(shop, chapters, diagnostics)
    cited, resolved = cite(shop, chapters, works, diagnostics)
    progress.stage("Assembling the book")
    book = assemble(plans, cited, resolved, shop, diagnostics, _own_citation(shop, works, plans))
    locate = Locator(book, chapters)
    diagnostics.extend(check_glyphs(book, locate.words))
    lock = _read_lock(shop, book, diagnostics)
    diagnostics.extend(_export_limits(shop, works, resolved))
    diagnostics.extend(check_trade_record(shop.config, place_of(shop.project, "distribution")))
    if shop.config.editions.print and shop.config.print.standard == "pdfx-1a":
        diagnostics.extend(check_flat(book.images.values()))
    cover_image = _read_cover(shop, diagnostics)
    silences.set_aside(diagnostics)
    diagnostics.stop_on_error()
    return Prepared(shop, works, resolved, book, locate, silences, profile, lock, cover_image)


def _own_citation(shop: Workshop, works: Works, plans: Sequence[Planned]) -> OwnCitation | None:
    """How the book itself is cited, if it has a page that says so."""
    if not any(plan.kind is Kind.COPYRIGHT for plan in plans):
        return None
    book = reader_items(shop.config, (), None)[0]
    return cite_book(book, works.style, shop.config.language)


def _export_limits(shop: Workshop, works: Works, resolved: Resolved) -> Iterator[Diagnostic]:
    """What the exports that a build writes cannot hold."""
    if shop.config.editions.citations:
        named_at = place_of(shop.project, "exports", "formats")
        places = {key: entry.location for key, entry in works.bibliography.entries.items()}
        formats = shop.config.exports.formats
        yield from check_limits(works.items, formats, places)
        if works.items:
            yield from check_lists(formats, named_at, makes_list=bool(resolved.entries))
        yield from check_names(shop.config, place_of(shop.project, "exports", "names"))


def _read_silences(shop: Workshop, plans: Sequence[Planned], diagnostics: Diagnostics) -> Silences:
    silences = Silences()
    entries = shop.config.silence
    silences.add_configured(entries, [place_of(shop.project, "silence", index) for index in range(len(entries))])
    for plan in plans:
        if plan.source is not None:
            diagnostics.extend(silences.add_comments(plan.source))
    return silences


def _read_lock(shop: Workshop, book: Book, diagnostics: Diagnostics) -> Pagination | None:
    path = shop.config.pagination.lock
    if not path:
        return None
    lock, problems = read_lock(shop.project, path, place_of(shop.project, "pagination", "lock"), book)
    diagnostics.extend(problems)
    return lock


def _read_cover(shop: Workshop, diagnostics: Diagnostics) -> Image | None:
    """Read the picture of the cover, and find a glyph for every character of its words."""
    cover = shop.config.cover
    diagnostics.extend(check_words(words_of(shop.config), place_of(shop.project, "cover", "blurb")))
    if not cover.image:
        return None
    image, problems = read_image(shop.project, cover.image, place_of(shop.project, "cover", "image"), shop.store)
    diagnostics.extend(problems)
    return image


def _open_workshop(project: Path, diagnostics: Diagnostics, store: Store) -> Workshop:
    config, problems = read_configuration(project)
    diagnostics.extend(problems)
    if config is None:
        raise BuildFailed("the configuration cannot be used")
    theme = Theme(project)
    labels = read_labels(theme, config.language)
    diagnostics.extend(check_labels(theme, config.language, place_of(project, "language")))
    return Workshop(project, config, theme, labels, store)


def _read_profile(shop: Workshop, diagnostics: Diagnostics) -> OutputProfile:
    profile, problems = read_profile(shop.project, shop.config.print, place_of(shop.project, "print", "profile"))
    diagnostics.extend(problems)
    return profile


def _plan(shop: Workshop, diagnostics: Diagnostics) -> list[Planned]:
    plans, problems = plan_book(shop.project, shop.config, shop.labels)
    diagnostics.extend(problems)
    return plans
