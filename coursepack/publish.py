"""Finished files → the output folder: each appears whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from coursepack.errors import CoursepackError, ExitCode

_MODE = 0o644


class LeadsElsewhere(CoursepackError):
    """A link in the place of a folder would take what is written to another."""

    exit_code = ExitCode.MANUSCRIPT


def output_folder(project: Path, asked: Path | None) -> Path:
    """Where a project's files are written: the folder asked for, else its `dist`, which must not be a link to elsewhere."""
    folder = asked or project / "dist"
    if asked is None and not folder.resolve().is_relative_to(project.resolve()):
        raise LeadsElsewhere(
            f"{folder} leads to {folder.resolve()}, outside the project; name the folder you mean with --out"
        )
    return folder


def publish(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files by name (which may hold `/`) below `folder`; an unchanged file is not touched. Raises `OSError`, and
    `LeadsElsewhere` where a link below the folder leads out of it.

    All are written beside their places first, so that a full disk leaves the files of the build before.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.parent.resolve().is_relative_to(folder.resolve()):
                raise LeadsElsewhere(
                    f"{path.parent} leads to {path.parent.resolve()}, outside {folder}; remove the link"
                )
            if not (path.is_file() and path.read_bytes() == data):
                waiting.append((_write_beside(path, data), path))
        for beside, path in waiting:
            beside.replace(path)
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)
    return [folder / name for name in files]


def withdraw(folder: Path, paths: Iterable[Path]) -> None:
    """Remove files below a folder, and the folders in it that are empty then. What cannot be removed stays."""
    folder = folder.absolute()
    for path in paths:
        if not path.is_relative_to(folder) or not path.parent.resolve().is_relative_to(folder.resolve()):
            continue
        with suppress(OSError):
            path.unlink()
            for above in path.relative_to(folder).parents[:-1]:
                (folder / above).rmdir()  # fails at the first one that still holds something


def _write_beside(path: Path, data: bytes) -> Path:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside = Path(file.name)
    beside.chmod(_MODE)
    return beside
