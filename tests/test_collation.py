"""The order of the alphabet: by language, letter by letter or word by word, with articles, accents and numbers in their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursepack.collation import Alphabetising, Collation

ENGLISH = Collation("en-GB")


def filed(words: list[str], language: str = "en-GB", how: Alphabetising = Alphabetising.LETTER) -> list[str]:
    """Sort from another order, so that nothing stands right by accident."""
    return sorted(sorted(words, key=len), key=Collation(language, how).key)


@pytest.mark.parametrize(
    "words",
    [
        ["Newark", "New York", "nine", "‘Noise’", "north"],
        ["Müller, Anna", "Muller, Bert", "Müller, Carl"],
        ["The Daily", "daily bread", "A Daybreak"],
        ["9 Lives", "10 Downing Street", "1958", "apple"],
        ["purge, 1956", "purge, 1957–8"],
        ["new", "new (adj.)", "new, as a word", "Newark"],
        ["Lushan", "Lüshun", "lustre"],
        ["Xi’an", "Xiang", "Xinyang"],
    ],
)
def test_english_headings_are_filed_letter_by_letter(words: list[str]) -> None:
    assert filed(words) == words


def test_word_by_word_the_shorter_word_stands_first() -> None:
    words = ["New", "New (adj.)", "New, as a word", "New Year", "New York", "Newark", "New-fangled"]
    assert filed(words, how=Alphabetising.WORD) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ["Ähre", "Apfel", "Das Öl", "Ostern", "über", "Udo", "Zebra"]),
        ("sv", ["Apfel", "Ostern", "Zebra", "Åbo", "Ärta", "Öl"]),
        ("es", ["La Nada", "nulo", "ñandú", "Osa"]),
        ("cs", ["cena", "hrad", "chata", "jaro"]),
        ("zh-Hans", ["北京", "庐山", "毛泽东", "彭德怀", "周恩来"]),
    ],
)
def test_every_language_has_an_order_of_its_own(language: str, words: list[str]) -> None:
    assert filed(words, language) == words


def test_of_sub_headings_leading_prepositions_do_not_count() -> None:
    words = ["attacked", "as head of state", "in Moscow", "and the planners", "and Stalin"]
    assert sorted(sorted(words), key=lambda each: ENGLISH.key(each, below=True)) == words
    assert ENGLISH.key("and", below=True) > ENGLISH.key("an", below=True), "a lead with nothing after it is the heading"


@pytest.mark.parametrize(
    ("language", "words", "letter"),
    [
        ("en-GB", "The Leap", "L"),
        ("en-GB", "‘man-made’", "M"),
        ("en-GB", "Élite", "E"),
        ("en-GB", "1958", ""),
        ("en-GB", "冒进", ""),
        ("sv", "Öl", "Ö"),
        ("de", "Öl", "O"),
    ],
)
def test_a_heading_stands_under_a_letter_of_its_language(language: str, words: str, letter: str) -> None:
    assert Collation(language).letter(words) == letter


@given(st.lists(st.text(max_size=12), max_size=8), st.sampled_from(["en-GB", "de", "sv", "zh-Hans", "xx"]))
def test_the_order_does_not_depend_on_where_words_stood_before(words: list[str], language: str) -> None:
    key = Collation(language).key
    turned = list(reversed(words))
    assert sorted(words, key=key) == sorted(sorted(words), key=key) == sorted(turned, key=key)
