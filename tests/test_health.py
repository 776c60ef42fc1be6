"""What `coursepack doctor` finds: everything here, and each thing that is taken away."""

import json
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coursepack import health, pandoc
from coursepack.cli import application
from coursepack.errors import ExitCode, ToolFailed
from coursepack.health import Finding, examine


def said(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(application(["doctor"]), ["doctor", *arguments])
    return result.exit_code, result.stdout


def needed() -> dict[str, Finding]:
    return {finding.name: finding for finding in examine() if finding.needed}


def test_a_machine_that_runs_these_tests_lacks_nothing_that_is_needed() -> None:
    code, shown = said()
    assert code == ExitCode.OK
    assert "missing" not in shown
    assert [name for name, finding in needed().items() if not finding.well] == []


def test_the_versions_are_those_of_the_tools() -> None:
    assert needed()["pandoc"].found == pandoc.version()
    assert needed()["WeasyPrint with Pango"].found == "70.0"


def test_every_package_of_typefaces_is_looked_for() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[ ;<>=!~]", line)[0] for line in project["dependencies"]}
    fonts = {name for name in asked if "font" in name and name != "fonttools"}
    assert len(fonts) > 5
    assert fonts == {name.partition(" ")[0] for name in needed() if "font" in name}


def no_pandoc() -> str:
    raise ToolFailed("pandoc is not installed")


def with_broken(place: str, value: object) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(place, value)


@pytest.mark.parametrize(
    ("name", "breaking", "remedy"),
    [
        ("pandoc", with_broken("coursepack.health.pandoc.version", no_pandoc), "pip install"),
        ("Python", with_broken("coursepack.health._PYTHONS", ((3, 1), (3, 2))), "3.1 to 3.2"),
        ("WeasyPrint with Pango", with_broken("coursepack.health._ENGINE", "import no_such_module"), "libpango"),
        ("no-such-font (Signs)", with_broken("coursepack.health._DATA", {"no-such-font": "Signs"}), "pip install"),
        ("cache folder", with_broken("coursepack.health.os.access", lambda *_: False), "XDG_CACHE_HOME"),
    ],
)
def test_what_is_missing_is_named_with_a_remedy(
    name: str, breaking: Callable[[pytest.MonkeyPatch], None], remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch)
    code, shown = said()
    assert code == ExitCode.MACHINE
    assert f"missing  {name}" in shown
    assert remedy in shown
    assert not needed()[name].well


def test_outside_programs_are_optional(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = {finding.name: finding for finding in examine()}
    assert not found["veraPDF"].well
    assert not found["veraPDF"].needed
    assert said()[0] == ExitCode.OK
    (tmp_path / "verapdf").write_text("#!/bin/sh\n")
    (tmp_path / "verapdf").chmod(0o755)
    assert found["veraPDF"].remedy in json.dumps([finding.remedy for finding in examine()])
    assert next(finding for finding in examine() if finding.name == "veraPDF").found == str(tmp_path / "verapdf")


def test_machines_read_json() -> None:
    code, shown = said("--json")
    answer = json.loads(shown)
    records = answer["machine"]
    assert (code, answer["exit_code"], answer["message"]) == (ExitCode.OK, ExitCode.OK, "")
    assert {"name", "found", "needed", "remedy"} == set(records[0])
    assert records[0]["found"].startswith(f"{sys.version_info.major}.{sys.version_info.minor}")


def test_the_engine_is_asked_for_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_ENGINE", "raise SystemExit(3)")
    assert not needed()["WeasyPrint with Pango"].well
