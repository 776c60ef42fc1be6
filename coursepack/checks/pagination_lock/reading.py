"""Reading the locked pagination: a file of the project, checked, and found to be of this book."""

from __future__ import annotations

from pathlib import Path

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.model import Book
from coursepack.editions.pagination import NotAPagination, Pagination, blocks_of, read
from coursepack.sources.files import read_bytes

UNUSABLE = error("C030", "the locked pagination cannot be used")
ANOTHER_BOOK = error("C031", "the locked pagination is of another book")

MAX_BYTES = 32 * 1024 * 1024
"""Some twenty thousand pages."""


def read_lock(
    project: Path, relative: str, named_at: Location, book: Book
) -> tuple[Pagination | None, list[Diagnostic]]:
    """Read the pagination of the printed edition; None, with the reason, where it cannot be compared with this book."""
    data, problems = read_bytes(project, relative, named_at)
    if data is None:
        return None, problems
    here, hint = Location(relative), "it is the dist/pagination.json of the build that was printed; copy it anew"
    if len(data) > MAX_BYTES:
        return None, [UNUSABLE.at(here, "it is too large to be a pagination", hint)]
    try:
        locked = read(data)
    except NotAPagination as fault:
        return None, [UNUSABLE.at(here, str(fault), hint)]
    if not _texts(locked) & _texts_of_book(book):
        message = f"nothing of it stands in this book; it is of ‘{locked.book.title}’"
        return None, [ANOTHER_BOOK.at(here, message, hint)]
    return locked, problems


def _texts(locked: Pagination) -> set[tuple[str, ...]]:
    return {block.clauses for section in locked.sections for block in section.blocks if block.clauses}


def _texts_of_book(book: Book) -> set[tuple[str, ...]]:
    passages = (blocks_of(section.root) for section in book.sections)
    return {passage.clauses for found in passages for passage in (*found.flow, *found.notes) if passage.clauses}
