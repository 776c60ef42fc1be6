"""Saves → builds → the board."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from watchfiles import BaseFilter, Change
from watchfiles import watch as changes_of

from coursepack.diagnostics import Diagnostics
from coursepack.errors import CoursepackError, ExitCode, system_words
from coursepack.pipeline import Built
from coursepack.watching.board import Board, Editions
from coursepack.watching.editions import epub_start, folios

Build = Callable[[Diagnostics], Built]
Tell = Callable[[Board], None]
_DEBOUNCE = 120  # milliseconds: editors write a file in several steps
_LOOK = 100  # milliseconds until an end of the watch is noticed, and until the first build begins
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


def watch(project: Path, build: Build, board: Board, stop: threading.Event, tell: Tell) -> None:
    """Build now, and again after every change, until `stop` is set; what comes of each build is posted, then told.

    The files are watched before the first build begins: what is saved while it lasts is built after it.
    """
    built = False
    for changes in changes_of(
        project,
        watch_filter=_Sources(project, board.folder),
        debounce=_DEBOUNCE,
        step=30,
        stop_event=stop,
        rust_timeout=_LOOK,
        yield_on_timeout=True,
    ):
        if changes or not built:
            build_once(build, board)
            tell(board)
            built = True


def build_once(build: Build, board: Board) -> None:
    """Build, and post the editions, or why there are none; the editions of the build before then stay."""
    board.post(building=True)
    diagnostics = Diagnostics()
    try:
        built = build(diagnostics)
        editions = _read(built.files, board.folder)
    except CoursepackError as fault:
        _post_failure(board, diagnostics, fault.exit_code, str(fault))
    except OSError as fault:
        _post_failure(board, diagnostics, ExitCode.MACHINE, system_words(fault))
    except Exception as fault:  # noqa: BLE001  # a fault of our own: the watcher outlives it, and shows it to be reported
        told = traceback.format_exception_only(fault)[-1].strip()
        _post_failure(board, diagnostics, ExitCode.MACHINE, f"coursepack failed: {told}")
    else:
        pages, size = folios(editions.pdf) if editions.pdf else ((), (432.0, 648.0))
        board.post(
            editions,
            building=False,
            code=ExitCode.OK,
            message=f"{built.pages} pages in {built.seconds:.1f} s",
            diagnostics=tuple(diagnostics),
            pages=pages,
            size=size,
            start=epub_start(editions.epub) if editions.epub else "",
        )


def _post_failure(board: Board, diagnostics: Diagnostics, code: ExitCode, message: str) -> None:
    board.post(building=False, code=code, message=message, diagnostics=tuple(diagnostics))


def _read(files: tuple[Path, ...], folder: Path) -> Editions:
    """What the page shows: the pages of the screen, or of the press where there are no others, and the e-book."""

    def first(*endings: str) -> bytes:
        return next((path.read_bytes() for ending in endings for path in files if path.name.endswith(ending)), b"")

    names = tuple(path.relative_to(folder).as_posix() for path in files)
    return Editions(first("-screen.pdf", "-print.pdf"), first(".epub"), names)
