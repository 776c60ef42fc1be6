"""The cover that the build draws."""

from __future__ import annotations

import io

import epub_book
import pytest
from PIL import Image

from coursepack.editions.epub.cover import HEIGHT, WIDTH, draw_cover

PAPER = (246, 241, 231)


def cover(**words: object) -> Image.Image:
    image = Image.open(io.BytesIO(draw_cover(epub_book.config(**words), epub_book.fonts())))
    image.load()
    return image


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many pixels of a box are not of its most frequent colour."""
    colours = image.crop(box).getcolors(1 << 20) or []
    return sum(count for count, _ in colours) - max(count for count, _ in colours)


def test_a_cover_is_of_the_usual_size_and_always_the_same() -> None:
    assert cover().size == (WIDTH, HEIGHT)
    assert draw_cover(epub_book.config(), epub_book.fonts()) == draw_cover(epub_book.config(), epub_book.fonts())


@pytest.mark.parametrize(
    "title",
    [
        "Steel",
        "Leap and Famine: China, 1949–1966",
        "A very long title about the " + "many and various " * 8 + "sources of the history of the period",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "大跃进与饥荒:一九四九年至一九六六年的中国课程读本",
    ],
)
def test_no_title_runs_over_the_edge(title: str) -> None:
    image = cover(title=title)
    assert ink(image, (150, 200, 1450, 1500)) > 1000
    for margin in ((0, 0, 100, 1500), (1500, 0, WIDTH, 1500)):
        assert ink(image, margin) == 0


def test_chinese_is_drawn_with_the_chinese_font() -> None:
    assert cover(title="冒进").tobytes() != cover(title="大跃").tobytes()


def test_editors_and_publisher_stand_below() -> None:
    with_names, without = cover(), cover(editors=[], publisher="")
    assert ink(with_names, (150, 1600, 1450, 1800)) > 1000
    assert ink(without, (150, 1510, 1450, 2390)) == 0
