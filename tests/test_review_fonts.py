"""The book's fonts where nothing can be kept, and the space that stands between Chinese and other words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from platformdirs import user_cache_path

from coursepack import fonts
from coursepack.fonts import EAST_ASIAN, book_fonts


def test_a_folder_that_cannot_be_written_does_not_stop_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the text face one style only: each takes seconds to make where nothing is kept."""
    monkeypatch.setattr(fonts, "FACES", fonts.FACES[:1])
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    made = book_fonts("", blocked / "fonts")
    assert len(made) == 1
    assert made == book_fonts("", user_cache_path("coursepack") / "fonts")


def test_the_chinese_font_holds_a_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FACES", ())
    font = TTFont(io.BytesIO(book_fonts("冒进", tmp_path)[EAST_ASIAN.file]))
    assert set(map(ord, " 冒进")) <= set(font.getBestCmap())
