"""Processes of this machine that lay sections out."""

from __future__ import annotations

import gc
import multiprocessing
import sys
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from coursepack.editions.layout.bounds import Reason, SectionUnset
from coursepack.editions.layout.facts import Part
from coursepack.editions.layout.presses import carry_out, set_up
from coursepack.editions.layout.sheet import LayoutJob, Sheet


class Pool:
    """A pool of processes, each with a press of its own; forked, where that is safe, from one that has it set up."""

    def __init__(self, job: LayoutJob, count: int) -> None:
        fork = sys.platform == "linux"
        if fork:
            set_up(job)
            gc.freeze()
        self._pool = ProcessPoolExecutor(
            count,
            mp_context=multiprocessing.get_context("fork" if fork else "spawn"),
            initializer=set_up,
            initargs=(job,),
        )

    def carry_out(self, sheets: Sequence[Sheet]) -> Iterator[Part]:
        """Lay sections out, as many at once as there are processes."""
        with warnings.catch_warnings():
            # Whoever shows the progress may have a thread. It holds nothing that a worker waits for.
            warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
            results = [self._pool.submit(carry_out, sheet) for sheet in sheets]
        for sheet, result in zip(sheets, results, strict=True):
            yield self._result(sheet, result)

    def _result(self, sheet: Sheet, result: Future[Part]) -> Part:
        """What came of a section; of several that were in hand when a process died, the first is named."""
        try:
            return result.result()
        except BrokenProcessPool as error:
            raise SectionUnset(sheet.id, Reason.DIED, "") from error

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)
