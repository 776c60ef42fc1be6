"""Proof of the e-book, read from the finished file: what EPUBCheck, Ace and reading systems overlook (E001 to E028).

`check_epub` needs only the file; `audit_text` compares it with the canonical book, `audit_pages` with the print
edition's page map, `audit_printed_pages` with the finished pages; `audit_epub` is the first three. None shares code with the
writer.

What is asked of a document by itself, and what the other proofs ask of it, is read once for the same bytes (`documents`); what
stands between the documents is proved in every build from these facts and the files of the package.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from coursepack.checks.epub_check import navigation, older_readers, page_breaks, shops, structure, text
from coursepack.checks.epub_check.documents import Opened, open_epub
from coursepack.checks.epub_check.package import UnreadableError, faults
from coursepack.checks.epub_check.printed_pages import PageFigures, audit_printed_pages
from coursepack.diagnostics import Diagnostic
from coursepack.document.model import Book, PageMap
from coursepack.keeping.store import MemoryStore, Store

__all__ = ["PageFigures", "audit_epub", "audit_pages", "audit_printed_pages", "audit_text", "check_epub"]

_CHECKS = (
    structure.check_manifest,
    structure.check_links,
    structure.check_files,
    structure.check_sizes,
    structure.check_metadata,
    navigation.check_page_list,
    navigation.check_titles,
    navigation.check_contents,
    navigation.check_landmarks,
    navigation.check_citations,
    shops.check_shops,
    older_readers.check_ncx,
    older_readers.check_cover,
)


def audit_epub(
    epub: bytes, book: Book, page_map: PageMap | None, *, fonts: bool = True, store: Store | None = None
) -> list[Diagnostic]:
    """All that is wrong with a finished e-book by itself and beside its book, opened once; `page_map` is that of the print
    edition, if there is one. `store` keeps what was found of each document.
    """

    def audit(opened: Opened) -> list[Diagnostic]:
        found = [*_check(opened, fonts=fonts), *text.audit_text(opened, book)]
        return found if page_map is None else [*found, *page_breaks.audit_pages(opened, book, page_map)]

    return _opened(epub, store, audit)


def check_epub(epub: bytes, *, fonts: bool = True, store: Store | None = None) -> list[Diagnostic]:
    """Check the structure of a finished e-book; places are files inside it and their lines.

    `fonts` says that it is to bring a font for the characters that few devices have.
    """
    return _opened(epub, store, partial(_check, fonts=fonts))


def audit_text(epub: bytes, book: Book, store: Store | None = None) -> list[Diagnostic]:
    """Compare the e-book's words, links and contents with those of its book."""
    return _opened(epub, store, partial(text.audit_text, book=book))


def audit_pages(epub: bytes, book: Book, page_map: PageMap, store: Store | None = None) -> list[Diagnostic]:
    """Compare the e-book's page breaks with the print edition."""
    return _opened(epub, store, partial(page_breaks.audit_pages, book=book, page_map=page_map))


def _opened(epub: bytes, store: Store | None, audit: Callable[[Opened], list[Diagnostic]]) -> list[Diagnostic]:
    try:
        opened = open_epub(epub, store or MemoryStore())
    except UnreadableError as fault:
        return faults(fault)
    return audit(opened)


def _check(opened: Opened, *, fonts: bool) -> list[Diagnostic]:
    checks = (*_CHECKS, structure.check_glyphs) if fonts else _CHECKS
    between = [diagnostic for check in checks for diagnostic in check(opened.package, opened.facts)]
    return [*opened.found, *between]
