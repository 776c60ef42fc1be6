"""The book's fonts: made from packages, the same bytes every time, kept between builds."""

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from platformdirs import user_cache_path

from coursepack.fonts import (
    EAST_ASIAN,
    FACES,
    body_characters,
    book_fonts,
    east_asian_characters,
    font_face_rules,
    source_fonts,
)


@pytest.fixture
def store() -> Path:
    """The store that builds use: to cut the faces takes many seconds."""
    return user_cache_path("coursepack") / "fonts"


def test_every_face_is_a_static_font_of_its_weight(store: Path) -> None:
    made = book_fonts("", store)
    assert set(made) == {face.file for face in FACES}
    for face in FACES:
        font = TTFont(io.BytesIO(made[face.file]))
        assert "fvar" not in font
        assert font["OS/2"].usWeightClass == face.weight


def test_the_chinese_font_has_true_type_outlines_of_just_the_characters(store: Path) -> None:
    font = TTFont(io.BytesIO(book_fonts("钢鐵钢", store)[EAST_ASIAN.file]))
    assert "glyf" in font
    assert "CFF " not in font
    assert set(font.getBestCmap()) - {ord(" ")} == {ord("钢"), ord("鐵")}
    assert font["glyf"]["." + "notdef"].numberOfContours > 0


def test_the_same_characters_give_the_same_bytes_whatever_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coursepack.fonts.FACES", ())
    assert book_fonts("钢鐵", tmp_path / "a") == book_fonts(["鐵", "钢", "鐵"], tmp_path / "b")


@pytest.mark.parametrize("damage", [b"", b"no line", b"digest\nother bytes"])
def test_a_kept_font_that_was_damaged_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    monkeypatch.setattr("coursepack.fonts.FACES", ())
    before = book_fonts("钢", tmp_path)
    [path] = tmp_path.iterdir()
    path.write_bytes(damage)
    assert book_fonts("钢", tmp_path) == before


def test_what_the_fonts_cover() -> None:
    assert set(map(ord, "AzéŁ–“я")) <= body_characters()
    assert ord("钢") not in body_characters()
    assert set(map(ord, "钢鋼毛")) <= east_asian_characters()


def test_style_sheets_name_only_the_fonts_that_are_there() -> None:
    rules = font_face_rules([FACES[0].file])
    assert rules.count("@font-face") == 2
    assert 'font-family: "EB Garamond"' in rules
    assert EAST_ASIAN.family not in rules


def test_the_e_book_gets_the_packages_own_fonts() -> None:
    assert {name: "fvar" in TTFont(io.BytesIO(data), lazy=True) for name, data in source_fonts().items()} == {
        "roman": True,
        "italic": True,
        "cjk": False,
        "hebrew": True,
        "arabic": False,
    }
