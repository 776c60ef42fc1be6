"""Reading Markdown: what was read once is not read again, and what is kept is what would be read."""

from __future__ import annotations

import pytest

from coursepack import pandoc
from coursepack.document.markdown import read_markdown
from coursepack.errors import ToolFailed
from coursepack.keeping.store import MemoryStore
from coursepack.labels import ENGLISH_QUOTES
from coursepack.sources.files import SourceFile

TEXT = 'Words "in quotation marks" and *others*.\n\n<b>Raw</b> ![](a.png)\n'
GUILLEMETS = (
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "(",
    ")",
)


def test_what_is_kept_is_what_would_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    store, source = MemoryStore(), SourceFile("one.md", TEXT)
    first = read_markdown(source, TEXT, store=store)
    assert first == read_markdown(source, TEXT)
    assert {item.code for item in first[1]} == {"M012", "F005"}
    monkeypatch.setattr(pandoc, "parse", lambda _: pytest.fail("it is read again"))
    assert read_markdown(source, TEXT, store=store) == first


def test_another_text_place_or_language_is_read_anew() -> None:
    store, source = MemoryStore(), SourceFile("one.md", TEXT)
    blocks, problems = read_markdown(source, TEXT, store=store)
    assert read_markdown(source, TEXT.replace("others", "more"), store=store)[0] != blocks
    assert read_markdown(source, TEXT, GUILLEMETS, store=store)[0] != blocks
    moved = read_markdown(SourceFile("two.md", f"\n\n{TEXT}"), TEXT, ENGLISH_QUOTES, store)
    assert moved[0] == blocks
    assert {(item.location.file, item.location.line) for item in moved[1]} == {("two.md", 5)}
    assert {item.location.line for item in problems} == {3}


def test_that_pandoc_failed_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> pandoc.Ast:
        raise ToolFailed("pandoc took more than 120 seconds")

    store, source = MemoryStore(), SourceFile("one.md", TEXT)
    with monkeypatch.context() as patch:
        patch.setattr(pandoc, "parse", fail)
        assert [item.code for item in read_markdown(source, TEXT, store=store)[1]] == ["M014"]
    assert read_markdown(source, TEXT, store=store) == read_markdown(source, TEXT)
