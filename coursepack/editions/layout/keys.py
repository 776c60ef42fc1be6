"""Name a section as laid out by everything that its layout depends on.

The key covers the sheet with its folios filled in, the style sheet, the bytes of the fonts and of the images that the
sheet names, the versions of the libraries that do the work, and the code of this package.
"""

from __future__ import annotations

import ctypes
import hashlib
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from html import unescape
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote

from coursepack.editions.layout.sheet import LayoutJob, Sheet

_SOURCE = re.compile(r"""src(?<!\wsrc)\s*=\s*(?:"([^"]*)"|'([^']*)')""")  # begins with a word, which is soon found
_DISTRIBUTIONS = "weasyprint", "pydyf", "fonttools", "tinycss2", "tinyhtml5", "cssselect2", "pyphen", "pillow"
_LIBRARIES = {
    "pango_version_string": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0.0.dylib", "libpango-1.0-0.dll"),
    "hb_version_string": ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
}


def job_key(job: LayoutJob) -> bytes:
    """Hash what all sections share, save for the images."""
    fonts = (part for name in sorted(job.fonts) for part in (name.encode(), _digest([job.fonts[name]])))
    return _digest([_environment(), job.css.encode(), *fonts])


def sheet_key(shared: bytes, sheet: Sheet, job: LayoutJob) -> str:
    """Hash a sheet as it goes to press; `shared` comes from `job_key`."""
    images = (part for name in images_of(sheet, job) for part in (name.encode(), job.images[name]))
    texts = (sheet.id, sheet.lang, sheet.opening, str(sheet.depth), sheet.html)
    return _digest([shared, *(text.encode() for text in texts), *images]).hex()


def images_of(sheet: Sheet, job: LayoutJob) -> list[str]:
    """Name the images that a sheet or the style sheet names."""
    named = {unquote(unescape(double or single)) for double, single in _SOURCE.findall(sheet.html)}
    in_css = {name for name in job.images if name in job.css}
    return sorted((named | in_css) & set(job.images))


def _digest(parts: Iterable[bytes]) -> bytes:
    """Hash a row of byte strings so that no two rows share a hash: each is preceded by its length."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


@cache
def _environment() -> bytes:
    """Hash the code of this package and the versions of what it stands on."""
    sources = sorted(Path(__file__).parent.rglob("*.py"))
    versions = [f"{name} {version(name)}" for name in _DISTRIBUTIONS]
    libraries = [_library_version(function) for function in sorted(_LIBRARIES)]
    return _digest(
        [*(path.read_bytes() for path in sources), *(text.encode() for text in [*versions, *libraries, sys.version])]
    )


def _library_version(function: str) -> str:
    """Ask a shared library for its version, without the half second that importing the layout engine takes."""
    for name in _LIBRARIES[function]:
        with suppress(OSError, AttributeError):
            ask = getattr(ctypes.CDLL(name), function)
            ask.restype = ctypes.c_char_p
            return bytes(ask()).decode()
    return "unknown"
