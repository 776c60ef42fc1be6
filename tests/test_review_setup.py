"""tools/setup on machines that lack something: stand-ins for Python say what they are asked."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).resolve().parent.parent / "tools" / "setup"
PYTHON = """#!/bin/sh
echo "$@" >> {log}
case "$2" in venv) {venv};; esac
exit 0
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with `python`, which makes environments whose own Python can do everything, and a list of requirements."""
    (tmp_path / "good").write_text(f"#!/bin/sh\necho environment: $@ >> {tmp_path}/log\nexit 0\n")
    make = f'mkdir -p "$4/bin"; cp {tmp_path}/good "$4/bin/python"; chmod +x "$4/bin/python"'
    (tmp_path / "python").write_text(PYTHON.format(log=tmp_path / "log", venv=make))
    (tmp_path / "python").chmod(0o755)
    (tmp_path / "run.txt").touch()
    return tmp_path


def run(machine: Path) -> tuple[int, str]:
    command = [str(SETUP), str(machine / "python"), str(machine / "venv"), str(machine / "run.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    log = machine / "log"
    return done.returncode, log.read_text() if log.exists() else done.stderr


def test_half_an_environment_is_made_again(machine: Path) -> None:
    broken = machine / "venv" / "bin" / "python"
    broken.parent.mkdir(parents=True)
    broken.write_text("#!/bin/sh\nexit 1\n")  # no pip
    broken.chmod(0o755)
    code, log = run(machine)
    assert code == 0
    assert f"-m venv --clear {machine / 'venv'}" in log
    assert "environment: -m pip install --quiet" in log


def test_a_whole_environment_is_kept(machine: Path) -> None:
    assert run(machine)[0] == 0
    (machine / "log").unlink()
    code, log = run(machine)
    assert code == 0
    assert "venv --clear" not in log


def test_an_old_python_is_refused(machine: Path) -> None:
    (machine / "python").write_text("#!/bin/sh\nexit 1\n")
    code, said = run(machine)
    assert code == 1
    assert "needs Python 3.11 to 3.14" in said
