"""Bytes under keys: in memory, or in a folder that builds share.

A store only remembers: a build gives the same bytes with any store, an empty or damaged one included.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from coursepack.keeping.remembered import Remembered, state_of
from coursepack.keeping.signature import LENGTH, holds, own_folder, sign

STORE = ".coursepack/store"
"""Where a project has its store, below its folder; may be deleted at any time."""
LIMIT = 1024**3
"""Bytes that a folder may hold after it was pruned; a book of 400 pages takes about 30 MB."""

_REMEMBERED = Remembered()
_BESIDE = ".new-"
_ABANDONED = 3600.0  # seconds after which a file written beside its place belongs to a build that was cut off


class Store(Protocol):
    """May forget anything at any time; never gives anything but what was put."""

    def get(self, key: str) -> bytes | None:
        """Return what was put under the key, or None."""

    def put(self, key: str, data: bytes) -> None:
        """Keep data under a key (hexadecimal digits); may fail silently."""

    @property
    def damaged(self) -> int:
        """How many entries were found damaged."""

    def prune(self) -> None:
        """Keep no more than there is room for; called after a build."""


class MemoryStore:
    """Keeps everything until the process ends."""

    damaged = 0

    def __init__(self) -> None:
        self._entries: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return what was put under the key, or None."""
        return self._entries.get(key)

    def put(self, key: str, data: bytes) -> None:
        """Keep data under a key."""
        self._entries[key] = data

    def prune(self) -> None:
        """Keep everything: the process ends soon."""


class FolderStore:
    """Keeps each entry in a file of a folder, after its signature; the file's time says when it was last used.

    Several builds may share a folder: a file is written beside its place and then renamed, so that a build that is cut off
    leaves whole entries. One whose signature does not hold was damaged, or made elsewhere: it counts as missing, and is counted
    in `damaged`. Links are not followed. A folder that cannot be written makes builds slow, not wrong. What a process has read it
    reads again only when the file has changed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.damaged = 0

    def get(self, key: str) -> bytes | None:
        """Return what was put under the key, or None if there is nothing or it was damaged."""
        path = self._path(key)
        try:
            status = path.lstat()
            if path.parent.is_symlink() or not _is_entry(status):
                return None
            data = _REMEMBERED.get(str(path), state_of(status))
            if data is None:
                data = self._read(path, key)
        except OSError:
            return None
        if data is not None:
            with suppress(OSError):
                os.utime(path)
                _REMEMBERED.put(str(path), state_of(path.lstat()), data)
        return data

    def _read(self, path: Path, key: str) -> bytes | None:
        """Read an entry; None if its signature does not hold."""
        stored = path.read_bytes()
        data = stored[LENGTH:]
        if holds(stored[:LENGTH], key, data):
            return data
        self.damaged += 1
        return None

    def put(self, key: str, data: bytes) -> None:
        """Keep data under a key."""
        path = self._path(key)
        if path.parent.is_symlink():
            return
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, prefix=_BESIDE, delete=False) as file:
                file.write(sign(key, data) + data)
            try:
                os.replace(file.name, path)  # noqa: PTH105 - the name is a string already
                _REMEMBERED.put(str(path), state_of(path.lstat()), data)
            except OSError:
                Path(file.name).unlink(missing_ok=True)

    def prune(self, limit: int = LIMIT) -> None:
        """Remove what abandoned builds left, and, if more than `limit` bytes remain, what was used longest ago."""
        found = sorted(self._files())
        for used, _, path in found:
            if path.name.startswith(_BESIDE) and used < time.time() - _ABANDONED:
                path.unlink(missing_ok=True)
        entries = [row for row in found if not row[2].name.startswith(_BESIDE)]
        excess = sum(size for _, size, _ in entries) - limit
        for _, size, path in entries:
            if excess <= 0:
                break
            path.unlink(missing_ok=True)
            excess -= size

    def _files(self) -> list[tuple[float, int, Path]]:
        """Last use, size and path of every file of ours: none that a link leads to, and none with another name."""
        found = []
        for path in self._folder.glob("*/*"):
            ours = path.name.startswith((_BESIDE, path.parent.name)) and not path.parent.is_symlink()
            with suppress(OSError):  # another build may have removed it
                status = path.lstat()
                if ours and stat.S_ISREG(status.st_mode):
                    found.append((status.st_mtime, status.st_size, path))
        return found

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key


def _is_entry(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_size <= LIMIT


def project_store(project: Path) -> Store:
    """The store of a project; one for this process alone where a link stands in the place of its folder."""
    folder = own_folder(project, STORE)
    return MemoryStore() if folder is None else FolderStore(folder)


def clear_store(project: Path) -> None:
    """Remove the store of a project; what a link leads to stays."""
    if folder := own_folder(project, STORE):
        shutil.rmtree(folder, ignore_errors=True)
