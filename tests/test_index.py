"""The index: marks gathered under headings in the order of the alphabet, in one index or several."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from book_of import book_of, root_of, said_of
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from coursepack.document.index.similar import _one_slip
from coursepack.document.markup import Element, of_class, text_of

Make = Callable[..., Path]
READER = """\
title = "T"
date = 2026-01-01
[contents]
chapters = ["one.md"]
back = [{back}]
[index]
{index}
"""


def made(project: Make, marks: str, *, index: str = "", back: str = '"index"') -> Path:
    return project(
        manuscript__reader_dot_toml=READER.format(back=back, index=index),
        manuscript__one_dot_md=f"# First {{#first}}\n\n{marks}\n",
    )


def index_of(project: Make, marks: str, *, index: str = "", name: str = "index") -> Element:
    book = book_of(made(project, marks, index=index, back=f'"{name}"'))
    return next(of_class(root_of(book, name), "letter-group")).getparent()  # type: ignore[return-value]


def lines(index: Element) -> list[str]:
    """What each entry says, without what stands below it; two spaces a level."""
    found = []
    for item in index.iter("li"):
        depth = sum(1 for _ in item.iterancestors("li"))
        own = [child for child in item if child.tag != "ul"]
        words = "".join(text + (child.tail or "") for child in own for text in [_said(child)])
        found.append("  " * depth + words.rstrip())
    return found


def _said(element: Element) -> str:
    if element.get("data-page-of"):
        return f" {element.get('data-page-of')}"
    inner = "".join(_said(child) + (child.tail or "") for child in element)
    return (element.text or "") + inner


def test_headings_stand_in_alphabetical_order_with_their_sub_headings(project: Make) -> None:
    marks = (
        "[x]{.index entry=Zhou} [x]{.index entry='Mao!in Moscow'} [Élite]{.index} [Mao]{.index} "
        "[x]{.index entry='Mao!and Stalin'}"
    )
    assert lines(index_of(project, marks)) == [
        "Élite ix-3",
        "Mao ix-4",
        "  in Moscow ix-2",
        "  and Stalin ix-5",
        "Zhou ix-1",
    ]


def test_groups_are_parted_and_headed_by_letters_where_that_is_wanted(project: Make) -> None:
    index = index_of(
        project, "[Élite]{.index} [east]{.index} [1958]{.index} [The Leap]{.index}", index="letters = true"
    )
    groups = [[text_of(part) for part in group.iter("h2", "li")] for group in of_class(index, "letter-group")]
    assert groups == [["1958"], ["E", "east", "Élite"], ["L", "The Leap"]]


def test_an_author_may_say_what_to_sort_by(project: Make) -> None:
    marks = (
        "[冒进]{.index sort=maojin} [Lushan]{.index} [x]{.index entry='Mao!2nd!b' sort='!second!'} "
        "[x]{.index entry='Mao!first'} [Nanjing]{.index}"
    )
    assert [line.split(" ix-")[0] for line in lines(index_of(project, marks))] == [
        "Lushan",
        "Mao",
        "  first",
        "  2nd",
        "    b",
        "冒进",
        "Nanjing",
    ]


@pytest.mark.parametrize(
    ("mark", "heading"),
    [
        ('[it]{.index entry="*Pravda*!editorials of"}', "<em>Pravda</em>"),
        ("[*Pravda*]{.index}", "<em>Pravda</em>"),
        ("[readers of *Pravda*^[A note.]]{.index}", "readers of <em>Pravda</em>"),
        ('[it]{.index entry="*Dream of the **Red** Chamber*, opera"}', "*Dream of the **Red** Chamber*, opera"),
        ("[M\\*A\\*S\\*H]{.index}", "M*A*S*H"),
        ('[it]{.index entry="*Pravda*, and *Izvestia*"}', "<em>Pravda</em>, and <em>Izvestia</em>"),
    ],
)
def test_a_title_is_set_off(project: Make, mark: str, heading: str) -> None:
    written = etree.tostring(index_of(project, f"A {mark}."), encoding="unicode")
    assert f'<span class="heading">{heading}</span>' in re.sub(r' data-n="\d+"', "", written)


def test_headings_with_and_without_emphasis_are_one_and_are_sorted_by_their_words(project: Make) -> None:
    marks = "[Pravda]{.index} [a]{.index entry=Zhou} [*Pravda*]{.index} [b]{.index entry='*Izvestia*!in *Pravda*'} "
    index = index_of(project, marks + "[]{.index entry=Daily see='Pravda; *Izvestia*!in Pravda'}")
    assert lines(index) == [
        "Daily. See Izvestia, in Pravda; Pravda",
        "Izvestia",
        "  in Pravda ix-4",
        "Pravda ix-1 ix-3",
        "Zhou ix-2",
    ]
    assert [text_of(em) for em in index.iter("em")] == [
        "See",
        "Izvestia",
        "Pravda",
        "Pravda",
        "Izvestia",
        "Pravda",
        "Pravda",
    ]


def test_word_by_word_where_that_is_wanted(project: Make) -> None:
    marks = "[New York]{.index} [Newark]{.index}"
    assert lines(index_of(project, marks)) == ["Newark ix-2", "New York ix-1"]
    assert lines(index_of(project, marks, index='order = "word"')) == ["New York ix-1", "Newark ix-2"]


def test_ranges_and_principal_references(project: Make) -> None:
    marks = "[]{.index entry=famine range=start} [famine]{.index .principal} []{.index entry=famine range=end}"
    assert lines(index_of(project, marks)) == ["famine ix-1~ix-3 ix-2*"]


def test_references_to_other_headings_are_links(project: Make) -> None:
    marks = (
        "[Port Arthur]{.index see=Lüshun} [Lüshun]{.index}[]{.index entry=Lüshun seealso=treaties} "
        "[treaties]{.index} [x]{.index entry='treaties!of 1945' see='Lüshun'} [x]{.index entry='treaties!of 1950'}"
    )
    index = index_of(project, marks)
    assert lines(index) == [
        "Lüshun ix-2. See also treaties",
        "Port Arthur. See Lüshun",
        "treaties ix-4",
        "  of 1945 (see Lüshun)",
        "  of 1950 ix-6",
    ]
    names = {item.get("id"): text_of(next(item.iter("span"))) for item in index.iter("li")}
    assert [names[link.get("href", "").removeprefix("#")] for link in index.iter("a")] == [
        "treaties",
        "Lüshun",
        "Lüshun",
    ]


def test_see_also_stands_last_below_a_heading_with_sub_headings(project: Make) -> None:
    marks = (
        "[Mao]{.index seealso='Peng'} [x]{.index entry='Mao!in Moscow'} [x]{.index entry='Mao!youth'} [Peng]{.index}"
    )
    assert lines(index_of(project, marks)) == [
        "Mao ix-1",
        "  in Moscow ix-2",
        "  youth ix-3",
        "  See also Peng",
        "Peng ix-4",
    ]


def test_sub_headings_run_on_where_that_is_wanted(project: Make) -> None:
    marks = (
        "[Mao]{.index seealso='Peng'} [x]{.index entry='Mao!in Moscow'} [x]{.index entry='Mao!and Stalin'} "
        "[x]{.index entry='Peng!youth'} [x]{.index entry='Peng!letter'} "
        "[x]{.index entry='Zhou!trips!to Hanoi'} [x]{.index entry='Zhou!trips!to Cairo'}"
    )
    assert lines(index_of(project, marks, index='style = "run-in"')) == [
        "Mao ix-1; in Moscow ix-2; and Stalin ix-3. See also Peng",
        "Peng: letter ix-5; youth ix-4",
        "Zhou",
        "  trips: to Cairo ix-7; to Hanoi ix-6",
    ]


MANY = "[Peng]{.index index=names} [Lushan]{.index index=places} [steel]{.index} [grain]{.index index=subjects}"


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        (["index"], {"index": ["grain", "Lushan", "Peng", "steel"]}),
        (["index-names", "index"], {"index-names": ["Peng"], "index": ["grain", "Lushan", "steel"]}),
        (
            ["index-names", "index-places", "index-subjects"],
            {"index-names": ["Peng"], "index-places": ["Lushan"], "index-subjects": ["grain", "steel"]},
        ),
    ],
)
def test_the_contents_say_whether_there_is_one_index_or_several(
    project: Make, back: list[str], expected: dict[str, list[str]]
) -> None:
    folder = made(project, MANY, back=", ".join(f'"{name}"' for name in back))
    book = book_of(folder)
    found = {name: [line.split()[0] for line in lines(root_of(book, name))] for name in back}
    assert found == expected
    assert said_of(folder) == []


def test_separate_indexes_have_titles_of_their_own(project: Make) -> None:
    book = book_of(made(project, MANY, back='"index-names", "index"'))
    assert [section.title for section in book.sections][-2:] == ["Index of names", "Index"]


def test_a_chapter_may_introduce_an_index_in_words(project: Make) -> None:
    folder = made(project, MANY, back='"people.md", "index"')
    (folder / "manuscript" / "people.md").write_text("# Who is who\n\nPersons.\n\n::: {.index .names}\n:::\n")
    book = book_of(folder)
    assert [section.kind for section in book.sections][-2:] == ["index", "index"]
    assert [line.split()[0] for line in lines(root_of(book, "people"))] == ["Peng"]


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ("[]{.index entry=famine range=start}", ["X010 manuscript/one.md:3"]),
        (
            "A\n[]{.index entry=famine range=start} b\n[]{.index entry=famine range=start}",
            ["X010 manuscript/one.md:4", "X010 manuscript/one.md:5"],
        ),
        ("[Mao]{.index}\n\n[Mao]{.index see=Chairman}", ["X013 manuscript/one.md:5", "X011 manuscript/one.md:5"]),
        ("[Mao]{.index seealso=Mao}", ["X014 manuscript/one.md:3"]),
        ("[a]{.index see=b}\n[b]{.index see=c}\n[c]{.index}", ["X014 manuscript/one.md:3"]),
        ("[x]{.index entry='Mao!in Moscow'}", ["X016 manuscript/one.md:3"]),
        ("[x]{.index sort=a entry=x}\n[x]{.index sort=b}", ["X019 manuscript/one.md:4"]),
        ("[x]{.index entires=x}", ["X017 manuscript/one.md:3"]),
        ("[x]{.index range=begin}", ["X017 manuscript/one.md:3"]),
        ("[x]{.index index=people}", ["X017 manuscript/one.md:3"]),
        ("[x]{.index sort='a!b'}", ["X017 manuscript/one.md:3"]),
        ("[canteen]{.index}\n\n[canteens]{.index}", ["X015 manuscript/one.md:5"]),
        ("Text.^[A note on [grain]{.index}.]\n\n[Grain]{.index}", ["X015 manuscript/one.md:3"]),
        ("[Lüshun]{.index} [Lushun]{.index see=Lüshun}", []),
    ],
)
def test_what_an_editor_asks_is_asked_at_its_line(project: Make, marks: str, said: list[str]) -> None:
    assert said_of(made(project, marks)) == said


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("canteen", "canteens", True),
        ("Hundred Flowers", "hundred flowers", True),
        ("Lüshun", "Lushun", True),
        ("Great Leap Forward", "Leap Forward, Great", True),
        ("work point", "work points", True),
        ("policy", "policies", True),
        ("furnaces", "furnaecs", True),
        ("Khrushchev", "Khruschev", True),
        ("famine of 1958", "famine of 1959", False),
        ("Mao", "Lao", False),
        ("steel", "grain", False),
        ("Korean War", "Korean army", False),
    ],
)
def test_headings_that_look_like_slips(project: Make, one: str, other: str, alike: bool) -> None:
    said = said_of(made(project, f"[{one}]{{.index}} [{other}]{{.index}}"))
    assert (said == ["X015 manuscript/one.md:3"]) == alike
    assert said == [] or alike


@given(st.text("abc", max_size=6), st.integers(0, 6), st.sampled_from("abcd"))
def test_one_letter_put_in_is_one_slip_both_ways(word: str, at: int, letter: str) -> None:
    longer = word[:at] + letter + word[at:]
    assert _one_slip(word, longer)
    assert _one_slip(longer, word)


def test_marks_that_go_into_no_index_are_reported_once(project: Make) -> None:
    folder = made(project, "[Peng]{.index index=names}\n[steel]{.index}\n[grain]{.index}", back='"index-names"')
    assert said_of(folder) == ["X018 manuscript/one.md:4"]
    assert said_of(made(project, "[steel]{.index}", back="")) == []


def test_the_tree_of_an_index_is_that_of_the_contract(project: Make) -> None:
    index = index_of(project, "[steel]{.index}")
    assert etree.tostring(index, with_tail=False).decode().replace(' data-n="', "").count("<li ") == 1
    [item] = index.iter("li")
    assert item.get("id") == "index-h1"
