"""The sample reader's figures: drawn from their data, described in full, and readable without colour."""

from __future__ import annotations

import csv
import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from manuscript_prose import MANUSCRIPT, markdown_files, plain, tree, walk

FIGURES = MANUSCRIPT / "figures"
NAMES = sorted(path.stem for path in FIGURES.glob("*.csv"))


@cache
def draw() -> ModuleType:
    """The program that draws the figures, loaded from beside its data."""
    spec = importlib.util.spec_from_file_location("draw", FIGURES / "draw.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(name: str) -> list[dict[str, str]]:
    with (FIGURES / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def alternative_text(name: str) -> str:
    """The alternative text of a figure: pandoc keeps it as the content of the image, the caption around it."""
    images = (part["c"] for path in markdown_files() for part in walk(tree(path)) if part["t"] == "Image")
    (found,) = (plain(words) for _, words, target in images if target[0] == f"figures/{name}.svg")
    return found


def test_there_are_two_figures_or_more() -> None:
    assert len(NAMES) >= 2
    assert set(NAMES) == set(draw().FIGURES)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_shows_its_data_as_they_are_now(name: str) -> None:
    drawn = draw().FIGURES[name](rows(name)).svg()
    assert (FIGURES / f"{name}.svg").read_text(encoding="utf-8") == drawn


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_follows_its_data(name: str) -> None:
    data = rows(name)
    assert draw().FIGURES[name](data[:-1]).svg() != draw().FIGURES[name](data).svg()


@pytest.mark.parametrize("name", NAMES)
def test_the_alternative_text_gives_every_number(name: str) -> None:
    text = alternative_text(name)
    for row in rows(name):
        for value in row.values():
            year = re.match(r"\d{4}(?=-\d\d$)", value)
            if year or re.fullmatch(r"[\d.]+", value):
                assert re.search(rf"(?<![\d.]){re.escape(year[0] if year else value)}(?![\d])", text), (row, value)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_grey_throughout(name: str) -> None:
    colours = set(re.findall(r'(?:fill|stroke)="(#\w+)"', Path(FIGURES / f"{name}.svg").read_text(encoding="utf-8")))
    assert colours
    assert all(len(set(re.findall("..", colour[1:]) if len(colour) == 7 else colour[1:])) == 1 for colour in colours)
