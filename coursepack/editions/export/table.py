"""CSV: one row a work, for spreadsheets (RFC 4180, UTF-8 with a signature so that Excel reads it).

A cell that a spreadsheet would take for a formula gets an apostrophe before it: a bibliography must not run code.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

from coursepack.editions.export.fields import notes_of
from coursepack.editions.export.names import RELATORS
from coursepack.editions.export.plain_text import inverted, iso_date, one_line, title_of
from coursepack.sources.bibliography import CslItem

_FORMULA = ("=", "+", "-", "@")

_COLUMNS: dict[str, Callable[[CslItem], str]] = {
    "Key": lambda item: one_line(item["id"]),
    "Type": lambda item: one_line(item["type"]),
    "Author": lambda item: _names(item, "author"),
    "Title": title_of,
    "Short title": lambda item: one_line(item.get("title-short", "")),
    "In": lambda item: one_line(item.get("container-title", "")),
    "Abbreviated": lambda item: one_line(item.get("container-title-short", "")),
    "Volume title": lambda item: one_line(item.get("volume-title", "")),
    "Editor": lambda item: _names(item, "editor"),
    "Translator": lambda item: _names(item, "translator"),
    "Other people": lambda item: "; ".join(f"{inverted(name)} ({role})" for role, name in _others(item)),
    "Date": lambda item: iso_date(item.get("issued")),
    "Event date": lambda item: iso_date(item.get("event-date")),
    "Volume": lambda item: one_line(item.get("volume", "")),
    "Volumes": lambda item: one_line(item.get("number-of-volumes", "")),
    "Issue": lambda item: one_line(item.get("issue", "")),
    "Pages": lambda item: one_line(item.get("page", "")),
    "Publisher": lambda item: one_line(item.get("publisher", "")),
    "Place": lambda item: one_line(item.get("publisher-place", "")),
    "Edition": lambda item: one_line(item.get("edition", "")),
    "Series": lambda item: ", ".join(
        one_line(item[n]) for n in ("collection-title", "collection-number") if item.get(n)
    ),
    "Number": lambda item: one_line(item.get("number", "")),
    "Original title": lambda item: one_line(item.get("original-title", "")),
    "Original date": lambda item: iso_date(item.get("original-date")),
    "Genre": lambda item: one_line(item.get("genre", "")),
    "Archive": lambda item: one_line(item.get("archive", "")),
    "Archive location": lambda item: one_line(item.get("archive_location", "")),
    "Call number": lambda item: one_line(item.get("call-number", "")),
    "DOI": lambda item: one_line(item.get("DOI", "")),
    "ISBN": lambda item: one_line(item.get("ISBN", "")),
    "ISSN": lambda item: one_line(item.get("ISSN", "")),
    "URL": lambda item: one_line(item.get("URL", "")),
    "Accessed": lambda item: iso_date(item.get("accessed")),
    "Language": lambda item: one_line(item.get("language", "")),
    "Keywords": lambda item: one_line(item.get("keyword", "")),
    "Abstract": lambda item: one_line(item.get("abstract", "")),
    "Note": lambda item: "; ".join(line for note in notes_of(item) if (line := one_line(note))),
}


def write_csv(items: Sequence[CslItem]) -> str:
    """Write a row a work."""
    return write_table(tuple(_COLUMNS), [[column(item) for column in _COLUMNS.values()] for item in items])


def write_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table with a heading row, a byte order mark before it."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + page.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _others(item: CslItem) -> list[tuple[str, dict[str, Any]]]:
    """Everyone but authors, editors and translators, with their roles."""
    roles = ("author", "editor", "translator")
    return [(role, name) for role in RELATORS if role not in roles for name in item.get(role, [])]


def _names(item: CslItem, role: str) -> str:
    return "; ".join(inverted(name) for name in item.get(role, []))
