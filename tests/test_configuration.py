"""reader.toml: what is wrong is named with its key, its line and a remedy."""

from pathlib import Path

import pytest
from effort import at_most
from hypothesis import given
from hypothesis import strategies as st

from coursepack.config import Config, trim_size
from coursepack.config.page import LEAST_FOOT, LEAST_TOP, SMALLEST, margins_of
from coursepack.configuration import key_lines, read_configuration
from coursepack.diagnostics import Diagnostic

GOOD = 'title = "T"\ndate = 2026-01-01\n[contents]\nchapters = ["a.md"]\n'


def read(tmp_path: Path, text: str) -> tuple[Config | None, list[Diagnostic]]:
    folder = tmp_path / "manuscript"
    folder.mkdir(exist_ok=True)
    (folder / "reader.toml").write_text(text, encoding="utf-8")
    return read_configuration(tmp_path)


def test_the_smallest_configuration_has_good_defaults(tmp_path: Path) -> None:
    config, problems = read(tmp_path, GOOD)
    assert problems == []
    assert config is not None
    assert config.page.trim == (432.0, 648.0)
    assert config.citations.style == "chicago-notes-bibliography"
    assert config.language == "en-GB"


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ('titel = "T"\n' + GOOD, "C003", 1, "did you mean ‘title’?"),
        ("date = 2026-01-01\n[contents]\nchapters = ['a.md']\n", "C004", 1, 'title = "Leap'),
        (GOOD.replace("2026-01-01", '"soon"'), "C005", 2, "date = 2026"),
        (GOOD + '[page]\nsize = "huge"\n', "C005", 6, "6x9in"),
        (GOOD + "[page]\nzise = 1\n", "C003", 6, "known keys here: size"),
        (GOOD.replace('"a.md"]', '"a.md",\n  7]'), "C005", 4, ""),
        (GOOD + '[identifiers]\nisbn-print = "978-0-00-000000-3"\n', "C005", 6, ""),
        (GOOD + '[[contents.parts]]\ntitel = "P"\nchapters = ["b.md"]\n', "C003", 6, "did you mean ‘title’?"),
        ('title = "T\n', "C002", 1, "quotation marks"),
        (GOOD + 'title = "again"\n[page]\n[page]\n', "C002", 7, ""),
    ],
)
def test_a_mistake_is_named_with_line_and_remedy(tmp_path: Path, text: str, code: str, line: int, words: str) -> None:
    config, problems = read(tmp_path, text)
    assert config is None
    found = [item for item in problems if item.code == code]
    assert found, problems
    assert found[0].location.file == "manuscript/reader.toml"
    assert found[0].location.line == line
    assert words in found[0].hint


def test_all_mistakes_are_shown_together(tmp_path: Path) -> None:
    _, problems = read(tmp_path, 'titel = "T"\n[page]\nsize = "huge"\n')
    assert {item.code for item in problems} == {"C003", "C004", "C005"}


@pytest.mark.parametrize(
    "key",
    [
        ".".join(["a"] * 50_000) + " = 1",
        "[" + " . ".join(['"a"'] * 50_000) + "]",
        "x = { " + ".".join(["a"] * 999) + " = 1 }",
    ],
)
def test_a_key_of_thousands_of_dots_is_refused_in_its_line(key: str, tmp_path: Path) -> None:
    with at_most(2):
        config, problems = read(tmp_path, f'name = "a"\n{key}\n')
    assert config is None
    assert [(item.code, item.location.line) for item in problems] == [("C002", 2)]


def test_a_text_with_dots_is_no_key(tmp_path: Path) -> None:
    _, problems = read(tmp_path, f'description = "{"a.b. " * 99}{"-" * 99_999} {"..." * 99}"\n')
    assert "C002" not in {item.code for item in problems}


def test_a_missing_file_is_a_diagnostic(tmp_path: Path) -> None:
    config, problems = read_configuration(tmp_path)
    assert config is None
    assert [item.code for item in problems] == ["C001"]


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "manuscript").mkdir()
    (tmp_path / "manuscript/reader.toml").write_bytes(b'title = "T"\nsubtitle = "caf\xe9"\n')
    _, problems = read_configuration(tmp_path)
    assert [(item.code, item.location.line) for item in problems] == [("C001", 2)]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("A5", (419.53, 595.28)),
        ("6x9in", (432.0, 648.0)),
        ("156 x 234 mm", (442.2, 663.31)),
        ("10 × 20 cm", (283.46, 566.93)),
    ],
)
def test_page_sizes(text: str, points: tuple[float, float]) -> None:
    assert trim_size(text) == points


@given(st.text(alphabet="abc[].=\"'# \n-_", max_size=200))
def test_lines_of_keys_are_lines_of_the_text(text: str) -> None:
    lines = key_lines(text)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


@pytest.mark.parametrize(
    ("size", "inner", "outer", "measure"),
    [((432.0, 648.0), 60, 51, 321), ((595.28, 841.89), 119, 137, 339), ((1700.0, 1700.0), 559, 801, 340)],
)
def test_the_lines_of_wide_pages_stay_short_enough_to_read(
    size: tuple[float, float], inner: int, outer: int, measure: int
) -> None:
    margins = margins_of(*size)
    assert (margins.inner, margins.outer) == (inner, outer)
    assert round(size[0] - margins.inner - margins.outer) == measure


def test_the_smallest_page_has_room_for_its_running_head_and_folio() -> None:
    margins = margins_of(SMALLEST, SMALLEST)
    assert margins.top == LEAST_TOP
    assert margins.bottom >= LEAST_FOOT


@pytest.mark.parametrize(
    ("line", "allowed"), [('title = "{}"', 1_000), ('subtitle = "{}"', 1_000), ('authors = ["{}"]', 1_000)]
)
def test_a_title_or_a_name_has_room_on_a_title_page(tmp_path: Path, line: str, allowed: int) -> None:
    (tmp_path / "manuscript").mkdir()
    for length, found in ((allowed, []), (allowed + 1, [("C005", 2)])):
        given = line.format("x" * length)
        title = "" if line.startswith("title") else 'title = "T"\n'
        text = f'date = 2026-01-01\n{given}\n{title}[contents]\nchapters = ["one.md"]\n'
        (tmp_path / "manuscript/reader.toml").write_text(text)
        assert [(item.code, item.location.line) for item in read_configuration(tmp_path)[1]] == found
