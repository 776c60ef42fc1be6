"""`coursepack new`: a folder with a small working reader, from the starter that the package brings."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import unicodedata
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from coursepack.errors import CoursepackError, ExitCode

_STARTER = files("coursepack") / "starter"
_TITLE = 'title = "A First Reader"'
_NAME = 'name = "first-reader"'
_DATE = "date = 2026-01-01"


class CannotStart(CoursepackError):
    """The folder for the new reader cannot be used."""

    exit_code = ExitCode.USAGE


def start(folder: Path, title: str, today: date) -> Path:
    """Write the starter to `folder`, whole or not at all, with this title and date; return its `reader.toml`.

    Raises `CannotStart` where something stands in the folder already, `OSError` where it cannot be written.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise CannotStart(f"{folder} is not empty; name a folder that does not exist yet")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as beside:
        whole = Path(beside) / "reader"
        with as_file(_STARTER) as starter:
            shutil.copytree(starter, whole)
        (whole / "gitignore").rename(whole / ".gitignore")
        configuration = whole / "manuscript" / "reader.toml"
        configuration.write_text(
            _named(configuration.read_text(encoding="utf-8"), folder, title, today), encoding="utf-8"
        )
        whole.replace(folder)
    return folder / "manuscript" / "reader.toml"


def _named(configuration: str, folder: Path, title: str, today: date) -> str:
    """The starter's configuration with the reader's own name, title and date."""
    if title:
        configuration = configuration.replace(_TITLE, f"title = {json.dumps(title, ensure_ascii=False)}")
    configuration = configuration.replace(_NAME, f'name = "{_file_name(title or folder.resolve().name)}"')
    return configuration.replace(_DATE, f"date = {today.isoformat()}")


def _file_name(text: str) -> str:
    """Small letters, digits and hyphens, as `name` in reader.toml must be."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-") or "reader"
