"""How much work something is, in seconds of all processors: on a busy machine the clock on the wall says nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail where the block takes more processor time than this, in this process and in those that it has run."""
    before = _used()
    yield
    assert _used() - before < seconds


def _used() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
