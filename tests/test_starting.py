"""`coursepack new` gives a reader that builds at once, and harms nothing that is there."""

import json
import re
import tomllib
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from coursepack.cli import application
from coursepack.config import Config
from coursepack.errors import ExitCode
from coursepack.starting import _file_name, _named, start

TODAY = date(2026, 9, 1)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(application(["new"]), ["new", *map(str, arguments)])


def test_the_new_reader_builds_without_a_word(started: Path) -> None:
    assert (started.parent / "said.txt").read_text() == ""
    made = {path.name for path in (started / "dist").iterdir()}
    assert made >= {"my-reader-print.pdf", "my-reader-screen.pdf", "my-reader.epub", "report.html", "permissions.csv"}
    assert json.loads((started / "dist" / "report.json").read_text())["counts"]["notes"] > 5


def test_the_reading_of_the_starter_is_small_and_can_be_read_aloud(started: Path) -> None:
    reading = started / "manuscript" / "readings" / "reading-room.pdf"
    assert reading.stat().st_size < 12_000
    with zipfile.ZipFile(started / "dist" / "my-reader.epub") as book:
        texts = [book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")]
    chapter = next(text for text in texts if "Whoever takes a book" in text)
    assert re.search(r'<img[^>]*alt="[^"]*Whoever takes a book from a shelf', chapter)


def test_it_shows_every_element_of_the_markup() -> None:
    root = Path(__file__).parent.parent
    text = "".join(path.read_text(encoding="utf-8") for path in (root / "coursepack" / "starter").rglob("*.md"))
    classes = set(
        re.findall(r"(?:\{\.|::: |\[\]\{\.)([a-z-]+)", (root / "docs" / "markup.md").read_text(encoding="utf-8"))
    )
    not_for_chapters = {
        "colophon",
        "prelim",
        "introduction",
        "appendix",
        "person",
        "decorative",
        "unnumbered",
        "facsimile",
    }
    assert len(classes) > 8
    assert [
        name for name in sorted(classes - not_for_chapters) if f".{name}" not in text and f"::: {name}" not in text
    ] == []


def test_title_name_and_date_are_the_readers_own(tmp_path: Path) -> None:
    config = Config.model_validate(
        tomllib.loads(start(tmp_path / "x", "Ähre & Korn", TODAY).read_text(encoding="utf-8"))
    )
    assert (config.title, config.name, config.date) == ("Ähre & Korn", "ahre-korn", TODAY)
    assert (tmp_path / "x" / ".gitignore").read_text() == "/dist/\n/.coursepack/\n"


def test_without_a_title_the_files_are_named_after_the_folder(tmp_path: Path) -> None:
    config = Config.model_validate(tomllib.loads(start(tmp_path / "HIST 204", "", TODAY).read_text(encoding="utf-8")))
    assert (config.title, config.name) == ("A First Reader", "hist-204")


@given(st.text())
def test_any_title_makes_a_configuration_that_can_be_read(title: str) -> None:
    starter = 'name = "first-reader"\ntitle = "A First Reader"\ndate = 2026-01-01\ncontents.chapters = ["a.md"]\n'
    if title.strip() and not re.search("[\x00-\x1f\x7f-\x9f\ud800-\udfff]", title):
        config = Config.model_validate(tomllib.loads(_named(starter, Path("x"), title.strip(), TODAY)))
        assert config.title == title.strip()
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", _file_name(title))


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "kept.md").write_text("mine")
    result = run(tmp_path)
    assert result.exit_code == ExitCode.USAGE
    assert "is not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept.md"]


def test_an_empty_folder_may_be_there(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    result = run(tmp_path / "new", "--title", "T")
    assert result.exit_code == ExitCode.OK
    assert "coursepack build" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_a_file_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert run(tmp_path / "file").exit_code == ExitCode.USAGE
    assert run(tmp_path / "file" / "below").exit_code == ExitCode.MACHINE


def test_what_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr("coursepack.starting._named", fail)
    with pytest.raises(OSError, match="No space left"):
        start(tmp_path / "new", "", TODAY)
    assert list(tmp_path.iterdir()) == []
