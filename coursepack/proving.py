"""Proving the finished files: read back, and compared with the book that they were made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from coursepack.bindery import PlainPages
from coursepack.checks import citation_parity
from coursepack.checks.citation_parity import Figures, Fill, Finished
from coursepack.checks.epub_check import PageFigures, audit_epub, audit_printed_pages
from coursepack.checks.index_check import check_locators
from coursepack.checks.pagination_lock import Comparison, compare, findings
from coursepack.checks.style_places import SHEETS
from coursepack.checks.text_audit import audit, compare_with_tree
from coursepack.configuration import place_of
from coursepack.diagnostics import Diagnostic, Diagnostics
from coursepack.editions.layout import Layout
from coursepack.editions.markup import notes_with_marks
from coursepack.editions.pagination import record
from coursepack.exporting import FOLDER, Wanted, shelves, wanted_by
from coursepack.preparation import Prepared

_TOLERANCE = 6.0
"""Points by which a line of text may begin left of its margin."""


def prove_pages(prepared: Prepared, layout: Layout, diagnostics: Diagnostics) -> None:
    """Find every text laid out once and whole; raises `ProofFailed` where it is not."""
    diagnostics.extend(audit(layout, prepared.locate, _own_style_sheets(prepared)))
    diagnostics.extend(compare_with_tree(prepared.book.sections, layout, prepared.locate))
    folios, notes = layout.page_map.folios, notes_with_marks(prepared.book)
    diagnostics.extend(check_locators(prepared.book, folios, notes, prepared.shop.config.index, prepared.locate))
    diagnostics.stop_on_failed_proof()


def _own_style_sheets(prepared: Prepared) -> dict[str, str]:
    """The style sheets of pages that the book has in the place of ours."""
    own = prepared.shop.theme.own_files()
    return {name: own[name].decode("utf-8", "replace") for name in SHEETS if name in own}


def prove_large_print(prepared: Prepared, layout: Layout | None, diagnostics: Diagnostics) -> None:
    """Prove the pages of the large-print edition, if there is one, as those of the print edition are."""
    if layout is not None:
        prove_pages(prepared, layout, diagnostics)


def prove_pagination(prepared: Prepared, layout: Layout, diagnostics: Diagnostics) -> Comparison | None:
    """Compare the pages with those of the printed edition; raises `ProofFailed` where they must hold and do not."""
    if prepared.lock is None:
        return None
    shop = prepared.shop
    compared = compare(prepared.lock, record(prepared.book, shop.config, layout.page_map, shop.store))
    sections = frozenset(section.id for section in prepared.book.sections)
    named = place_of(shop.project, "pagination", "lock")
    fail = shop.config.pagination.fail
    diagnostics.extend(findings(compared, prepared.locate, sections, named, fail=fail))
    diagnostics.stop_on_failed_proof()
    return compared


def audit_ebook(epub: bytes, prepared: Prepared, layout: Layout) -> list[Diagnostic]:
    """What is wrong with the e-book by itself: its structure, its text, and where its page breaks stand in it."""
    config, store = prepared.shop.config, prepared.shop.store
    page_map = layout.page_map if config.editions.print else None
    return audit_epub(epub, prepared.book, page_map, fonts=config.epub.embed_fonts != "none", store=store)


def compare_printed_pages(
    files: Mapping[str, bytes], prepared: Prepared
) -> tuple[PageFigures | None, list[Diagnostic]]:
    """How what stands after the page breaks of the e-book differs from what is printed on these pages; nothing where one of the
    two is not made.
    """
    name = prepared.shop.config.name
    epub, pdf = files.get(f"{name}.epub"), files.get(f"{name}-print.pdf")
    if epub is None or pdf is None:
        return None, []
    return audit_printed_pages(epub, pdf, prepared.shop.store)


def prove_exports(files: Mapping[str, bytes], prepared: Prepared, wanted: Wanted, diagnostics: Diagnostics) -> None:
    """Read exports back without any edition; raises `ProofFailed` where one does not hold its works."""
    kept, store = shelves(prepared, wanted), prepared.shop.store
    _, problems = citation_parity.prove_exports(files, kept, prepared.works.items, prepared.resolved, store)
    diagnostics.extend(problems)
    diagnostics.stop_on_failed_proof()


def read_printed(files: Mapping[str, bytes], prepared: Prepared, plain: PlainPages) -> None:
    """Read the printed pages back, by all cores; proofs that ask for them later have them, in a process forked from here too."""
    pdf = _printed_file(files, prepared, plain)
    if pdf is not None:
        with suppress(ValueError):  # the proofs say what is wrong with it
            citation_parity.read_pages(pdf, prepared.shop.store)


def _printed_file(files: Mapping[str, bytes], prepared: Prepared, plain: PlainPages) -> bytes | None:
    """The file whose pages are read back."""
    name = prepared.shop.config.name
    return files.get(f"{name}-print.pdf") or (plain.data if f"{name}-screen.pdf" in files else None)


def read_citations(
    files: Mapping[str, bytes], prepared: Prepared, layout: Layout, plain: PlainPages
) -> tuple[Figures, list[Diagnostic]]:
    """Read notes and bibliographies back from the files, and compare them with what was resolved."""
    name = prepared.shop.config.name
    finished = Finished(
        pdf=_printed_file(files, prepared, plain),
        epub=files.get(f"{name}.epub"),
        exports={path: data for path, data in files.items() if path.startswith(f"{FOLDER}/")},
        shelves=shelves(prepared, wanted_by(prepared)),
    )
    return _read_citations(finished, prepared, layout)


def prove_large_citations(
    files: Mapping[str, bytes], prepared: Prepared, layout: Layout | None, diagnostics: Diagnostics
) -> None:
    """Read notes and bibliographies back from the large-print edition, if there is one."""
    config = prepared.shop.config
    if layout is not None and config.large_print is not None:
        pdf, left = files[f"{config.name}-large-print.pdf"], config.large_print.margin - _TOLERANCE
        finished = Finished(pdf=pdf, epub=None, exports={}, shelves={}, left=left)
        diagnostics.extend(_read_citations(finished, prepared, layout)[1])
        diagnostics.stop_on_failed_proof()


def _read_citations(finished: Finished, prepared: Prepared, layout: Layout) -> tuple[Figures, list[Diagnostic]]:
    shop, folios = prepared.shop, layout.page_map.folios

    def reference(target: str) -> str:
        return shop.labels.word("page", folio=folios.get(target, ""))

    def cited_on(places: Sequence[str]) -> str:
        pages = dict.fromkeys(folios[place] for place in places if place in folios)
        return shop.labels.word("cited-on", pages=", ".join(pages))

    return citation_parity.prove_citations(
        prepared.book,
        prepared.resolved,
        prepared.works.items,
        finished,
        Fill(reference, cited_on),
        prepared.locate,
        shop.store,
    )
