"""Proof of the e-book, read from the finished file: what EPUBCheck, Ace and reading systems overlook (E001 to E025).

`check_epub` needs only the file; `audit_text` compares it with the canonical book, `audit_pages` with the print
edition's page map. None shares code with the writer.
"""

from __future__ import annotations

from coursepack.checks.epub_check import content, navigation, structure
from coursepack.checks.epub_check.package import UnreadableError, faults, open_package
from coursepack.checks.epub_check.text import audit_pages, audit_text
from coursepack.diagnostics import Diagnostic

__all__ = ["audit_pages", "audit_text", "check_epub"]

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
    content.check_glyphs,
)


def check_epub(epub: bytes) -> list[Diagnostic]:
    """Check the structure of a finished e-book; places are files inside it and their lines."""
    try:
        package = open_package(epub)
    except UnreadableError as fault:
        return faults(fault)
    return [diagnostic for check in _CHECKS for diagnostic in check(package)]
