"""The build, stage by stage: the only place that knows their order.

read → parse → cite → assemble → lay out → write editions → prove → publish
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_cache_path

from coursepack.checks.citation_parity import Figures, Finished, prove_citations
from coursepack.checks.epub_check import audit_pages, audit_text, check_epub
from coursepack.checks.glyphs import characters_for_east_asian_font, check_glyphs
from coursepack.checks.text_audit import audit, compare_with_tree
from coursepack.config import Config
from coursepack.configuration import place_of, read_configuration
from coursepack.diagnostics import Diagnostics
from coursepack.document.assembly import Workshop, assemble, parse_chapters
from coursepack.document.citations import Resolved
from coursepack.document.citing import Works, cite, read_works
from coursepack.document.locating import Locator
from coursepack.document.model import Book
from coursepack.document.words import Counts, count
from coursepack.editions.epub import EpubFonts, write_epub
from coursepack.editions.export import export_citations
from coursepack.editions.layout import DirectoryCache, Layout, LayoutJob, lay_out
from coursepack.editions.markup import FillSheet, make_sheets, notes_with_marks
from coursepack.editions.pdf import PdfMetadata, join
from coursepack.editions.stylesheet import print_style_sheet
from coursepack.errors import BuildFailed
from coursepack.fonts import book_fonts, source_fonts
from coursepack.labels import read_labels
from coursepack.progress import Progress
from coursepack.publish import publish
from coursepack.report import Proofs, write_report
from coursepack.sources.manuscript import Planned, plan_book
from coursepack.sources.silence import Silences
from coursepack.theme import TemplateBroken, Theme

STORE = ".coursepack"
"""What a project keeps between builds, below its folder; may be deleted at any time."""
_OF_EDITIONS = "LE"
"""Letters of what only a build finds: a check says nothing of silences for these."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made, for the closing summary."""

    files: tuple[Path, ...]
    pages: int
    counts: Counts
    seconds: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """A book without a known mistake, ready to be laid out."""

    shop: Workshop
    works: Works
    resolved: Resolved
    book: Book
    locate: Locator
    silences: Silences


def check(project: Path, diagnostics: Diagnostics, progress: Progress) -> Counts:
    """Read and assemble the book without laying it out; raises `BuildFailed` when the diagnostics hold an error."""
    prepared = _prepare(project, diagnostics, progress)
    diagnostics.extend(prepared.silences.idle(unless=_OF_EDITIONS))
    return count(prepared.book)


def build(project: Path, out: Path, diagnostics: Diagnostics, progress: Progress, workers: int = 0) -> Built:
    """Build all editions of the project in a folder into `out`.

    Raises `BuildFailed` when the diagnostics hold an error, `ProofFailed` when an edition is not the book; then nothing has
    been written.
    """
    began = time.monotonic()
    prepared = _prepare(project, diagnostics, progress)
    book, config = prepared.book, prepared.shop.config
    with _diagnosed(diagnostics, progress):
        progress.stage("Laying out pages")
        layout = _lay_out(book, prepared.shop, progress, workers or _cores())
        diagnostics.extend(audit(layout, prepared.locate))
        diagnostics.extend(compare_with_tree(book.sections, layout, prepared.locate))
        diagnostics.stop_on_failed_proof()
        progress.stage("Writing editions")
        files = _write_editions(book, layout, prepared.works, prepared.shop)
        progress.stage("Proving the e-book")
        _prove_epub(files, book, layout, config, diagnostics)
        progress.stage("Proving the citations")
        citations = _prove_citations(files, prepared, layout, diagnostics)
        _silence(prepared.silences, diagnostics)
        diagnostics.extend(prepared.silences.idle())
        counts = count(book)
        proofs = Proofs.of(layout, counts)
        files |= write_report(
            config,
            prepared.shop.theme,
            counts,
            layout.statistics,
            proofs,
            citations,
            diagnostics,
            prepared.silences.silenced,
            sorted(files),
        )
        written = publish(out, files)
    return Built(tuple(written), layout.statistics.pages, counts, time.monotonic() - began)


def _prepare(project: Path, diagnostics: Diagnostics, progress: Progress) -> Prepared:
    with _diagnosed(diagnostics, progress):
        progress.stage("Reading the manuscript")
        shop = _open_workshop(project, diagnostics)
        plans = _plan(shop, diagnostics)
        chapters = parse_chapters(plans, shop, diagnostics)
        progress.stage("Resolving citations")
        silences = _read_silences(shop, plans, diagnostics)
        works = read_works(shop, chapters, diagnostics)
        cited, resolved = cite(shop, chapters, works, diagnostics)
        progress.stage("Assembling the book")
        book = assemble(plans, cited, resolved, shop, diagnostics)
        locate = Locator(book, chapters)
        diagnostics.extend(check_glyphs(book, locate.words))
        _silence(silences, diagnostics)
        diagnostics.stop_on_error()
    return Prepared(shop, works, resolved, book, locate, silences)


