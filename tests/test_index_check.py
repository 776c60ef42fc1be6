"""The finished index as an editor looks at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from book_of import book_of, root_of

from coursepack.anatomy import Kind
from coursepack.checks.index_check import MANY_LOCATORS, check_locators
from coursepack.config.index import Index
from coursepack.diagnostics import Location
from coursepack.document.markup import of_class

READER = 'title = "T"\ndate = 2026-01-01\n[contents]\nchapters = ["one.md"]\nback = ["index"]\n'


@pytest.mark.parametrize(
    ("pages", "principal", "said"),
    [
        ("1 3 5 7", "", "‘steel’ has 4 page references: 1, 3, 5, 7"),
        ("1 2 3 4", "", ""),
        ("1 3 3 5", "", ""),
        ("1 3 5 7", " .principal", ""),
    ],
)
def test_a_heading_with_many_page_references_is_reported(
    project: Callable[..., Path], pages: str, principal: str, said: str
) -> None:
    marks = " ".join(f"[steel]{{.index{principal}}}" for _ in pages.split())
    book = book_of(
        project(manuscript__reader_dot_toml=READER, manuscript__one_dot_md=f"# First {{#first}}\n\n{marks}\n")
    )
    ids = [mark.get("id", "") for mark in of_class(root_of(book, "first"), Kind.INDEX)]
    folios = dict(zip(ids, pages.split(), strict=True))
    found = check_locators(book, folios, {}, Index(most_locators=3), lambda section, _: Location(f"{section}.md", 3))
    assert [item.message for item in found] == ([said] if said else [])
    assert all((item.code, str(item.location)) == (MANY_LOCATORS.code, "first.md:3") for item in found)
