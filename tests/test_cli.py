"""The command line: messages, JSON and exit codes."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coursepack import __version__
from coursepack.cli import COMMANDS, application, checking, main
from coursepack.cli.showing import console_for_messages
from coursepack.errors import ExitCode, ToolFailed

Make = Callable[..., Path]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(application(), [str(argument) for argument in arguments])


def test_a_project_without_mistakes_is_silent(project: Make) -> None:
    result = run("check", project())
    assert (result.exit_code, result.output) == (ExitCode.OK, "")


def test_a_mistake_is_shown_with_its_place_and_a_hint(project: Make) -> None:
    result = run("check", project(manuscript__one_dot_md="# T\n\nA word [@nobody] [@able2001].\n"))
    assert result.exit_code == ExitCode.MANUSCRIPT
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "manuscript/one.md:3:10: error K001: no work has the key ‘nobody’",
        "    add the work to the bibliography",
        "1 error, 0 warnings",
    ]


def test_markup_of_the_console_in_a_message_is_text(project: Make) -> None:
    result = run("check", project(manuscript__one_dot_md="# T\n\n<b[red]>x\n\n<i>[bold]</i>\n"))
    assert result.exit_code == ExitCode.MANUSCRIPT
    assert "raw HTML ‘<i>’" in result.stderr


def test_a_place_between_colons_is_no_emoji(project: Make) -> None:
    result = run("check", project(manuscript__one_dot_md="# T\n" + "\n" * 98 + "A word [@nobody] [@able2001].\n"))
    assert result.stderr.splitlines()[0] == "manuscript/one.md:100:10: error K001: no work has the key ‘nobody’"


def test_json_goes_to_standard_output(project: Make) -> None:
    result = run("check", "--json", project(manuscript__one_dot_md="# T\n\nA word [@nobody] [@able2001].\n"))
    said = json.loads(result.stdout)
    assert (result.exit_code, said["exit_code"], result.stderr) == (1, 1, "")
    assert said["diagnostics"] == [
        {
            "code": "K001",
            "severity": "error",
            "file": "manuscript/one.md",
            "line": 3,
            "column": 10,
            "message": "no work has the key ‘nobody’",
            "hint": "add the work to the bibliography",
        }
    ]


def test_a_build_takes_away_what_it_makes_no_more(project: Make) -> None:
    reader = """\
name = "NAME"
title = "T"
date = 2026-01-01
[contents]
chapters = ["one.md"]
[editions]
screen = false
epub = false
"""
    folder = project(manuscript__reader_dot_toml=reader.replace("NAME", "old"))
    assert run("build", "--quiet", folder).exit_code == ExitCode.OK
    dist = folder / "dist"
    old = {path.name for path in dist.rglob("old*")}
    assert {"old-print.pdf", "old.ris"} <= old
    (dist / "old.txt").write_text("mine")
    (dist / "citations" / "old.ris").write_text("changed")
    (folder / "manuscript" / "reader.toml").write_text(reader.replace("NAME", "new"))
    assert run("build", "--quiet", "--clean", folder).exit_code == ExitCode.OK
    assert {path.name for path in dist.rglob("old*")} == {"old.txt", "old.ris"}
    assert {path.name.replace("new", "old", 1) for path in dist.rglob("new*")} == old


def test_a_folder_that_is_no_project(tmp_path: Path) -> None:
    result = run("build", tmp_path)
    assert result.exit_code == ExitCode.MANUSCRIPT
    assert "C001" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [["bild"], ["build", "--workers", "-1"], ["check", "--gone"], ["build", "a", "b"]]
)
def test_a_wrong_command_line(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (ToolFailed("pandoc is not installed"), ExitCode.MACHINE, "error: pandoc is not installed"),
        (OSError(28, "No space left on device", "out"), ExitCode.MACHINE, "error: No space left on device: out"),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED, ""),
    ],
)
def test_faults_of_the_machine(
    fault: BaseException, code: ExitCode, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(checking, "check", fail)
    result = run("check", tmp_path)
    assert result.exit_code == code
    assert words in result.stderr


def test_help_and_version() -> None:
    assert run("version").stdout == run("--version").stdout == f"{__version__}\n"
    assert "Example: coursepack build my-reader" in run("build", "--help").output
    assert "manuscript/reader.toml" in run("check", "--help").output


def test_every_command_has_an_example_in_its_help() -> None:
    for name in COMMANDS:
        if name != "version":
            assert f"Example: coursepack {name}" in run(name, "--help").output


def test_only_the_command_that_is_called_is_imported() -> None:
    script = "import sys; from coursepack.cli import main\ntry: main(['version'])\nexcept SystemExit: pass\n"
    loaded = "print([name for name in ('weasyprint', 'lxml', 'pikepdf') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script + loaded], capture_output=True, text=True, check=True)
    assert done.stdout == f"{__version__}\n[]\n"


def test_a_missing_library_is_named_and_leads_to_the_doctor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr("coursepack.cli.import_module", fail)
    with pytest.raises(SystemExit) as stopped:
        main(["build"])
    assert stopped.value.code == ExitCode.MACHINE
    assert "libpango-1.0-0" in (said := capsys.readouterr().err)
    assert "coursepack doctor" in said


def test_verbose_names_the_versions_and_times_the_stages(project: Make) -> None:
    result = run("check", project(), "--verbose")
    assert result.exit_code == ExitCode.OK
    assert result.stderr.startswith(f"coursepack {__version__}, Python 3.")
    assert "weasyprint 70.0" in result.stderr
    assert re.search(r"^Resolving citations +\d+\.\d s$", result.stderr, re.MULTILINE)
    assert result.stdout == ""


def test_the_shell_completes_commands_and_options() -> None:
    script = "import sys; sys.argv[0] = 'coursepack'; from coursepack.cli import main; main()"

    def completed(words: str) -> list[str]:
        asked = {"_COURSEPACK_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        done = subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, **asked}, capture_output=True, text=True, check=False
        )
        return done.stdout.split()

    assert completed("coursepack ex") == ["export"]
    assert "--no-cache" in completed("coursepack build --no")


def test_colours_go_away_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert console_for_messages().is_terminal
    assert not console_for_messages().no_color
    monkeypatch.setenv("NO_COLOR", "1")
    assert console_for_messages().no_color


def test_the_document_of_the_commands_names_every_command_and_option() -> None:
    document = (Path(__file__).parent.parent / "docs" / "commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"| `coursepack {name}" in document
        row = next(line for line in document.splitlines() if line.startswith(f"| `coursepack {name}"))
        options = set(re.findall(r"(--[a-z-]+)", run(name, "--help").output)) - {"--help"}
        assert [option for option in sorted(options) if option not in row] == [], name
