"""Silencing: a warning may be set aside with a reason, an error never, and a silence that does nothing is told."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import CHAPTER, READER

from coursepack.config import Silence
from coursepack.diagnostics import Diagnostics, Location, error, warning
from coursepack.errors import BuildFailed
from coursepack.pipeline import check
from coursepack.progress import Silent
from coursepack.sources.files import SourceFile
from coursepack.sources.silence import Silences

WARNED = warning("B025", "A warning")
FAILED = error("B020", "An error")
HERE = Location("manuscript/reader.toml", 9)
UNDATED = "@online{page, title = {A Page}, url = {https://example.org}}\n"


def configured(**keys: str) -> Silences:
    silences = Silences()
    silences.add_configured([Silence(reason="It is so.", **keys)], [HERE])
    return silences


@pytest.mark.parametrize(
    ("keys", "silenced"),
    [
        ({"code": "B025"}, True),
        ({"code": "B025", "file": "a.bib"}, True),
        ({"code": "B025", "match": "‘KEY’"}, True),
        ({"code": "B026"}, False),
        ({"code": "B025", "file": "b.bib"}, False),
        ({"code": "B025", "match": "other"}, False),
    ],
)
def test_a_silence_means_a_code_and_perhaps_a_file_or_words(keys: dict[str, str], silenced: bool) -> None:
    silences = configured(**keys)
    said = WARNED.at(Location("a.bib", 3), "the work ‘key’ is undated")
    assert silences.apply([said]) == ([] if silenced else [said])
    assert [item.reason for item in silences.silenced] == (["It is so."] if silenced else [])
    assert [item.location for item in silences.idle()] == ([] if silenced else [HERE])


def test_an_error_is_never_silenced() -> None:
    silences = configured(code="B020")
    said = FAILED.at(Location("a.bib", 3), "no date")
    assert silences.apply([said]) == [said]
    assert "Errors cannot be silenced" in silences.idle()[0].hint


TEXT = """\
# Title

<!-- coursepack: ignore B025 because the page
has no date -->

One paragraph
of two lines.

Another. <!-- coursepack: ignore B025 because I looked --> Words.
Next line.
"""


@pytest.mark.parametrize(("line", "silenced"), [(1, False), (6, True), (7, True), (8, False), (9, True), (10, False)])
def test_a_comment_speaks_for_its_line_or_the_next_block(line: int, silenced: bool) -> None:
    silences = Silences()
    assert silences.add_comments(SourceFile("one.md", TEXT)) == []
    said = WARNED.at(Location("one.md", line), "undated")
    assert silences.apply([said, WARNED.at(Location("two.md", line), "undated")])[:-1] == ([] if silenced else [said])


@pytest.mark.parametrize("words", ["ignore B025", "ignore b025 because", "skip B025 because", "ignore B025 because  "])
def test_a_comment_without_code_or_reason_is_an_error(words: str) -> None:
    found = Silences().add_comments(SourceFile("one.md", f"# Title\n\n<!-- coursepack: {words} -->\n"))
    assert [(item.code, item.location.line) for item in found] == [("M030", 3)]


def said_of(project: Path) -> list[tuple[str, str, int]]:
    diagnostics = Diagnostics()
    with suppress(BuildFailed):
        check(project, diagnostics, Silent())
    return [(item.code, item.location.file, item.location.line) for item in diagnostics]


def test_a_project_sets_warnings_aside(project: Callable[..., Path]) -> None:
    silence = '\n[[silence]]\ncode = "B025"\nmatch = "page"\nreason = "It never had a date."\n'
    chapter = CHAPTER + "\n<!-- coursepack: ignore X011 because the heading comes later -->\n\nWords [@page].\n"
    works = "@book{able2001, author = {Able, Ann}, title = {Alpha}, date = {2001}}\n" + UNDATED
    folder = project(
        manuscript__reader_dot_toml=READER + silence, manuscript__one_dot_md=chapter, bibliography_dot_bib=works
    )
    assert said_of(folder) == [("C020", "manuscript/one.md", 5)]


def test_a_silence_needs_a_reason(project: Callable[..., Path]) -> None:
    folder = project(manuscript__reader_dot_toml=READER + '\n[[silence]]\ncode = "B025"\n')
    assert said_of(folder) == [("C004", "manuscript/reader.toml", 9)]
