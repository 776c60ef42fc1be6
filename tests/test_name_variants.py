"""Two forms of one name: found where it is safe to say so, and where the authority file of a project says so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursepack.diagnostics import Location
from coursepack.sources.bibliography.authorities import check_authorities, read_authorities
from coursepack.sources.bibliography.read import parse_bibliography
from coursepack.sources.bibliography.wade_giles import as_pinyin


@pytest.mark.parametrize(
    ("wade_giles", "pinyin"),
    [
        ("Mao Tse-tung", "maozedong"),
        ("Chou En-lai", "zhouenlai"),
        ("Teng Hsiao-p'ing", "dengxiaoping"),
        ("Teng Hsiao-ping", "dengxiaoping"),
        ("P’eng Te-huai", "pengdehuai"),
        ("Liu Shao-chi", "liushaoqi"),
        ("Hua Kuo-feng", "huaguofeng"),
        ("Ssu-ma Ch'ien", "simaqian"),
        ("Lu Hsün", "luxun"),
        ("Yeh Chien-ying", "yejianying"),
        ("Lo Jui-ch'ing", "luoruiqing"),
        ("Yu Ch'iu-li", "youqiuli"),
    ],
)
def test_wade_giles_is_read_as_pinyin(wade_giles: str, pinyin: str) -> None:
    assert pinyin in as_pinyin(wade_giles)


@pytest.mark.parametrize("name", ["Jean-Paul", "Smith-Jones", "", "-", "Tse-x"])
def test_other_names_have_no_reading(name: str) -> None:
    assert as_pinyin(name) == frozenset()


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_or_makes_it_long(text: str) -> None:
    assert len(as_pinyin(text)) <= 32


def codes(*entries: str) -> list[str]:
    return [item.code for item in parse_bibliography("\n".join(entries).encode(), "x.bib")[1]]


def book(key: str, **fields: str) -> str:
    rows = {"author": "Able, Ann", "title": key, "date": "1950", **fields}
    return f"@book{{{key}, " + ", ".join(f"{name} = {{{value}}}" for name, value in rows.items()) + "}"


@pytest.mark.parametrize(
    ("field", "one", "other", "code"),
    [
        ("author", "Chou, En-lai", "Zhou, Enlai", "B033"),
        ("author", "Liu Shao-ch'i", "Liu, Shaoqi", ""),  # not told apart from a Mr Shao-ch'i: no comma, no language
        ("author", "{Mao Tse-tung}", "Mao, Zedong", ""),
        ("editor", "Able, Ann-Marie", "Able, Annmarie", "B033"),
        ("location", "Leipzig", "Leipzig and Wien", ""),
        ("location", "Wien", "Vienna", "B034"),
        ("publisher", "Simon and Schuster", "Simon \\& Schuster", "B034"),
        ("publisher", "A. Knopf", "Knopf", "B034"),
        ("publisher", "Oxford University Press", "Cambridge University Press", ""),
    ],
)
def test_two_spellings_in_one_file(field: str, one: str, other: str, code: str) -> None:
    assert codes(book("a", **{field: one}), book("b", **{field: other})) == ([code] if code else [])


def test_an_authority_file_needs_no_likeness(project: Callable[..., Path]) -> None:
    folder = project(names_dot_yaml="- preferred: Jiang Jieshi\n  variants: [Chiang Kai-shek]\n  kind: person\n")
    authorities, problems = read_authorities(folder, "names.yaml", Location("reader.toml"))
    assert problems == []
    for name, found in [
        ("Chiang, Kai-shek", 1),
        ("Kai-Shek Chiang", 1),
        ("Jiang, Jieshi", 0),
        ("Chiang, Ching-kuo", 0),
    ]:
        entries = parse_bibliography(book("a", author=name).encode(), "x.bib")[0].entries
        assert len(list(check_authorities(entries, authorities))) == found, name
