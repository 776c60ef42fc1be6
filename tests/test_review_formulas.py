"""Formulas: those that cannot be drawn are an author's mistake with a line; the others are drawn without a word in the log."""

from __future__ import annotations

import logging

import pytest

from coursepack.anatomy import Kind, Matter
from coursepack.diagnostics import Location
from coursepack.document.canonical import canonical_tree, check_formulas
from coursepack.document.chapters import parse_chapter
from coursepack.editions.formulas import draw_formulas
from coursepack.labels import read_labels
from coursepack.sources.files import SourceFile
from coursepack.sources.manuscript import Planned
from coursepack.theme import Theme


def faults(markdown: str) -> list[str]:
    source = SourceFile("manuscript/a.md", f"# A\n\n{markdown}\n")
    plan = Planned(Kind.CHAPTER, Matter.BODY, 1, Location("manuscript/reader.toml"), "a.md", source, number="1")
    chapter, problems = parse_chapter(plan)
    assert problems == []
    assert chapter is not None
    root = canonical_tree(chapter, [], read_labels(Theme(), "en-GB"))
    return [f"{item.code} {item.location}" for item in check_formulas(chapter, root)]


@pytest.mark.parametrize("tex", [r"$\text{冒进} x$", r"$\mathbf{}$", r"$\frac{}{}$", r"$\nosuch$"])
def test_a_formula_that_cannot_be_drawn_is_reported_with_its_line(tex: str) -> None:
    (fault,) = faults(tex)
    assert fault.startswith("M015 manuscript/a.md:3:")


@pytest.mark.parametrize("tex", ["$x^2$", r"$\quad$", r"$\text{Жуков}$", r"$$\frac{1}{2}$$"])
def test_other_formulas_are_not(tex: str) -> None:
    assert faults(tex) == []


def test_a_formula_is_drawn_without_a_word_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    source = SourceFile("manuscript/a.md", "# A\n\n$x^2$\n")
    plan = Planned(Kind.CHAPTER, Matter.BODY, 1, Location("manuscript/reader.toml"), "a.md", source, number="1")
    chapter, _ = parse_chapter(plan)
    assert chapter is not None
    root = canonical_tree(chapter, [], read_labels(Theme(), "en-GB"))
    with caplog.at_level(logging.INFO):
        (image,) = draw_formulas(root).values()
    assert image.startswith(b"<svg")
    assert caplog.records == []
