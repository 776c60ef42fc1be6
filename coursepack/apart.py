"""A proof with findings of its own, carried out in a process beside this one.

In: what makes bytes and findings. Out: both, and what that process saw of the store; the same wherever they were made.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from coursepack.diagnostics import Diagnostic
from coursepack.keeping.store import Store
from coursepack.processes import beside

_HEAD = 4
"""Bytes that say how long the words before the rest are."""


@dataclass(frozen=True, slots=True)
class Apart:
    """What was made, and what was found."""

    data: bytes = b""
    found: tuple[Diagnostic, ...] = ()
    damaged: int = 0
    """Entries of the store that the other process found damaged; those that this one finds, the store itself counts."""


@contextmanager
def apart(store: Store, make: Callable[[], tuple[bytes, Iterable[Diagnostic]]]) -> Iterator[Callable[[], Apart]]:
    """Let `make` work while this lasts; what is given waits for it, and raises whatever it raised."""
    with beside(lambda: _written(store, make)) as made:
        yield lambda: _read(made())


def _written(store: Store, make: Callable[[], tuple[bytes, Iterable[Diagnostic]]]) -> bytes:
    before = store.damaged
    data, found = make()
    words = json.dumps([[item.as_json() for item in found], os.getpid(), store.damaged - before]).encode()
    return len(words).to_bytes(_HEAD, "big") + words + data


def _read(made: bytes) -> Apart:
    end = _HEAD + int.from_bytes(made[:_HEAD], "big")
    found, process, damaged = json.loads(made[_HEAD:end])
    return Apart(made[end:], tuple(map(Diagnostic.from_json, found)), 0 if process == os.getpid() else damaged)
