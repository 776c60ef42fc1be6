"""Proof of the e-book, read from the finished file: what EPUBCheck, Ace and reading systems overlook (E001 to E028).

`check_epub` needs only the file; `audit_text` compares it with the canonical book, `audit_pages` with the print
edition's page map, `audit_printed_pages` with the finished pages. None shares code with the writer.

What is asked of a document by itself, and what the other proofs ask of it, is read once for the same bytes (`documents`); what
stands between the documents is proved in every build from these facts and the files of the package.
"""

from __future__ import annotations

from coursepack.checks.epub_check import navigation, older_readers, shops, structure
from coursepack.checks.epub_check.documents import read_documents
from coursepack.checks.epub_check.package import UnreadableError, faults, unpack
from coursepack.checks.epub_check.page_breaks import audit_pages
from coursepack.checks.epub_check.printed_pages import PageFigures, audit_printed_pages
from coursepack.checks.epub_check.text import audit_text
from coursepack.diagnostics import Diagnostic
from coursepack.keeping.store import MemoryStore, Store

__all__ = ["PageFigures", "audit_pages", "audit_printed_pages", "audit_text", "check_epub"]

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


def check_epub(epub: bytes, *, fonts: bool = True, store: Store | None = None) -> list[Diagnostic]:
    """Check the structure of a finished e-book; places are files inside it and their lines.

    `fonts` says that it is to bring a font for the characters that few devices have; `store` keeps what was read of a document.
    """
    try:
        package = unpack(epub)
        read = read_documents(package, store or MemoryStore())
    except UnreadableError as fault:
        return faults(fault)
    checks = (*_CHECKS, structure.check_glyphs) if fonts else _CHECKS
    return [*read.found, *(diagnostic for check in checks for diagnostic in check(package, read.facts))]
