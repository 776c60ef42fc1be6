"""Reading files of a project: whole, in one form, and never from outside."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursepack.diagnostics import Location
from coursepack.sources.files import MAX_BYTES, SourceFile, inside, read_bytes, read_text

HERE = Location("manuscript/reader.toml", 7)


def write(project: Path, name: str, data: bytes) -> None:
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def code_of(project: Path, name: str) -> str:
    source, [problem] = read_text(project, name, HERE)
    assert source is None
    return problem.code


@pytest.mark.parametrize(
    "data",
    [b"One\nTwo\n", b"One\r\nTwo\r\n", b"One\rTwo\r", b"\xef\xbb\xbfOne\nTwo\n"],
    ids=["Unix", "Windows", "old Mac", "with a signature"],
)
def test_line_ends_and_signatures_make_no_difference(tmp_path: Path, data: bytes) -> None:
    write(tmp_path, "a.md", data)
    source, problems = read_text(tmp_path, "a.md", HERE)
    assert problems == []
    assert source == SourceFile("a.md", "One\nTwo\n")


def test_letters_and_accents_apart_become_one_letter(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "Lu\u0308shun".encode())
    source, _ = read_text(tmp_path, "a.md", HERE)
    assert source is not None
    assert source.text == "Lüshun"


def test_a_byte_of_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "a.md", b"One\nTwo\ncaf\xe9\n")
    _, [problem] = read_text(tmp_path, "a.md", HERE)
    assert (problem.code, problem.location) == ("M003", Location("a.md", 3))


@pytest.mark.parametrize("char", ["\0", "\x07", "\x1b", "\x7f", "\x92", "\ufffe"])
def test_control_characters_are_dropped_and_reported(tmp_path: Path, char: str) -> None:
    write(tmp_path, "a.md", f"One\ntw{char}o\tthree\n".encode())
    source, [problem] = read_text(tmp_path, "a.md", HERE)
    assert source is not None
    assert source.text == "One\ntwo\tthree\n"
    assert (problem.code, problem.location) == ("M004", Location("a.md", 2, 3))


def test_what_is_no_file_is_missing(tmp_path: Path) -> None:
    write(tmp_path, "One.md", b"x")
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "circle.md").symlink_to("circle.md")
    names = ("one.md", "folder.md", "pipe.md", "circle.md", "gone/a.md", "One.md/a.md", "a" * 5000 + ".md")
    assert {name[:20]: code_of(tmp_path, name) for name in names} == dict.fromkeys(
        (name[:20] for name in names), "M001"
    )


def test_a_name_with_other_capitals_is_suggested(tmp_path: Path) -> None:
    write(tmp_path, "Names.md", b"x")
    _, [problem] = read_text(tmp_path, "names.md", HERE)
    assert (problem.location, problem.hint) == (HERE, "did you mean ‘Names.md’?")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "a.md", b"x")
    (tmp_path / "a.md").chmod(0)
    assert code_of(tmp_path, "a.md") == "M001"


def test_no_path_and_no_link_leads_out_of_the_project(tmp_path: Path) -> None:
    project = tmp_path / "project"
    write(tmp_path, "secret.md", b"Secret.")
    write(project, "manuscript/a.md", b"x")
    (project / "manuscript/link.md").symlink_to(tmp_path / "secret.md")
    (project / "manuscript/up").symlink_to(tmp_path)
    (project / "manuscript/again.md").symlink_to("a.md")
    for name in (
        "../secret.md",
        "manuscript/../../secret.md",
        "/etc/passwd",
        "manuscript/link.md",
        "manuscript/up/secret.md",
    ):
        assert code_of(project, name) == "M002", name
    assert code_of(project, "a\0.md") == "M002"
    assert inside(project, "manuscript/again.md") == (project / "manuscript/a.md").resolve()


def test_a_text_file_of_many_megabytes_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.md", b"word " * (MAX_BYTES // 5 + 1))
    assert code_of(tmp_path, "a.md") == "M006"
    data, problems = read_bytes(tmp_path, "a.md", HERE)
    assert data is not None
    assert problems == []


@given(st.text(alphabet="ab\n", max_size=40), st.integers(0, 40))
def test_places_count_lines_and_columns_from_one(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    place = SourceFile("a.md", text).at(offset)
    lines = text[:offset].split("\n")
    assert (place.line, place.column) == (len(lines), len(lines[-1]) + 1)


def test_words_are_found_through_markup_and_line_breaks() -> None:
    source = SourceFile("a.md", "Intro.\n\nThe *great* [leap]{.x}\nforward began.\n")
    assert source.locate_words("The great leap forward began") == Location("a.md", 3, 1)
    assert source.locate_words("great leap that never was") == Location("a.md", 3, 6)
    assert source.locate_words("nowhere") == Location("a.md")
