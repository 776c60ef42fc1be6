"""The same book under any locale: two whole builds by the command line give the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypandoc

ROOT = Path(__file__).parent.parent
WORKS = """\
@article{irin, author = {Irin, Ilse}, title = {The Insights of the Critical Theory in Istanbul}, journaltitle = {Iris},
  volume = {1}, date = {2001}}
@book{zaehringer, author = {Zähringer, Änne}, title = {An Öffnung}, publisher = {Verlag}, date = {2002}}
"""
TEXT = "# ILLICIT titles {#first}\n\nA [@irin]. B [@zaehringer, 5].\n"


def built(project: Path, out: Path, locale: str) -> dict[str, bytes]:
    names = {"LANG": locale, "LC_ALL": locale, "LANGUAGE": locale.partition(".")[0]}
    environment = os.environ | names | {"PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo" if locale != "C" else "UTC"}
    command = [sys.executable, "-m", "coursepack", "build", str(project), "--out", str(out), "--no-cache", "--quiet"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_two_builds_under_two_locales_are_the_same_bytes(project: Callable[..., Path], tmp_path: Path) -> None:
    book = project(**{"bibliography.bib": WORKS, "manuscript/one.md": TEXT})
    plain = built(book, tmp_path / "c", "C")
    turkish = built(book, tmp_path / "tr", "tr_TR.UTF-8")
    assert plain.keys() == turkish.keys()
    assert [name for name in plain if plain[name] != turkish[name]] == []
    assert b"The Insights of the Critical Theory in Istanbul" in plain["citations/small.csl.json"]


def test_a_locale_would_change_titles_if_pandoc_saw_it(tmp_path: Path) -> None:
    bibliography = tmp_path / "works.bib"
    bibliography.write_text(WORKS, encoding="utf-8")
    command = [pypandoc.get_pandoc_path(), "-f", "biblatex", "-t", "csljson", str(bibliography)]
    titles = [
        json.loads(subprocess.run(command, env={"LANG": locale}, capture_output=True, check=True).stdout)[0]["title"]
        for locale in ("en_US.UTF-8", "de_DE.UTF-8")
    ]
    assert titles[0] != titles[1]