def _read_silences(shop: Workshop, plans: Sequence[Planned], diagnostics: Diagnostics) -> Silences:
    silences = Silences()
    entries = shop.config.silence
    silences.add_configured(entries, [place_of(shop.project, "silence", index) for index in range(len(entries))])
    for plan in plans:
        if plan.source is not None:
            diagnostics.extend(silences.add_comments(plan.source))
    return silences


def _silence(silences: Silences, diagnostics: Diagnostics) -> None:
    """Set aside what the author has silenced."""
    diagnostics.items[:] = silences.apply(diagnostics)


@contextmanager
def _diagnosed(diagnostics: Diagnostics, progress: Progress) -> Iterator[None]:
    """Turn a broken template into a diagnostic, and end the progress line whatever happens."""
    try:
        yield
    except TemplateBroken as fault:
        diagnostics.add(fault.diagnostic)
        raise BuildFailed(fault.diagnostic.message) from fault
    finally:
        progress.finish()


def _open_workshop(project: Path, diagnostics: Diagnostics) -> Workshop:
    config, problems = read_configuration(project)
    diagnostics.extend(problems)
    if config is None:
        raise BuildFailed("the configuration cannot be used")
    theme = Theme(project)
    return Workshop(project, config, theme, read_labels(theme, config.language))


def _plan(shop: Workshop, diagnostics: Diagnostics) -> list[Planned]:
    plans, problems = plan_book(shop.project, shop.config, shop.labels)
    diagnostics.extend(problems)
    return plans


def _lay_out(book: Book, shop: Workshop, progress: Progress, workers: int) -> Layout:
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
        workers,
        DirectoryCache(shop.project / STORE / "layout"),
        lambda _, done, due: progress.step(done, due),
        FillSheet(notes_with_marks(book)),
    )


def _write_editions(book: Book, layout: Layout, works: Works, shop: Workshop) -> dict[str, bytes]:
    """All editions that the configuration asks for, by file name."""
    config, name = shop.config, shop.config.name
    files: dict[str, bytes] = {}
    if config.editions.print:
        files[f"{name}-print.pdf"] = join(layout, "print", _pdf_metadata(config))
    if config.editions.screen:
        files[f"{name}-screen.pdf"] = join(layout, "screen", _pdf_metadata(config))
    if config.editions.epub:
        fonts = EpubFonts(**source_fonts())
        page_map = layout.page_map if config.editions.print else None
        files[f"{name}.epub"] = write_epub(book, config, shop.theme, page_map=page_map, fonts=fonts)
    if config.editions.citations:
        exported = export_citations(list(works.items), works.bibliography.entries, works.items, name)
        files |= {f"citations/{file}": data for file, data in exported.items()}
    return files


def _pdf_metadata(config: Config) -> PdfMetadata:
    return PdfMetadata(
        title=config.full_title,
        authors=tuple(config.contributors),
        lang=config.language,
        date=datetime(config.date.year, config.date.month, config.date.day, tzinfo=UTC),
        subject=config.description,
        keywords=tuple(config.subjects),
        identifier=config.identifiers.isbn_print or config.identifiers.uri,
    )


def _prove_epub(
    files: Mapping[str, bytes], book: Book, layout: Layout, config: Config, diagnostics: Diagnostics
) -> None:
    epub = files.get(f"{config.name}.epub")
    if epub is not None:
        diagnostics.extend(check_epub(epub))
        diagnostics.extend(audit_text(epub, book))
        if config.editions.print:
            diagnostics.extend(audit_pages(epub, book, layout.page_map))
        diagnostics.stop_on_failed_proof()


def _prove_citations(
    files: Mapping[str, bytes], prepared: Prepared, layout: Layout, diagnostics: Diagnostics
) -> Figures:
    """Read notes and bibliographies back from the files, and compare them with what was resolved."""
    shop, folios = prepared.shop, layout.page_map.folios
    name = shop.config.name
    finished = Finished(
        pdf=files.get(f"{name}-print.pdf") or files.get(f"{name}-screen.pdf"),
        epub=files.get(f"{name}.epub"),
        exports={path: data for path, data in files.items() if path.startswith("citations/")},
    )
    figures, problems = prove_citations(
        prepared.book,
        prepared.resolved,
        prepared.works.items,
        finished,
        lambda target: shop.labels.word("page", folio=folios.get(target, "")),
        prepared.locate,
    )
    diagnostics.extend(problems)
    diagnostics.stop_on_failed_proof()
    return figures


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
