"""A bibliography that was kept is the bibliography that was read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursepack.keeping.store import FolderStore, MemoryStore
from coursepack.sources.bibliography import read, read_bibliography
from coursepack.sources.bibliography.read import parse_bibliography
from coursepack.sources.bibliography.stored import from_bytes, to_bytes

BOOKS = sorted((Path(__file__).parent / "books").rglob("*.bib")) + sorted(
    (Path(__file__).parent / "data").rglob("*.bib")
)


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_what_comes_back_is_what_was_kept(path: Path) -> None:
    whole, found = parse_bibliography(path.read_bytes(), path.name)
    again, found_again = from_bytes(to_bytes(whole, found), path.name)
    assert dict(again.entries) == dict(whole.entries)
    assert list(again.entries) == list(whole.entries)
    assert (again.heads, dict(again.citable), found_again) == (whole.heads, dict(whole.citable), found)


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_comes_back(title: str) -> None:
    source = f"@book{{one, title = {{{title}}}}}\n@book{{two, crossref = {{one}}}}".encode()
    whole, found = parse_bibliography(source, "a.bib")
    assert dict(from_bytes(to_bytes(whole, found), "a.bib")[0].entries) == dict(whole.entries)


def test_a_file_is_read_again_only_when_it_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bib = tmp_path / "works.bib"
    bib.write_text("@book{one, title = {One}, date = 1990, author = {A, B}, titel = {x}}")
    store, parsed = FolderStore(tmp_path / "store"), []
    parse = read.parse_bibliography
    monkeypatch.setattr(read, "parse_bibliography", lambda *given: parsed.append(given) or parse(*given))
    first, second = (read_bibliography(bib, "works.bib", store) for _ in range(2))
    assert len(parsed) == 1
    assert second[1] == first[1] != []
    bib.write_text(bib.read_text().replace("One", "Two"))
    changed, _ = read_bibliography(bib, "works.bib", store)
    assert changed.entries["one"].fields["title"] == "Two"
    assert len(parsed) == 2


def test_the_name_in_diagnostics_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    bib, store = tmp_path / "works.bib", MemoryStore()
    bib.write_text("@book{one}")
    assert {item.location.file for item in read_bibliography(bib, "a.bib", store)[1]} == {"a.bib"}
    assert {item.location.file for item in read_bibliography(bib, "b.bib", store)[1]} == {"b.bib"}
