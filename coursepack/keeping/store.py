"""Bytes under keys: in memory, or in a folder that builds share.

A store only remembers: a build gives the same bytes with any store, an empty or damaged one included.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

STORE = ".coursepack/store"
"""Where a project has its store, below its folder; may be deleted at any time."""
LIMIT = 1024**3
"""Bytes that a folder may hold after it was pruned; a book of 400 pages takes about 30 MB."""

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
    """Keeps each entry in a file of a folder, after the SHA-256 of its content; the file's time says when it was last used.

    Several builds may share a folder: a file is written beside its place and then renamed, so that a build that is cut off
    leaves whole entries. One that does not agree with its hash counts as missing, and is counted in `damaged`. A folder that
    cannot be written makes builds slow, not wrong.
    """

    _DIGEST = hashlib.sha256().digest_size

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.damaged = 0

    def get(self, key: str) -> bytes | None:
        """Return what was put under the key, or None if there is nothing or it was damaged."""
        path = self._path(key)
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        data = memoryview(stored)[self._DIGEST :]
        if hashlib.sha256(data).digest() != stored[: self._DIGEST]:
            self.damaged += 1
            return None
        with suppress(OSError):
            os.utime(path)
        return bytes(data)

    def put(self, key: str, data: bytes) -> None:
        """Keep data under a key."""
        path = self._path(key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, prefix=_BESIDE, delete=False) as file:
                file.write(hashlib.sha256(data).digest() + data)
            try:
                os.replace(file.name, path)  # noqa: PTH105 - the name is a string already
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
        """Last use, size and path of every file."""
        found = []
        for path in self._folder.glob("*/*"):
            with suppress(OSError):  # another build may have removed it
                status = path.stat()
                found.append((status.st_mtime, status.st_size, path))
        return found

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key
