"""Finished files → the output folder: each appears whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

_MODE = 0o644


def publish(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files by name (which may hold `/`) below `folder`; an unchanged file is not touched. Raises `OSError`.

    All are written beside their places first, so that a full disk leaves the files of the build before.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not (path.is_file() and path.read_bytes() == data):
                waiting.append((_write_beside(path, data), path))
        for beside, path in waiting:
            beside.replace(path)
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)
    return [folder / name for name in files]


def _write_beside(path: Path, data: bytes) -> Path:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside = Path(file.name)
    beside.chmod(_MODE)
    return beside
