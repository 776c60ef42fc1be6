"""Proof of the e-book, read from the finished file: what EPUBCheck, Ace and reading systems overlook (E001 to E028).

`check_epub` needs only the file; `audit_text` compares it with the canonical book, `audit_pages` with the print
edition's page map, `audit_printed_pages` with the finished pages. None shares code with the writer.
"""

from __future__ import annotations

from coursepack.checks.epub_check import content, navigation, older_readers, shops, structure
from coursepack.checks.epub_check.package import UnreadableError, faults, open_package
from coursepack.checks.epub_check.printed_pages import PageFigures, audit_printed_pages
from coursepack.checks.epub_check.text import audit_pages, audit_text
from coursepack.diagnostics import Diagnostic

__all__ = ["PageFigures", "audit_pages", "audit_printed_pages", "audit_text", "check_epub"]

_CHECKS = (
    structure.check_manifest,
    structure.check_ids,
    structure.check_links,
    structure.check_prefixes,
    structure.check_safety,
    structure.check_sizes,
    structure.check_metadata,
    navigation.check_page_list,
    navigation.check_titles,
    navigation.check_headings,
    navigation.check_contents,
    navigation.check_landmarks,
    content.check_notes,
    content.check_citations,
    content.check_images,
    content.check_tables,
    content.check_formulas,
    content.check_languages,
    shops.check_shops,
    older_readers.check_ncx,
    older_readers.check_cover,
)


def check_epub(epub: bytes, *, fonts: bool = True) -> list[Diagnostic]:
    """Check the structure of a finished e-book; places are files inside it and their lines.

    `fonts` says that it is to bring a font for the characters that few devices have.
    """
    try:
        package = open_package(epub)
    except UnreadableError as fault:
        return faults(fault)
    checks = (*_CHECKS, content.check_glyphs) if fonts else _CHECKS
    return [diagnostic for check in checks for diagnostic in check(package)]
