"""The bindery: a laid-out book → every file of its editions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial

from coursepack.config import Config
from coursepack.document.model import PageMap
from coursepack.editions.epub import EpubFonts, write_epub
from coursepack.editions.export.catalogue import identifiers
from coursepack.editions.export.permissions import write_permissions
from coursepack.editions.imposition import Imposed, Scheme, impose
from coursepack.editions.layout import Layout
from coursepack.editions.pagination import record, write
from coursepack.editions.pdf import Attachment, PdfMetadata, join, joined_in_ink
from coursepack.editions.press import finish_in_ink, ink_parts, interior_job
from coursepack.exporting import catalogue_records, distribution_records, export_works, wanted_by
from coursepack.fonts import source_fonts
from coursepack.preparation import Prepared
from coursepack.sources.files import project_sources


def write_editions(
    prepared: Prepared,
    layout: Layout,
    ebook: Callable[[], bytes],
    large: Layout | None = None,
    meanwhile: Callable[[Mapping[str, bytes]], None] = lambda pages: None,
) -> dict[str, bytes]:
    """All editions that the configuration asks for, by file name. `ebook` gives the e-book, and is asked last of all, since it
    may be made beside the rest: `meanwhile` gets the editions that have pages.
    """
    config, page_map = prepared.shop.config, _printed(prepared, layout)
    pages, lists = _pages(prepared, layout, large), _lists(prepared, page_map)
    meanwhile(pages)
    if not config.editions.epub:
        return pages | lists
    epub = ebook()
    return pages | {f"{config.name}.epub": epub} | distribution_records(prepared, epub, page_map) | lists


def write_ebook(prepared: Prepared, layout: Layout, picture: bytes) -> bytes:
    """The e-book; `picture` is its cover."""
    shop = prepared.shop
    fonts = EpubFonts(**source_fonts(), store=shop.store)
    page_map = _printed(prepared, layout)
    book, config, store = prepared.book, shop.config, shop.store
    return write_epub(book, config, shop.theme, page_map=page_map, fonts=fonts, cover=picture, store=store)


def _printed(prepared: Prepared, layout: Layout) -> PageMap | None:
    """The pages that other editions name: those of the print edition, where there is one."""
    return layout.page_map if prepared.shop.config.editions.print else None


def _pages(prepared: Prepared, layout: Layout, large: Layout | None) -> dict[str, bytes]:
    """The editions that have pages, and the record of what stands on which."""
    shop = prepared.shop
    config, name = shop.config, shop.config.name
    files: dict[str, bytes] = {}
    if config.editions.print:
        files[f"{name}-print.pdf"] = _print_edition(prepared, layout)
    if config.editions.screen:
        files[f"{name}-screen.pdf"] = join(layout, "screen", pdf_metadata(config), _attachments(prepared))
    if large is not None:
        files[f"{name}-large-print.pdf"] = join(large, "screen", pdf_metadata(config))
    if config.editions.print or config.editions.screen:
        files["pagination.json"] = write(record(prepared.book, config, layout.page_map, shop.store))
    return files


def _print_edition(prepared: Prepared, layout: Layout) -> bytes:
    """The pages for the press: each part in its inks, joined, and finished."""
    shop = prepared.shop
    job = interior_job(shop.config.print, prepared.profile)
    with joined_in_ink(layout, pdf_metadata(shop.config), partial(ink_parts, job=job, store=shop.store)) as joined:
        return finish_in_ink(*joined, job)


def _lists(prepared: Prepared, page_map: PageMap | None) -> dict[str, bytes]:
    """The cited works, the records of the book for catalogues, and the permissions that it needs."""
    files: dict[str, bytes] = {}
    if prepared.shop.config.editions.citations:
        files |= export_works(prepared, wanted_by(prepared))
        files |= catalogue_records(prepared, page_map)
    permissions = write_permissions(prepared.book.sections, page_map)
    if permissions:
        files["permissions.csv"] = permissions.encode()
    return files


class PlainPages:
    """The pages of the screen edition as print has them, for readers that take a soft hyphen at a line's end for a hard one. They
    are joined once, when they are first asked for.
    """

    def __init__(self, prepared: Prepared, layout: Layout) -> None:
        self._config, self._layout = prepared.shop.config, layout

    @cached_property
    def data(self) -> bytes:
        """The PDF."""
        return join(self._layout, "print", pdf_metadata(self._config))


def _attachments(prepared: Prepared) -> list[Attachment]:
    """The files that the screen edition is to hold."""
    wanted, labels = prepared.shop.config.screen.attachments, prepared.shop.labels
    found = []
    if "citations" in wanted:
        said = labels.word("attached-citations")
        whole = replace(wanted_by(prepared), chapters=(), keywords=())
        found += [Attachment(name, data, "Data", said) for name, data in export_works(prepared, whole).items()]
    if "sources" in wanted:
        sources = project_sources(prepared.shop.project, prepared.shop.config.citations.bibliography)
        said = labels.word("attached-source")
        found += [Attachment(name, data, "Source", said) for name, data in sources.items()]
    return found


def impose_pages(prepared: Prepared, files: Mapping[str, bytes]) -> dict[str, Imposed]:
    """The impositions that the configuration asks for, of the finished print edition, by file name."""
    config = prepared.shop.config
    wanted, printed = config.imposition, files.get(f"{config.name}-print.pdf")
    asked: dict[Scheme, bool] = {"booklet": wanted.booklet, "signatures": wanted.signatures}
    return {
        f"{config.name}-{scheme}.pdf": impose(
            printed, scheme, wanted, config.paper, config.name, source_fonts()["roman"]
        )
        for scheme, chosen in asked.items()
        if chosen and printed is not None
    }


def pdf_metadata(config: Config) -> PdfMetadata:
    """What the PDF files say of themselves."""
    return PdfMetadata(
        title=config.full_title,
        authors=(*config.authors, *config.editors),
        lang=config.language,
        date=datetime(config.date.year, config.date.month, config.date.day, tzinfo=UTC),
        subject=config.description,
        keywords=tuple(config.subjects),
        identifier=next(identifiers(config), ""),
        publisher=config.publisher,
        rights=tuple(part for part in (config.rights, config.licence) if part),
    )
