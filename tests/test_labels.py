"""The words of each language are all there, and straight quotation marks become the language's own."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from book_of import book_of, root_of

from coursepack.labels import FALLBACK, FILE, read_labels
from coursepack.theme import Theme

SHIPPED = tomllib.loads(Theme().text(FILE))


@pytest.mark.parametrize("language", [name for name in SHIPPED if "-" not in name])
def test_a_language_has_every_word_that_english_has(language: str) -> None:
    assert SHIPPED[language].keys() == SHIPPED[FALLBACK].keys()
    assert SHIPPED[language]["titles"].keys() == SHIPPED[FALLBACK]["titles"].keys()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-GB", "Er sagt: “Ja, ‘nein’”.1"),
        ("de", "Er sagt: „Ja, ‚nein‘“.1"),
        ("de-AT", "Er sagt: „Ja, ‚nein‘“.1"),
        ("fr", "Er sagt: «\u00a0Ja, “nein”\u00a0».1"),
        ("sv", "Er sagt: “Ja, ‘nein’”.1"),
    ],
)
def test_quotation_marks_are_those_of_the_language(project: Callable[..., Path], language: str, expected: str) -> None:
    reader = (
        f'language = "{language}"\nname = "small"\ntitle = "T"\ndate = 2026-01-01\n[contents]\nchapters = ["one.md"]\n'
    )
    chapter = "# Eins {#eins}\n\nEr sagt: \"Ja, 'nein' [@able2001]\".\n"
    root = root_of(book_of(project(manuscript__reader_dot_toml=reader, manuscript__one_dot_md=chapter)), "eins")
    paragraph = root.find("p")
    assert paragraph is not None
    assert "".join(paragraph.itertext()) == expected


def test_a_title_in_quotation_marks_has_them_in_the_running_head_too(project: Callable[..., Path]) -> None:
    reader = 'language = "de"\nname = "small"\ntitle = "T"\ndate = 2026-01-01\n[contents]\nchapters = ["one.md"]\n'
    folder = project(manuscript__reader_dot_toml=reader, manuscript__one_dot_md='# Der "Sprung" {#eins}\n\nText.\n')
    section = next(each for each in book_of(folder).sections if each.id == "eins")
    assert section.short_title == section.title == "Der „Sprung“"


def test_labels_of_a_region_are_those_of_its_language() -> None:
    assert read_labels(Theme(), "de-AT").word("page", folio="3") == "S.\u00a03"
