"""Lay sections out in worker processes, the longest first. The results do not depend on the number of workers."""

from __future__ import annotations

import gc
import multiprocessing
import sys
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING

from coursepack.editions.layout.facts import Draft, Part
from coursepack.editions.layout.sheet import LayoutJob, Order
from coursepack.errors import ToolFailed

if TYPE_CHECKING:
    from coursepack.editions.layout.engine.press import Press

ENGINE_ERRORS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What the layout engine fails with on input that it cannot lay out; it has no exceptions of its own."""

_presses: list[Press] = []
"""In a worker process: its press. Forked workers find the one that their parent has set up."""


def _make_press(job: LayoutJob) -> Press:
    # Importing the engine takes half a second, which a build that finds every part in the cache need not spend.
    press: Press = import_module("coursepack.editions.layout.engine.press").Press(job)
    return press


def _start_worker(job: LayoutJob) -> None:
    if not _presses:
        _presses.append(_make_press(job))


def _lay_out(order: Order) -> Part | Draft:
    press = _presses[0]
    try:
        return press.draft(order.sheet) if order.draft else press.lay_out(order.sheet, order.unbroken)
    except ENGINE_ERRORS as error:
        kind = type(error).__name__
        raise ToolFailed(f"the layout engine failed on the section {order.sheet.id}: {kind}: {error}") from error


class Workers:
    """A crew for one build; a context manager. Nothing is started before there is something to do."""

    def __init__(self, job: LayoutJob, count: int) -> None:
        self._job, self._count = job, count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
        _presses.clear()

    def lay_out(self, orders: Sequence[Order]) -> Iterator[tuple[Order, Part | Draft]]:
        """Lay sections out; yields them in the order of their length, not of the book."""
        due = sorted(orders, key=lambda order: (-len(order.sheet.html), order.sheet.id))
        if not due:
            return
        if self._count == 1 or len(due) == 1:
            _start_worker(self._job)
            results: Iterator[Part | Draft] = map(_lay_out, due)
        else:
            with warnings.catch_warnings():
                # Whoever shows the progress may have a thread. It holds nothing that a worker waits for.
                warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
                results = self._crew().map(_lay_out, due)
        try:
            yield from zip(due, results, strict=True)
        except BrokenProcessPool as error:
            raise ToolFailed("a worker process of the layout engine died") from error

    def _crew(self) -> ProcessPoolExecutor:
        if self._pool is None:
            fork = sys.platform == "linux"
            if fork:
                _start_worker(self._job)
                gc.freeze()
            self._pool = ProcessPoolExecutor(
                self._count,
                mp_context=multiprocessing.get_context("fork" if fork else "spawn"),
                initializer=_start_worker,
                initargs=(self._job,),
            )
        return self._pool
