"""Saves → builds → the board."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from watchfiles import BaseFilter, Change
from watchfiles import watch as changes_of

from coursepack.diagnostics import Diagnostics
from coursepack.errors import CoursepackError
from coursepack.pipeline import Built
from coursepack.watching.board import Board, Editions
from coursepack.watching.editions import epub_start, folios

Build = Callable[[Diagnostics], Built]
_DEBOUNCE = 120  # milliseconds: editors write a file in several steps
_NOT_SOURCES = (".coursepack", ".git", ".venv", "__pycache__")


class _Sources(BaseFilter):
    """Changes of what a build reads: not what it writes, nor what editors leave about."""

    def __init__(self, project: Path, out: Path) -> None:
        super().__init__()
        self._project, self._out = project, out

    def __call__(self, change: Change, path: str) -> bool:
        """Whether a change matters."""
        place = Path(path)
        if place.is_relative_to(self._out) or not place.is_relative_to(self._project):
            return False
        parts = place.relative_to(self._project).parts
        left_about = place.name.startswith(".") or place.name.endswith(("~", ".swp", ".tmp"))
        return not left_about and not any(part in _NOT_SOURCES for part in parts)


def watch(project: Path, out: Path, build: Build, board: Board, stop: threading.Event) -> None:
    """Build now, and again after every change, until `stop` is set; what comes of each build is posted."""
    build_once(build, board)
    for _ in changes_of(
        project,
        watch_filter=_Sources(project, out),
        debounce=_DEBOUNCE,
        step=30,
        stop_event=stop,
        rust_timeout=500,
        raise_interrupt=False,
    ):
        build_once(build, board)


def build_once(build: Build, board: Board) -> None:
    """Build, and post the editions, or why there are none; the editions of the build before then stay."""
    board.post(building=True)
    diagnostics = Diagnostics()
    try:
        built = build(diagnostics)
        editions = _read(built.files)
    except (CoursepackError, OSError) as fault:
        board.post(building=False, failed=True, message=str(fault), diagnostics=tuple(diagnostics))
    except Exception as fault:  # noqa: BLE001  # a fault of our own: the watcher outlives it, and shows it to be reported
        told = traceback.format_exception_only(fault)[-1].strip()
        board.post(building=False, failed=True, message=f"coursepack failed: {told}", diagnostics=tuple(diagnostics))
    else:
        pages, size = folios(editions.pdf) if editions.pdf else ((), (432.0, 648.0))
        board.post(
            editions,
            building=False,
            failed=False,
            message=f"{built.pages} pages in {built.seconds:.1f} s",
            diagnostics=tuple(diagnostics),
            pages=pages,
            size=size,
            start=epub_start(editions.epub) if editions.epub else "",
        )


def _read(files: tuple[Path, ...]) -> Editions:
    """The files that the page shows: the print PDF, or the screen PDF where there is no other."""

    def first(*endings: str) -> bytes:
        return next((path.read_bytes() for ending in endings for path in files if path.name.endswith(ending)), b"")

    return Editions(first("-screen.pdf", "-print.pdf"), first(".epub"), first("report.html"))
