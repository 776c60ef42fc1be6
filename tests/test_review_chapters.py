"""Titles that do not stand in the text: of the front matter, of the configuration."""

from __future__ import annotations

from coursepack.anatomy import Kind, Matter
from coursepack.diagnostics import Location
from coursepack.document.chapters import parse_chapter
from coursepack.sources.files import SourceFile
from coursepack.sources.manuscript import Planned


def plan(text: str) -> Planned:
    source = SourceFile("manuscript/a.md", text)
    return Planned(Kind.CHAPTER, Matter.BODY, 1, Location("manuscript/reader.toml"), "a.md", source, number="1")


def test_raw_html_in_a_title_of_the_front_matter_is_reported() -> None:
    _, problems = parse_chapter(plan("---\ntitle: A <b>bold\n---\n\nText.\n"))
    assert [(item.code, item.location.line) for item in problems] == [("M012", 2)]


def test_a_class_does_not_make_a_chapter_a_designed_page() -> None:
    chapter, problems = parse_chapter(plan("# A {.title-page}\n\nText.\n"))
    assert problems == []
    assert chapter is not None
    assert chapter.kind is Kind.CHAPTER
