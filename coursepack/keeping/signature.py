"""What this user's own builds have kept, told apart from what came with a project of somebody else.

A project's `.coursepack` may hold anything. Whatever is read from it is therefore signed (HMAC, RFC 2104) with a key that never
leaves this user's cache folder; what another machine has signed is made again.
"""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from platformdirs import user_cache_path

LENGTH = 32
"""Bytes of a signature, and of the key."""


def sign(name: str, data: bytes) -> bytes:
    """The signature of data kept under a name; under another name it does not hold."""
    return hmac.digest(_key(), len(name).to_bytes(8, "big") + name.encode("utf-8", "surrogatepass") + data, "sha256")


def holds(signature: bytes, name: str, data: bytes) -> bool:
    """Whether `sign` made the signature, here."""
    return hmac.compare_digest(signature, sign(name, data))


def own_folder(project: Path, name: str) -> Path | None:
    """The folder `name` (`.coursepack/…`) of a project; `None` if a link leads elsewhere, where nothing of ours may be."""
    folder = project / name
    return folder if os.path.realpath(folder) == os.path.join(os.path.realpath(project), name) else None  # noqa: PTH118


@cache
def _key() -> bytes:
    """This user's key, made once; one for this process alone where none can be kept."""
    path = user_cache_path("coursepack") / "key"
    with suppress(OSError):
        if not path.is_file() or path.stat().st_size != LENGTH:
            _make_key(path)
        return path.read_bytes()[:LENGTH].ljust(LENGTH, b"\0")
    return secrets.token_bytes(LENGTH)


def _make_key(path: Path) -> None:
    """Write a new key whole or not at all, readable by this user alone; of two made at once, the first stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".key-") as file:
        file.write(secrets.token_bytes(LENGTH))
        file.flush()
        if path.exists() and path.stat().st_size != LENGTH:
            path.unlink()
        with suppress(FileExistsError):
            os.link(file.name, path)
