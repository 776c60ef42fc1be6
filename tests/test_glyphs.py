"""Every character of the book has a glyph in the book's own fonts."""

import pytest
from lxml import etree

from coursepack.anatomy import Image, Kind, Matter, Opening
from coursepack.checks.glyphs import characters_beyond_text_face, check_glyphs
from coursepack.diagnostics import Location
from coursepack.document.model import Book, Section


def book(markup: str, svg: str = "") -> Book:
    root = etree.fromstring(f'<section id="one">{markup}</section>')
    place = Location("manuscript/one.md", 1)
    section = Section("one", Kind.CHAPTER, Matter.BODY, Opening.RECTO, "T", "T", "1", 1, root, place)
    drawing = Image("a.svg", "image/svg+xml", f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>'.encode(), 1, 1)
    return Book((section,), {"a.svg": drawing})


def messages(made: Book) -> list[str]:
    return [item.message for item in check_glyphs(made, lambda section, words: Location(section.id, len(words)))]


@pytest.mark.parametrize(
    "text", ["Plain words", "Émigré, naïve, Łódź", "Ленин", "毛泽东", "1957–8 … “quoted”", "a\u00adb\u2060c\u200d"]
)
def test_what_the_fonts_have_is_no_finding(text: str) -> None:
    assert messages(book(f"<p>{text}</p>")) == []


def test_a_character_without_a_glyph_is_named_once_a_section() -> None:
    [message] = messages(book("<p>One \U00010000 here</p><p>and \U00010000 there</p>"))
    assert "U+10000, LINEAR B SYLLABLE B008 A" in message


def test_the_words_in_drawings_are_checked_too() -> None:
    made = book('<p><img src="a.svg"/></p>', "<text>Steel \U0001f525</text>")
    assert [message.split("(")[1][:7] for message in messages(made)] == ["U+1F525"]


def test_the_east_asian_font_gets_its_runs_and_what_the_text_face_lacks() -> None:
    made = book('<p>Steel <span lang="zh-Hans">钢1</span> 鋼</p><img src="a.svg"/>', "<text>粮</text>")
    assert characters_beyond_text_face(made) == {"钢", "1", "鋼", "粮"}
    assert characters_beyond_text_face(book("<p>Only letters.</p>")) == set()
