"""What every command says: JSON of one shape, less with --quiet, more with --verbose, and the exit codes as documented."""

import io
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import BIBLIOGRAPHY, CHAPTER, READER
from typer.testing import CliRunner, Result

from coursepack import __version__
from coursepack.cli import COMMANDS, answering, application, main, watching
from coursepack.cli.answering import print_json
from coursepack.errors import ExitCode
from coursepack.watching import Board
from coursepack.watching.loop import build_once

Make = Callable[..., Path]
COMMON = {"command", "exit_code", "message", "files", "diagnostics"}
"""What every answer has (docs/commands.md)."""
DOCUMENTS = Path(__file__).parent.parent / "docs"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(application(), [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project that has been built."""
    folder = tmp_path_factory.mktemp("answering")
    (folder / "manuscript").mkdir()
    (folder / "manuscript" / "reader.toml").write_text(READER)
    (folder / "manuscript" / "one.md").write_text(CHAPTER)
    (folder / "bibliography.bib").write_text(BIBLIOGRAPHY)
    (folder / "notes.md").write_text("# Notes\n\nWords. %%a remark%%\n")
    result = run("build", folder, "--workers", "1", "--json")
    assert result.exit_code == ExitCode.OK, result.output
    (folder / ".answer.json").write_text(result.stdout)
    return folder


def watch_once(_: Path, build: Any, board: Board, __: Any, tell: Callable[[Board], None]) -> None:
    """In the place of the loop: one build."""
    build_once(build, board)
    tell(board)


@pytest.fixture
def says(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command on the book."""
    monkeypatch.setattr(watching, "watch", watch_once)
    arguments: dict[str, list[str | Path]] = {
        "new": [tmp_path / "new"],
        "import": [book / "notes.md", "--into", tmp_path / "into"],
        "build": [book],
        "check": [book],
        "pages": [book / "dist" / "pagination.json", book / "dist" / "pagination.json"],
        "watch": [book],
        "export": [book, "--format", "ris", "--out", tmp_path / "ris"],
        "styles": ["nature-genetics"],
        "templates": ["--in", book],
        "doctor": [],
        "version": [],
    }
    assert {*arguments, "schema"} == set(COMMANDS)
    return lambda command, *options: run(command, *arguments[command], *options)


FOUND = {
    "new": set(),
    "import": {"concerns"},
    "build": {"pages"},
    "check": set(),
    "pages": {"comparison"},
    "export": set(),
    "styles": {"styles"},
    "templates": {"templates"},
    "doctor": {"machine"},
    "version": {"version"},
}
"""What each command adds to the common answer; `schema` prints the schema itself, `watch` several answers."""


@pytest.mark.parametrize("command", sorted(FOUND))
def test_every_command_answers_machines_in_one_shape(command: str, says: Callable[..., Result]) -> None:
    result = says(command, "--json")
    answer = json.loads(result.stdout)
    assert set(answer) == COMMON | FOUND[command]
    assert (answer["command"], answer["exit_code"], answer["message"]) == (command, result.exit_code, "")
    assert (result.exit_code, result.stderr) == (ExitCode.OK, "")
    assert all(Path(name).is_absolute() and Path(name).is_file() for name in answer["files"])
    assert bool(answer["files"]) is (command in ("new", "import", "build", "export"))


def test_what_has_been_found_is_in_the_answer(says: Callable[..., Result], book: Path) -> None:
    built = json.loads((book / ".answer.json").read_text())
    again = json.loads(says("build", "--json").stdout)
    assert built == again, "a build that finds nothing changed says the same"
    assert again["pages"] == 9
    assert str(book / "dist" / "small.epub") in again["files"]
    (concern,) = json.loads(says("import", "--json").stdout)["concerns"]
    assert concern == {"file": "notes.md", "place": "remark", "message": "left out: “a remark”"}
    assert json.loads(says("pages", "--json").stdout)["comparison"]["moves"] == []
    assert json.loads(says("version", "--json").stdout)["version"] == __version__
    assert any(name.endswith("manuscript/reader.toml") for name in json.loads(says("new", "--json").stdout)["files"])


def test_watch_answers_on_a_line_for_each_build(says: Callable[..., Result]) -> None:
    first, second = map(json.loads, says("watch", "--json").stdout.splitlines())
    assert set(first) == COMMON | {"address"}
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", first["address"])
    assert set(second) == COMMON | {"pages"}
    assert (second["exit_code"], second["pages"]) == (0, 9)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["new", "BOOK"], ExitCode.USAGE, "is not empty"),
        (["import", "BOOK/gone.md", "--into", "BOOK"], ExitCode.MACHINE, "No such file"),
        (["build", "BOOK/manuscript"], ExitCode.MANUSCRIPT, "configuration"),
        (["check", "BOOK/manuscript"], ExitCode.MANUSCRIPT, "configuration"),
        (["export", "BOOK", "--chapter", "gone"], ExitCode.USAGE, "gone"),
        (["pages", "BOOK/bibliography.bib", "BOOK/bibliography.bib"], ExitCode.MANUSCRIPT, "bibliography.bib"),
        (["styles", "no-such-style-at-all"], ExitCode.MANUSCRIPT, "no style"),
        (["templates", "no.css", "--in", "BOOK"], ExitCode.USAGE, "no template"),
    ],
)
def test_what_stops_a_command_is_in_the_answer(arguments: list[str], code: ExitCode, message: str, book: Path) -> None:
    result = run(*(argument.replace("BOOK", str(book)) for argument in arguments), "--json")
    answer = json.loads(result.stdout)
    assert set(answer) >= COMMON
    assert (result.exit_code, answer["exit_code"], answer["files"]) == (code, code, [])
    assert message in answer["message"]


