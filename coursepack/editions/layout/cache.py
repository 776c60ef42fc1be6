"""Keep parts between passes and between builds, under a key that names everything they depend on.

A cache only remembers: a build gives the same bytes with any cache, a damaged one included.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol


class Cache(Protocol):
    """May forget anything at any time; never gives anything but what was put."""

    def get(self, key: str) -> bytes | None:
        """Return what was put under the key, or None."""

    def put(self, key: str, data: bytes) -> None:
        """Keep data under a key (hexadecimal digits); may fail silently."""


class MemoryCache:
    """Keeps everything until the process ends."""

    def __init__(self) -> None:
        self._entries: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return what was put under the key, or None."""
        return self._entries.get(key)

    def put(self, key: str, data: bytes) -> None:
        """Keep data under a key."""
        self._entries[key] = data


class DirectoryCache:
    """Keeps each entry in a file of a folder, after the SHA-256 of its content.

    Several builds may share a folder: a file is written beside its place and then renamed. An entry that does not agree
    with its hash counts as missing. A folder that cannot be written makes builds slow, not wrong.
    """

    _DIGEST = hashlib.sha256().digest_size

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """Return what was put under the key, or None if there is nothing or it was damaged."""
        try:
            stored = self._path(key).read_bytes()
        except OSError:
            return None
        digest, data = stored[: self._DIGEST], stored[self._DIGEST :]
        return data if hashlib.sha256(data).digest() == digest else None

    def put(self, key: str, data: bytes) -> None:
        """Keep data under a key."""
        path = self._path(key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
                file.write(hashlib.sha256(data).digest() + data)
            try:
                os.replace(file.name, path)  # noqa: PTH105 - the name is a string already
            except OSError:
                Path(file.name).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key
