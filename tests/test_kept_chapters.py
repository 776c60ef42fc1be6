"""Steps of a chapter that are kept: what was done once is not done again, and what is kept is what would be made."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from lxml import etree

from coursepack import pandoc, processes
from coursepack.anatomy import Kind, Matter
from coursepack.diagnostics import Diagnostic, Location
from coursepack.document.canonical import canonical_tree
from coursepack.document.chapters import Chapter, parse_chapter
from coursepack.document.citations import CslItem, Resolved, resolve
from coursepack.document.kept_chapters import canonical_section, cited_chapters, parsed_chapter, resolved_chapters
from coursepack.document.styles import find_style
from coursepack.errors import ToolFailed
from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.store import MemoryStore
from coursepack.labels import ENGLISH_QUOTES, read_labels
from coursepack.processes import divided_among
from coursepack.sources.files import SourceFile
from coursepack.sources.manuscript import Planned
from coursepack.theme import Theme

TEXT = '# A title {short=One}\n\nWords "in quotation marks" and [@able2001, 5].\n\n<b>Raw</b> ![](a.png)\n\n::: {.index}\n:::\n'
GUILLEMETS = (
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "(",
    ")",
)
RIGHTS = "---\nnocite: '@baker2002'\nrights:\n  holder: The press\n  basis: permission\n  reference: A letter\n---\n\n"
Parsed = tuple[Chapter | None, list[Diagnostic]]


def plan(text: str = TEXT, path: str = "one.md") -> Planned:
    named_at = Location("manuscript/reader.toml")
    return Planned(Kind.APPENDIX, Matter.BODY, 1, named_at, path, SourceFile(path, text))


def said(parsed: Parsed) -> object:
    """All of a parsed chapter, to be compared."""
    chapter, problems = parsed
    if chapter is None:
        return problems
    known = chapter.plan, chapter.source, chapter.id, chapter.kind, chapter.short_title, chapter.nocite, chapter.rights
    return known, chapter.title, chapter.blocks, chapter.tree.classes, chapter.tree.cited, problems


def parsed(
    text: str, store: MemoryStore, quotes: tuple[str, str, str, str] = ENGLISH_QUOTES, path: str = "one.md"
) -> Parsed:
    return parsed_chapter(plan(text, path), quotes, frozenset(), store)


@pytest.mark.parametrize("text", [TEXT, RIGHTS + TEXT, "No title.\n"])
def test_what_is_kept_is_what_would_be_parsed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    expected = said(parse_chapter(plan(text)))
    assert said(parsed(text, store)) == expected
    monkeypatch.setattr(pandoc, "parse", lambda _: pytest.fail("it is parsed again"))
    assert said(parsed(text, store)) == expected


def test_the_findings_of_a_kept_chapter_are_told_again() -> None:
    store = MemoryStore()
    first, second = (parsed(TEXT, store)[1] for _ in range(2))
    assert first == second
    assert {item.code for item in second} == {"M012", "F005"}


def test_another_text_place_or_language_is_parsed_anew() -> None:
    store = MemoryStore()
    chapter, problems = parsed(TEXT, store)
    assert chapter is not None
    for other, _ in (parsed(TEXT.replace("Words", "More"), store), parsed(TEXT, store, GUILLEMETS)):
        assert other is not None
        assert other.blocks != chapter.blocks
    _, moved = parsed(f"\n\n{TEXT}", store, path="two.md")
    assert {(item.location.file, item.location.line) for item in moved} == {("two.md", 7)}
    assert {item.location.line for item in problems} == {5}


def test_a_comment_leaves_nothing_behind_wherever_it_stands() -> None:
    chapter, problems = parsed(
        "# A title\n\nWords<!-- one --> and [<!-- two -->see @able2001, 5].\n\n<!-- three -->\n", MemoryStore()
    )
    assert chapter is not None
    assert not problems
    assert "Raw" not in chapter.tree.written.decode()


def test_that_pandoc_failed_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> pandoc.Ast:
        raise ToolFailed("pandoc took more than 120 seconds")

    store = MemoryStore()
    with monkeypatch.context() as patch:
        patch.setattr(pandoc, "parse", fail)
        assert [item.code for item in parsed(TEXT, store)[1]] == ["M014"]
    assert said(parsed(TEXT, store)) == said(parse_chapter(plan()))


def test_a_chapter_is_cited_again_where_a_citation_changed() -> None:
    style, _ = find_style("chicago-notes-bibliography", Path(), Location("reader.toml"))
    chapter, _ = parse_chapter(plan())
    assert style is not None
    assert chapter is not None
    store = MemoryStore()

    def cited(words: str) -> Chapter:
        note = {"t": "Note", "c": [{"t": "Para", "c": [{"t": "Str", "c": words}]}]}
        return cited_chapters([chapter], [json.dumps([[note]]).encode()], style, "en-GB", store)[0]

    first, again, other = cited("Able"), cited("Able"), cited("Baker")
    assert first.blocks == again.blocks
    assert first.tree.digest == again.tree.digest
    assert "Baker" in str(other.blocks)
    assert "Baker" not in str(first.blocks)
    assert chapter.tree.cited[0].in_note is False
    assert first.tree.cited[0].in_note is True


def test_what_is_kept_of_a_books_citations_is_what_the_style_makes_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    style, _ = find_style("chicago-notes-bibliography", Path(), Location("reader.toml"))
    chapters = [
        chapter
        for words in ("[@able2001, 5]", "no citation", "[@baker2002] and [@able2001, 7]")
        if (chapter := parse_chapter(plan(f"# A title\n\nWords {words}.\n"))[0])
    ]
    assert style is not None
    items = {key: {"id": key, "type": "book", "title": key} for key in ("able2001", "baker2002")}
    store = MemoryStore()

    def cited(items: dict[str, CslItem], by_chapter: bool = False) -> tuple[list[str], Resolved]:
        made, found = resolved_chapters(chapters, items, style, "en-GB", store, by_chapter=by_chapter)
        return [chapter.tree.digest for chapter in made], found

    first = cited(items)
    expected = resolve(chapters, items, style, "en-GB", by_chapter=False)
    assert first[1] == expected
    other = {**items, "able2001": {**items["able2001"], "title": "Alpha"}}
    assert cited(other)[1] != expected
    assert cited(items, by_chapter=True)[1] != expected
    monkeypatch.setattr(pandoc, "run", lambda *_: pytest.fail("it is resolved again"))
    assert cited(items) == first


def test_citations_are_placed_the_same_by_any_number_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    style, _ = find_style("chicago-notes-bibliography", Path(), Location("reader.toml"))
    chapters = [chapter for number in range(9) if (chapter := parse_chapter(plan(f"{TEXT}\n\n{number}\n"))[0])]
    assert style is not None
    renderings = [json.dumps([[{"t": "Str", "c": f"Able, {number}"}]]).encode() for number in range(9)]
    forks = []
    monkeypatch.setattr(processes.os, "fork", lambda fork=os.fork: forks.append(1) or fork())

    def cited(count: int) -> list[str]:
        with divided_among(count):
            made = cited_chapters(chapters, renderings, style, "en-GB", MemoryStore())
        return [chapter.tree.digest for chapter in made]

    alone = cited(1)
    assert len(set(alone)) == 9
    assert not forks
    assert cited(2) == alone
    assert forks


def test_a_section_is_made_again_where_the_words_of_the_build_changed() -> None:
    labels, german = read_labels(Theme(), "en"), read_labels(Theme(), "de")
    store = MemoryStore()
    chapter, _ = parse_chapter(plan("# A title\n\nWords.^[A note.]\n"))
    assert chapter is not None
    for words in (labels, german, labels):
        made = canonical_section(chapter, [], words, fingerprint(words), store)
        assert etree.tostring(made) == etree.tostring(canonical_tree(chapter, [], words))
