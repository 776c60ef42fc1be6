"""What several test modules share: a book made of a project's files, as the pipeline prepares it, without any pages."""

from __future__ import annotations

from pathlib import Path

from coursepack.anatomy import Kind
from coursepack.diagnostics import Diagnostics
from coursepack.document.markup import Element
from coursepack.document.model import Book
from coursepack.errors import BuildFailed
from coursepack.pipeline import check
from coursepack.preparation import prepare
from coursepack.progress import Silent


def book_of(project: Path) -> Book:
    """The canonical book of a project without mistakes."""
    diagnostics = Diagnostics()
    try:
        return prepare(project, diagnostics, Silent()).book
    except BuildFailed as fault:
        raise AssertionError([item.message for item in diagnostics]) from fault


def root_of(book: Book, name: str | Kind) -> Element:
    """The tree of the section with an id."""
    return next(section.root for section in book.sections if section.id == name)


def said_of(project: Path) -> list[str]:
    """The findings of a check, as "CODE file:line"; that a work is never cited (K020) is no matter in small examples."""
    diagnostics = Diagnostics()
    try:
        check(project, diagnostics, Silent())
    except BuildFailed:
        assert diagnostics.errors
    return [f"{item.code} {item.location.file}:{item.location.line}" for item in diagnostics if item.code != "K020"]
