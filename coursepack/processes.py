"""Work on many small pieces (the pages of a finished file), divided among processes of this machine.

In: places in a row, and what makes the piece of one place. Out: what was made, in order; the same with any number of processes.

A process is forked, so that it has the open file before it and nothing must be handed over; where that is not safe (not on
Linux, or not from the main thread) one piece is made after another.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

_FEWEST = 12
"""Pages worth a process."""

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
    hired = [_Worker(share, make) for share in shares[1:]]
    try:
        done = [_made(shares[0], make), *(worker.result() for worker in hired)]
    finally:
        for worker in hired:
            worker.dismiss()
    return [done[at % count][at // count] for at in range(len(places))]


def _may_fork() -> bool:
    return sys.platform == "linux" and threading.current_thread() is threading.main_thread()


def _made(places: Sequence[int], make: Callable[[int], Any]) -> list[Any]:
    made: list[Any] = json.loads(json.dumps([make(place) for place in places]))
    return made


class _Worker:
    """A forked process that makes a share of the pieces."""

    def __init__(self, share: Sequence[int], make: Callable[[int], Any]) -> None:
        self._share, self._make = share, make
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            # Whoever shows the progress may have a thread. It holds nothing that the work waits for.
            warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
            self._id = os.fork()
        if self._id == 0:
            _work(share, make, writing)
        os.close(writing)
        self._answer: BinaryIO = os.fdopen(reading, "rb")
        self._running = True

    def result(self) -> list[Any]:
        """What it has made; where it came to grief, the same is made here, so that whatever is wrong is raised here."""
        answer = self._answer.read()
        _, status = os.waitpid(self._id, 0)
        self._running = False
        if status == 0:
            made: list[Any] = json.loads(answer)
            return made
        return _made(self._share, self._make)

    def dismiss(self) -> None:
        """End it, if it still runs."""
        self._answer.close()
        if self._running:
            with suppress(ProcessLookupError):
                os.kill(self._id, signal.SIGKILL)
            os.waitpid(self._id, 0)


def _work(share: Sequence[int], make: Callable[[int], Any], writing: int) -> None:
    """All that the forked process does: nothing that its parent has open is flushed, closed or reported on."""
    status = 1
    try:
        with os.fdopen(writing, "wb") as answer:
            answer.write(json.dumps([make(place) for place in share]).encode())
        status = 0
    finally:
        os._exit(status)
