"""Words from right to left: found, given their language and direction, and read back in the order in which they are read."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from coursepack.checks.citation_parity.directions import reading_order
from coursepack.document.designed import typefaces
from coursepack.document.languages import mark_languages
from coursepack.editions.epub.fonts import script_characters, subset_font
from coursepack.scripts import ARABIC, HEBREW, right_to_left_characters, runs_right_to_left, scripts_of


def marked(xml: str) -> str:
    root = etree.fromstring(xml)
    mark_languages(root)
    return etree.tostring(root, encoding="unicode")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>a שלום b</p>", '<p>a <span lang="he" dir="rtl">שלום</span> b</p>'),
        ("<p>a سلام, b</p>", '<p>a <span lang="ar" dir="rtl">سلام</span>, b</p>'),
        ("<p>(שלום, עולם)</p>", '<p>(<span lang="he" dir="rtl">שלום, עולם</span>)</p>'),
        ("<p>שלום سلام</p>", '<p><span lang="he" dir="rtl">שלום</span> <span lang="ar" dir="rtl">سلام</span></p>'),
        ("<p>שלום 和平</p>", '<p><span lang="he" dir="rtl">שלום</span> <span lang="zh-Hans">和平</span></p>'),
        ('<p lang="fa">سلام</p>', '<p lang="fa" dir="rtl">سلام</p>'),
        ('<p lang="he">שלום <i lang="en">a</i></p>', '<p lang="he" dir="rtl">שלום <i lang="en" dir="ltr">a</i></p>'),
        ('<p lang="he" dir="ltr">שלום</p>', '<p lang="he" dir="ltr">שלום</p>'),
        ('<p lang="he" dir="sideways">שלום</p>', '<p lang="he" dir="rtl">שלום</p>'),
        ('<p><i lang="fr" dir="auto">a</i></p>', '<p><i lang="fr">a</i></p>'),
        ("<p>a</p>", "<p>a</p>"),
    ],
)
def test_runs_get_their_language_and_direction(before: str, after: str) -> None:
    assert marked(before) == after


@given(st.lists(st.sampled_from(["a", " ", "ש", "ل", "和", "1", "(", ")", ",", "<i>ש</i>", '<i lang="he">ש</i>'])))
def test_no_character_is_lost_and_marking_twice_changes_nothing(pieces: list[str]) -> None:
    before = f"<p>{''.join(pieces)}</p>"
    once = marked(before)
    assert "".join(etree.fromstring(once).itertext()) == "".join(etree.fromstring(before).itertext())
    assert marked(once) == once


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("he", True),
        ("ar-EG", True),
        ("az-Arab", True),
        ("ks-Deva", False),
        ("ur-Latn", False),
        ("en", False),
        ("", False),
    ],
)
def test_which_languages_run_from_right_to_left(language: str, expected: bool) -> None:
    assert runs_right_to_left(language) is expected


@pytest.mark.parametrize(
    ("seen", "turned", "places", "read"),
    [
        ("a b", "---", [1, 2, 3], "a b"),
        ("is םב אל c", "---RRRRR--", [1, 2, 3, 9, 8, 7, 12, 11, 14, 15], "is אלםב c"),
        ("ab ג 19 ד", "---RRRRRR", [1, 2, 3, 4, 5, 6, 7, 8, 9], "ab ד19ג"),
        ("19 ב a", "RRRR--", [1, 2, 3, 4, 5, 6], "ב19 a"),
        ("ב 19 a", "R-----", [1, 2, 3, 4, 5, 6], "ב 19 a"),
        ("ב, ג", "R--R", [1, 2, 3, 4], "ב, ג"),
        ("UN ב", "RRRR", [1, 2, 3, 4], "בUN"),
    ],
)
def test_words_are_read_from_where_they_stand(seen: str, turned: str, places: list[float], read: str) -> None:
    assert reading_order(seen, lambda index: places[index], lambda index: turned[index] == "R") == read


def test_each_script_has_a_font_with_its_letters_but_no_vowel_signs() -> None:
    known = right_to_left_characters()
    assert set(map(ord, "שלוםץ־׳")) <= known
    assert set(map(ord, "السلامعليكمکپچگ،؟")) <= known
    assert not {0x05B8, 0x064E} & known
    assert scripts_of("a") == []
    assert scripts_of("سש") == [HEBREW, ARABIC]


def test_the_e_books_font_has_the_letters_of_the_book_and_the_shapes_that_they_take() -> None:
    root = etree.fromstring('<p>a <span lang="ar">سلام 1</span></p>')
    characters = script_characters([root], ARABIC)
    assert characters == " 1اسلم"
    assert script_characters([root], HEBREW) == ""
    whole, font = (
        TTFont(io.BytesIO(data)) for data in (ARABIC.font(), subset_font(ARABIC.font(), characters, kerned=True))
    )
    assert set(map(chr, font.getBestCmap())) == set(characters)
    assert {"init", "medi", "fina"} <= {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert len(font.getGlyphOrder()) < len(whole.getGlyphOrder()) / 10


def test_the_copyright_page_names_the_typeface_of_every_script() -> None:
    assert typefaces([etree.fromstring("<p>Words</p>")]) == ["EB Garamond"]
    written = etree.fromstring("<p>Words 毛 <i>שלום</i> كتاب</p>")
    assert typefaces([written]) == ["EB Garamond", "Noto Serif SC", "Frank Ruhl Libre", "Amiri"]
