"""The memory of this process: bounds, so that `MemoryError` comes before the machine is full (Linux; elsewhere none), and how
often it is searched for what nothing holds any longer.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

_STATUS = Path("/proc/self/statm")
_SEARCHES = 100_000, 10, 2
"""New objects between two searches among the new ones; how many of these there are to one among those that outlived one, and
of those to one among all. A book is some hundred thousand objects that stay: Python, left to itself (700, 10, 10), searched
them all several times an edit, a fifteenth of its time, and found next to nothing. The peak of memory is 15 MB higher.
"""
OFTEN = 20_000
"""New objects between two searches in a process whose memory has to stay small."""
_changing = Lock()
_bounds: list[int] = []
"""Those that hold now, in bytes; the narrowest is the process's."""
_before: list[tuple[int, int]] = []
"""The limits of the process when the first of them began."""


@contextmanager
def bounded_memory(more: int) -> Iterator[None]:
    """Let this process take so many bytes of address space beside what it has, while this lasts; threads may do so at once."""
    system = _system()
    if system is None:
        yield
        return
    bound = _pages()[0] * system.getpagesize() + more
    _change(system, bound, begins=True)
    try:
        yield
    finally:
        _change(system, bound, begins=False)


@contextmanager
def seldom_searched(new: int = _SEARCHES[0]) -> Iterator[None]:
    """Search the memory for what nothing holds as seldom as suits a build, after so many `new` objects, while this lasts."""
    before = gc.get_threshold()
    gc.set_threshold(new, *_SEARCHES[1:])
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def stays() -> None:
    """Search no more, while the memory is seldom searched, among what has been made so far: nearly all of it stays."""
    gc.freeze()


def resident() -> int:
    """Bytes of the machine's memory that this process has now; 0 where the system does not say."""
    system = _system()
    return _pages()[1] * int(system.getpagesize()) if system is not None else 0


def _change(system: Any, bound: int, *, begins: bool) -> None:
    with _changing:
        if not _bounds:
            _before[:] = [system.getrlimit(system.RLIMIT_AS)]
        if begins:
            _bounds.append(bound)
        else:
            _bounds.remove(bound)
        soft, hard = _before[0]
        system.setrlimit(system.RLIMIT_AS, (min([*_bounds, *([soft] if soft >= 0 else [])], default=soft), hard))


def _pages() -> tuple[int, int]:
    """Pages of memory that this process may address, and those that are in the machine's memory (proc(5), statm)."""
    size, in_memory, *_ = _STATUS.read_text(encoding="ascii").split()
    return int(size), int(in_memory)


def _system() -> Any:
    """The module of limits, where the system has them and says how much a process has."""
    try:
        return import_module("resource") if _STATUS.exists() else None
    except ImportError:
        return None
