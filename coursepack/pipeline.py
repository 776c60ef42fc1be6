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

from coursepack.checks.epub_check import audit_pages, audit_text, check_epub
from coursepack.checks.glyphs import characters_for_east_asian_font, check_glyphs
from coursepack.checks.text_audit import audit, compare_with_tree
from coursepack.config import Config
from coursepack.configuration import place_of, read_configuration
from coursepack.diagnostics import Diagnostics, Location
from coursepack.document.assembly import Workshop, assemble, parse_chapters, resolve_citations
from coursepack.document.chapters import Chapter
from coursepack.document.citations import check_keys, cited_keys
from coursepack.document.model import Book, Section
from coursepack.document.styles import Style, find_style
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
from coursepack.sources.bibliography import Bibliography, CslItem, for_rendering, read_bibliography, to_csl
from coursepack.sources.manuscript import Planned, plan_book
from coursepack.theme import TemplateBroken, Theme

STORE = ".coursepack"
"""What a project keeps between builds, below its folder; may be deleted at any time."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made, for the closing summary."""

    files: tuple[Path, ...]
    pages: int
    counts: Counts
    seconds: float


@dataclass(frozen=True, slots=True)
class Works:
    """The bibliography, and the CSL items of the works that the book cites, in order of first citation."""

    bibliography: Bibliography
    items: Mapping[str, CslItem]
    style: Style


@dataclass(frozen=True, slots=True)
class Prepared:
    """A book without a known mistake, ready to be laid out."""

    shop: Workshop
    works: Works
    book: Book
    locate: Locator


def check(project: Path, diagnostics: Diagnostics, progress: Progress) -> Counts:
    """Read and assemble the book without laying it out; raises `BuildFailed` when the diagnostics hold an error."""
    return count(_prepare(project, diagnostics, progress).book)


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
        counts = count(book)
        proofs = Proofs.of(layout, counts)
        files |= write_report(
            config, prepared.shop.theme, counts, layout.statistics, proofs, diagnostics, sorted(files)
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
        works = _read_works(shop, chapters, diagnostics)
        rendered = {key: for_rendering(item, shop.config.language) for key, item in works.items.items()}
        cited, resolved = resolve_citations(chapters, rendered, works.style, shop.config)
        progress.stage("Assembling the book")
        book = assemble(plans, cited, resolved, shop, diagnostics)
        locate = Locator(book, chapters)
        diagnostics.extend(check_glyphs(book, locate.words))
        diagnostics.stop_on_error()
    return Prepared(shop, works, book, locate)


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


def _read_works(shop: Workshop, chapters: Sequence[Chapter], diagnostics: Diagnostics) -> Works:
    """Read the bibliography and make CSL items of the works that are cited; stops on any error so far."""
    name = shop.config.citations.bibliography
    bibliography, problems = read_bibliography(shop.project / name, name)
    diagnostics.extend(problems)
    diagnostics.extend(check_keys(chapters, bibliography.entries))
    style, problems = find_style(
        shop.config.citations.style, shop.project, place_of(shop.project, "citations", "style")
    )
    diagnostics.extend(problems)
    keys = [key for key in cited_keys(chapters) if key in bibliography.entries]
    items, problems = to_csl(bibliography.entries[key] for key in keys)
    diagnostics.extend(problems)
    diagnostics.stop_on_error()
    if style is None:  # an error has been reported
        raise BuildFailed("the citation style is not known")
    return Works(bibliography, items, style)


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


class Locator:
    """Finds where words of a section stand in the author's files."""

    def __init__(self, book: Book, chapters: Sequence[Chapter]) -> None:
        self._sections = {section.id: section for section in book.sections}
        self._chapters = {chapter.id: chapter for chapter in chapters}

    def __call__(self, section: str, snippet: str) -> Location:
        chapter = self._chapters.get(section)
        if chapter is None:
            return self._sections[section].source
        places = [source.locate_words(snippet) for source in (chapter.source, *chapter.data)]
        return next((place for place in places if place.line), chapter.location)

    def words(self, section: Section, snippet: str) -> Location:
        """Find words by the section itself."""
        return self(section.id, snippet)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
