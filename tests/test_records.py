"""Data files: records with their lines; nothing grows without bound, and nothing is lost without a word."""

from pathlib import Path

import pytest
from effort import at_most
from hypothesis import given
from hypothesis import strategies as st

from coursepack.diagnostics import Diagnostic, Location
from coursepack.sources.plain_yaml import MAX_DEPTH, PlainYamlError, compose, plain
from coursepack.sources.records import MOST, Record, Shape, read_records

SHAPE = Shape(required=("term", "text"), optional=("tags",), lists=("tags",))


def read(folder: Path, text: str) -> tuple[list[Record], list[Diagnostic]]:
    (folder / "list.yaml").write_text(text, encoding="utf-8")
    records, _, problems = read_records(folder, "list.yaml", Location("x"), SHAPE)
    return records, problems


def bomb(first: str, line: str) -> str:
    """Nine lines, each of which names the one before nine times."""
    names = "abcdefghi"
    aliases = [
        line.format(name=name, items=", ".join([f"*{names[index]}"] * 9)) for index, name in enumerate(names[1:])
    ]
    return "\n".join([first, *aliases])


def test_a_list_of_more_records_than_a_book_can_hold_is_refused_at_the_first_beyond(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("term,text\n" + "a,b\n" * (MOST + 1), encoding="utf-8")
    records, _, problems = read_records(tmp_path, "list.csv", Location("x"), SHAPE)
    assert (records, [(item.code, item.location.line) for item in problems]) == ([], [("D006", MOST + 2)])
    (tmp_path / "list.csv").write_text("term,text\n" + "a,b\n" * MOST, encoding="utf-8")
    assert len(read_records(tmp_path, "list.csv", Location("x"), SHAPE)[0]) == MOST


def test_records_know_their_lines_and_keep_dates_and_numbers_as_they_are_written(tmp_path: Path) -> None:
    text = "# A comment\n- term: 1958-05\n  text: 010\n\n- text: |\n    One.\n\n    Two.\n  term: no\n  tags: [a, b]\n"
    records, problems = read(tmp_path, text)
    assert problems == []
    assert [record.location.line for record in records] == [2, 5]
    assert [record.text("term") for record in records] == ["1958-05", "no"]
    assert records[0].text("text") == "010"
    assert records[1].text("text") == "One.\n\nTwo."
    assert (records[0].texts("tags"), records[1].texts("tags")) == ([], ["a", "b"])


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]"])
def test_an_empty_list_is_a_list(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == ([], [])


def test_a_faulty_record_costs_no_other(tmp_path: Path) -> None:
    text = "- term: a\n- term: b\n  text: B\n- only words\n- term: c\n  txt: C\n- term: ~\n  text: D\n"
    records, problems = read(tmp_path, text)
    assert [record.text("term") for record in records] == ["b"]
    assert [(item.code, item.location.line) for item in problems] == [
        ("D003", 1),
        ("D003", 4),
        ("D003", 4),
        ("D003", 5),
        ("D003", 5),
        ("D003", 7),
    ]
    assert problems[4].hint == "did you mean ‘text’?"


@pytest.mark.parametrize("value", ["{a: b}", "[[a]]", "[{a: b}]"])
def test_values_are_texts_or_lists_of_texts(tmp_path: Path, value: str) -> None:
    records, [problem] = read(tmp_path, f"- term: a\n  text: {value}\n")
    assert records == []
    assert (problem.code, problem.location.line) == ("D003", 1)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("term: a\ntext: b\n", "D002", 1),
        ("just words", "D002", 1),
        ("- term: a\n  text: b: c\n", "D001", 2),
        ("- term: [a\n", "D001", 2),
        ("- term: a\n\ttext: b\n", "D001", 2),
        ("- term: a\n  term: b\n", "D001", 2),
        ("- ? [a, b]\n  : c\n", "D001", 1),
        ("- term: a\n  text: b\n---\n- c\n", "D001", 3),
        ("- term: &a x\n  text: *a\n", "D001", 2),
        ("- &a\n  term: b\n  text: *a\n", "D001", 3),
        ("- <<: *gone\n", "D001", 1),
        ("- !!python/object/apply:os.system ['true']\n", "D001", 1),
        ("- term: a\n  text: !!int abc\n", "D001", 2),
        ("- term: a\n  text: !!binary '=='\n", "D001", 2),
        ("- term: a\n  text: " + "[" * 5000 + "\n", "D001", 2),
    ],
)
def test_what_is_no_plain_yaml_is_named_with_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    records, [problem] = read(tmp_path, text)
    assert records == []
    assert (problem.code, problem.location.line) == (code, line)


def test_a_billion_laughs_take_no_time(tmp_path: Path) -> None:
    text = bomb("- term: &a [x, x, x, x, x, x, x, x, x]", "- term: &{name} [{items}]")
    with at_most(10):
        records, [problem] = read(tmp_path, text)
    assert records == []
    assert (problem.code, problem.location.line) == ("D001", 2)


def test_a_character_that_yaml_does_not_take_is_named_with_its_line() -> None:
    with pytest.raises(PlainYamlError) as fault:
        compose("a: b\nc: \ud800")
    assert (fault.value.line, str(fault.value)) == (2, "the character U+D800 is not allowed")


def test_lists_may_stand_a_dozen_deep() -> None:
    assert plain(compose("[" * MAX_DEPTH + "]" * MAX_DEPTH)) is not None
    with pytest.raises(PlainYamlError, match="deep"):
        compose("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


@given(st.text(alphabet="ab:-&*!<>[]{}\"'|#? \n~", max_size=60))
def test_any_text_is_plain_yaml_or_a_fault_with_a_place(text: str) -> None:
    place = 0
    try:
        plain(compose(text))
    except PlainYamlError as fault:
        place = fault.line
    assert 0 <= place <= text.count("\n") + 2
