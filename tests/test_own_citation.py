"""How the book says that it is to be cited."""

from __future__ import annotations

from pathlib import Path

import pytest

from coursepack.diagnostics import Location
from coursepack.document.own_citation import cite_book
from coursepack.document.styles import find_style

BOOK = {
    "id": "small",
    "type": "book",
    "title": "A Small Reader",
    "editor": [{"family": "Able", "given": "Ann"}],
    "publisher": "Press",
    "language": "en-GB",
    "issued": {"date-parts": [[2026]]},
}


@pytest.mark.parametrize(
    ("style", "entry", "page"),
    [
        ("chicago-notes-bibliography", "Able, Ann, ed. <em>A Small Reader</em>. Press, 2026.", "(Press, 2026), 1."),
        ("apa", "Able, A. (Ed.). (2026). <em>A Small Reader</em>. Press.", "(Able, 2026, p. 1)"),
    ],
)
def test_the_book_is_cited_in_its_own_style(tmp_path: Path, style: str, entry: str, page: str) -> None:
    found, problems = find_style(style, tmp_path, Location("reader.toml"))
    assert found is not None
    assert problems == []
    cited = cite_book(BOOK, found, "en-GB")
    assert cited.entry.replace("\u00a0", " ") == entry
    assert cited.page.replace("\u00a0", " ").endswith(page)
