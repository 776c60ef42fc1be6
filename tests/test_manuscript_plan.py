"""The plan of the book: which sections there will be, in which run of folios, with which numbers."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from coursepack.anatomy import Kind, Matter
from coursepack.config import Config
from coursepack.diagnostics import Diagnostic
from coursepack.labels import read_labels
from coursepack.sources.manuscript import Planned, plan_book
from coursepack.theme import Theme

Make = Callable[..., Path]
HEAD = 'title = "T"\ndate = 2026-01-01\n[contents]\n'


def plan(project: Make, contents: str, **files: str) -> tuple[list[Planned], list[Diagnostic]]:
    folder = project(manuscript__reader_dot_toml=HEAD + contents, **files)
    return plan_book(folder, Config.model_validate(tomllib.loads(HEAD + contents)), read_labels(Theme(), "en-GB"))


def test_the_smallest_book(project: Make) -> None:
    sections, problems = plan(project, 'chapters = ["one.md"]\n')
    assert problems == []
    assert [(item.kind, item.matter, item.level, item.number) for item in sections] == [
        (Kind.HALF_TITLE, Matter.FRONT, 0, ""),
        (Kind.TITLE_PAGE, Matter.FRONT, 0, ""),
        (Kind.COPYRIGHT, Matter.FRONT, 0, ""),
        (Kind.CONTENTS, Matter.FRONT, 0, ""),
        (Kind.CHAPTER, Matter.BODY, 1, "1"),
        (Kind.BIBLIOGRAPHY, Matter.BODY, 1, ""),
    ]


def test_chapters_are_numbered_through_the_parts(project: Make) -> None:
    parts = '[{title = "A", chapters = ["one.md", "b.md"]}, {title = "B", chapters = ["c.md"]}]'
    contents = f"front = []\nback = []\nparts = {parts}\n"
    sections, problems = plan(project, contents, manuscript__b_dot_md="# B\n\nx", manuscript__c_dot_md="# C\n\nx")
    assert problems == []
    assert [(item.kind, item.level, item.number, item.title) for item in sections] == [
        (Kind.PART, 1, "One", "A"),
        (Kind.CHAPTER, 2, "1", ""),
        (Kind.CHAPTER, 2, "2", ""),
        (Kind.PART, 1, "Two", "B"),
        (Kind.CHAPTER, 2, "3", ""),
    ]


def test_a_file_is_what_its_place_makes_it(project: Make) -> None:
    contents = 'front = ["a.md"]\nopening = ["b.md"]\nchapters = ["one.md"]\nback = ["c.md"]\n'
    texts = {f"manuscript__{name}_dot_md": "# T\n\nx" for name in "abc"}
    sections, _ = plan(project, contents, **texts)
    assert [(item.kind, item.matter) for item in sections] == [
        (Kind.PRELIM, Matter.FRONT),
        (Kind.INTRODUCTION, Matter.BODY),
        (Kind.CHAPTER, Matter.BODY),
        (Kind.APPENDIX, Matter.BODY),
    ]


def test_every_item_knows_its_line(project: Make) -> None:
    contents = 'front = ["contents"]\nchapters = [\n  "one.md",\n  "gone.md",\n]\nback = ["one.md", "dedication"]\n'
    sections, problems = plan(project, contents)
    assert [(item.name, item.named_at.line) for item in sections] == [("contents", 4), ("one.md", 6)]
    assert [(item.code, item.location.line) for item in problems] == [("M001", 7), ("C007", 6), ("C006", 9)]


def test_a_file_without_words_is_no_chapter(project: Make) -> None:
    for text in ("", "\n \n", "<!-- to be written -->\n", "---\ntitle: T\n---\n", "***\n"):
        sections, [problem] = plan(
            project, 'front = []\nback = []\nchapters = ["one.md"]\n', manuscript__one_dot_md=text
        )
        assert sections == []
        assert (problem.code, problem.location.file) == ("M005", "manuscript/one.md")
