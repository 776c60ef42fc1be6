"""What is at work: the code of coursepack, its templates, Python and every installed package, as one hash."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_TEMPLATES = (_PACKAGE / "templates", _PACKAGE.parent / "templates")
"""Where templates stand in an installed package, and where in the source tree."""
_DISTRIBUTION = (".dist-info", ".egg-info")


@cache
def release() -> str:
    """A hash that changes with any change of code, templates, Python or installed packages.

    It asks for more than it must: an unrelated package that is installed makes builds start afresh, once.
    """
    digest = hashlib.sha256(sys.version.encode())
    for path in _files():
        digest.update(b"\0" + path.name.encode() + b"\0" + path.read_bytes())
    for name in _distributions():
        digest.update(b"\0" + name.encode())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    yield from sorted(_PACKAGE.rglob("*.py"))
    for folder in _TEMPLATES:
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _distributions() -> list[str]:
    """Installed packages by the names of their metadata folders, which hold their versions."""
    folders = {os.path.realpath(folder) for folder in sys.path if Path(folder).is_dir()}
    return sorted(
        {name for folder in folders for entry in os.scandir(folder) if (name := entry.name).endswith(_DISTRIBUTION)}
    )