def test_a_port_that_is_taken_is_named_with_what_to_do(says: Callable[..., Result]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = says("watch", "--port", port)
    assert result.exit_code == ExitCode.MACHINE
    assert f"port {port} (Address already in use): another program may have it" in result.stderr


def test_characters_that_standard_output_cannot_hold_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(answering.sys, "stdout", narrow)
    print_json("毕昇", indent=None)
    narrow.seek(0)
    assert narrow.read() == '"\\u6bd5\\u6607"\n'


WORKING = ("new", "import", "build", "check", "watch", "export")
"""The commands that take --quiet and --verbose; the others only answer what was asked."""


@pytest.mark.parametrize("command", WORKING)
def test_quiet_says_nothing_where_nothing_is_wrong(command: str, says: Callable[..., Result]) -> None:
    quiet = says(command, "--quiet")
    assert quiet.exit_code == ExitCode.OK
    kept = [line for line in quiet.output.splitlines() if "Ctrl-C" not in line]
    assert kept == []


@pytest.mark.parametrize("command", WORKING)
def test_verbose_says_the_versions_and_more_than_without(
    command: str, says: Callable[..., Result], tmp_path: Path
) -> None:
    verbose = says(command, "--verbose")
    assert verbose.exit_code == ExitCode.OK
    assert verbose.stdout == ""
    assert verbose.stderr.startswith(f"coursepack {__version__}, Python 3.")
    more = {
        "new": "chapters/01-words.md",
        "import": "notes.md: remark: left out: “a remark”",
        "build": "nothing has changed",
        "check": "Resolving citations",
        "watch": "Laying out pages",
        "export": "Exporting citations",
    }
    assert more[command] in verbose.stderr


@pytest.mark.parametrize("option", ["--quiet", "--verbose", None])
def test_a_mistake_is_said_however_quiet(option: str | None, project: Make) -> None:
    folder = project(manuscript__one_dot_md="# T\n\nA word [@nobody] [@able2001].\n")
    for command in ("build", "check", "export"):
        result = run(command, folder, *([option] if option else []))
        assert result.exit_code == ExitCode.MANUSCRIPT
        assert "manuscript/one.md:3:10: error K001" in result.stderr


def test_the_exit_codes_are_documented() -> None:
    document = (DOCUMENTS / "diagnostics.md").read_text()
    rows = dict(re.findall(r"^\| (\d+) \| ([A-Z]+) \|", document, re.MULTILINE))
    assert rows == {str(int(code)): code.name for code in ExitCode}


def not_the_book(folder: Path) -> Path:
    """A PDF of one empty page, which is not what the project asks for."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(folder / "other.pdf")
    return folder / "other.pdf"


def test_each_exit_code_is_given(book: Path, tmp_path: Path) -> None:
    """0 to 4; 130 below."""
    (tmp_path / "in-the-way").write_text("")
    given = {
        ExitCode.OK: run("check", book),
        ExitCode.MANUSCRIPT: run("check", tmp_path),
        ExitCode.USAGE: run("check", "--no-such-option"),
        ExitCode.PROOF: run("check", book, "--pdf", not_the_book(tmp_path)),
        ExitCode.MACHINE: run("export", book, "--format", "ris", "--out", tmp_path / "in-the-way"),
    }
    assert {code: result.exit_code for code, result in given.items()} == {code: int(code) for code in given}
    assert {*given, ExitCode.INTERRUPTED} == set(ExitCode)
    assert "error P" in given[ExitCode.PROOF].stderr


def test_ctrl_c_gives_130_and_leaves_nothing(project: Make) -> None:
    folder = project()
    command = [sys.executable, "-m", "coursepack", "build", str(folder)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "Reading the manuscript" in process.stderr.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=300)
    assert (process.returncode, "Traceback" in said) == (ExitCode.INTERRUPTED, False)
    assert not (folder / "dist").exists()


def test_ctrl_c_while_a_command_is_imported_gives_130_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("coursepack.cli.application", interrupted)
    with pytest.raises(SystemExit) as end:
        main(["build"])
    assert end.value.code == ExitCode.INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_ctrl_c_ends_a_watch_without_a_word(project: Make) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "coursepack", "watch", str(project()), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert [json.loads(process.stdout.readline())["exit_code"] for _ in ("address", "first build")] == [0, 0]
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=300) == ("", "")
    assert process.returncode == ExitCode.OK
