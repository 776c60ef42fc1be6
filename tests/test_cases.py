"""One folder a diagnostic: a small project with one mistake, and all that is said of it, word for word.

A case holds only the files that differ from `tests/cases/base`; a file of the name `-NAME` takes NAME away. To write the
expected words anew after a deliberate change: `COURSEPACK_REWRITE=1 pytest tests/test_cases.py`, and read the difference.
"""

import os
import re
import shutil
from pathlib import Path

import pytest

from coursepack.diagnostics import Diagnostics
from coursepack.errors import BuildFailed
from coursepack.pipeline import check
from coursepack.progress import Silent

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.name for path in CASES.iterdir() if path.name != "base")


def make_project(case: Path, target: Path) -> Path:
    shutil.copytree(CASES / "base", target)
    for path in sorted(case.rglob("*")):
        relative = path.relative_to(case)
        if path.is_dir() or relative.name == "expected.txt":
            continue
        if relative.name.startswith("-"):
            (target / relative.with_name(relative.name[1:])).unlink()
            continue
        (target / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / relative)
    return target


def said_of(project: Path) -> str:
    diagnostics = Diagnostics()
    try:
        check(project, diagnostics, Silent())
        outcome = "built"
    except BuildFailed:
        outcome = "stopped"
    lines = [
        f"{d.location}: {d.severity} {d.code}: {d.message}\n" + (f"    {d.hint}\n" if d.hint else "")
        for d in diagnostics
    ]
    return "".join(lines) + outcome + "\n"


def test_the_base_of_the_cases_has_no_mistake(tmp_path: Path) -> None:
    assert said_of(make_project(CASES / "base", tmp_path / "project")) == "built\n"


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, tmp_path: Path) -> None:
    said = said_of(make_project(CASES / name, tmp_path / "project"))
    expected = CASES / name / "expected.txt"
    if os.environ.get("COURSEPACK_REWRITE"):
        expected.write_text(said, encoding="utf-8")
    code = re.match(r"[A-Z]\d{3}", name)
    assert code is not None
    assert f" {code[0]}: " in said
    assert said == expected.read_text(encoding="utf-8")
