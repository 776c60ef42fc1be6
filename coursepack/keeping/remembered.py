"""What this process has read and found whole, so that a process that builds again does not read it again.

In: the bytes of a file with its state. Out: the same bytes, while the file is as it was. Bounded: what was used longest ago is
forgotten first.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from threading import Lock

LIMIT = 64 * 1024**2
"""Bytes that are remembered; of a book of 400 pages about 25 MB."""

State = tuple[int, int, int, int]


def state_of(status: os.stat_result) -> State:
    """What changes when a file does: another size, another file in its place, or another time."""
    return status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns


class Remembered:
    """Bytes by name and state. Bytes cannot be changed by whoever gets them."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit, self._held = limit, 0
        self._entries: OrderedDict[str, tuple[State, bytes]] = OrderedDict()
        self._lock = Lock()
        if hasattr(os, "register_at_fork"):  # where processes can be forked
            os.register_at_fork(
                before=self._lock.acquire, after_in_parent=self._lock.release, after_in_child=self._lock.release
            )

    def get(self, name: str, state: State) -> bytes | None:
        """What was read of a file, if it is still in this state."""
        with self._lock:
            known, data = self._entries.get(name, (None, None))
            if known != state:
                return None
            self._entries.move_to_end(name)
            return data

    def put(self, name: str, state: State, data: bytes) -> None:
        """Remember what was read of a file in this state."""
        with self._lock:
            _, before = self._entries.pop(name, (state, b""))
            self._entries[name] = state, data
            self._held += len(data) - len(before)
            while self._held > self._limit:
                _, (_, forgotten) = self._entries.popitem(last=False)
                self._held -= len(forgotten)
