"""Work on many small pieces (the pages of a finished file), divided among processes of this machine; and a whole piece of work
beside another (the e-book beside the pages).

In: places in a row, and what makes the piece of one place; or what makes a row of bytes. Out: what was made, in order; the same
with any number of processes.

A process is forked, so that it has the open file before it and nothing must be handed over; where that is not safe (not on
Linux, or not from the main thread) one piece is made after another.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any, BinaryIO

_FEWEST = 12
"""Pages worth a process."""

_PR_SET_PDEATHSIG = 1

_allowed: list[int] = [1]


def cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def divided_among(processes: int) -> Iterator[None]:
    """Divide work among so many processes while this lasts; otherwise it is not divided."""
    _allowed.append(processes)
    try:
        yield
    finally:
        _allowed.pop()


def make_all(places: Sequence[int], make: Callable[[int], Any], fewest: int = _FEWEST) -> list[Any]:
    """What `make` makes of each place, as JSON knows it; `make` must have no effect but its result. A process is only worth
    while where it has the `fewest` pieces.
    """
    count = min(_allowed[-1], len(places) // fewest) if _may_fork() else 1
    if count < 2:
        return _made(places, make)
    shares = [places[first::count] for first in range(count)]
    hired = [_Worker(partial(_written, share, make)) for share in shares[1:]]
    try:
        done = [_made(shares[0], make), *(json.loads(worker.result()) for worker in hired)]
    finally:
        for worker in hired:
            worker.dismiss()
    return [done[at % count][at // count] for at in range(len(places))]


def start(work: Callable[[], None], *, fork: bool) -> BaseProcess:
    """A process that does some work: forked, so that it has all that this one has; or begun from nothing, with a copy of it."""
    process = get_context("fork").Process(target=work) if fork else get_context("spawn").Process(target=work)
    with _threads_allowed():
        process.start()
    return process


@contextmanager
def _threads_allowed() -> Iterator[None]:
    """Fork though this process has a thread, as whoever shows the progress may: it holds nothing that the work waits for."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        yield


def end_with_parent() -> None:
    """Have the system end this process as soon as the thread that forked it ends, in whatever way (prctl(2); Linux alone)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@contextmanager
def beside(make: Callable[[], bytes]) -> Iterator[Callable[[], bytes]]:
    """Let `make` work in a process of its own while this lasts, where work may be divided; what is given waits for what it made.

    Otherwise it works when it is first asked for what it makes. It must have no effect but its result; whatever it raises is
    raised where that is asked for.
    """
    if _allowed[-1] < 2 or not _may_fork():
        yield cache(make)
        return
    worker = _Worker(make)
    try:
        yield cache(worker.result)
    finally:
        worker.dismiss()


def _may_fork() -> bool:
    return sys.platform == "linux" and threading.current_thread() is threading.main_thread()


def _made(places: Sequence[int], make: Callable[[int], Any]) -> list[Any]:
    made: list[Any] = json.loads(_written(places, make))
    return made


def _written(places: Sequence[int], make: Callable[[int], Any]) -> bytes:
    return json.dumps([make(place) for place in places]).encode()


class _Worker:
    """A forked process that makes something."""

    def __init__(self, make: Callable[[], bytes]) -> None:
        self._make = make
        reading, writing = os.pipe()
        with _threads_allowed():
            self._id = os.fork()
        if self._id == 0:
            _work(make, writing)
        os.close(writing)
        self._answer: BinaryIO = os.fdopen(reading, "rb")
        self._running = True

    def result(self) -> bytes:
        """What it has made; where it came to grief, the same is made here, so that whatever is wrong is raised here."""
        answer = self._answer.read()
        _, status = os.waitpid(self._id, 0)
        self._running = False
        return answer if status == 0 else self._make()

    def dismiss(self) -> None:
        """End it, if it still runs."""
        self._answer.close()
        if self._running:
            with suppress(ProcessLookupError):
                os.kill(self._id, signal.SIGKILL)
            os.waitpid(self._id, 0)


def _work(make: Callable[[], bytes], writing: int) -> None:
    """All that the forked process does: nothing is divided further, nothing that its parent has open is flushed or closed."""
    status = 1
    end_with_parent()
    _allowed.append(1)
    try:
        with os.fdopen(writing, "wb") as answer:
            answer.write(make())
        status = 0
    finally:
        os._exit(status)
