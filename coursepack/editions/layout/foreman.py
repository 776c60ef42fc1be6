"""In the pressroom: the foreman, a small process that hires workers for a job, and the workers, who lay sections out.

The foreman has imported the layout engine, and holds nothing of the book but the style sheet and the fonts. On Linux it sets a
press up for the job, and its workers are forked from it, press and all; elsewhere they are started from nothing, and each sets up
its own. When a worker dies, it says which, ends the others, and ends itself: the build fails, and nobody should wait.

Of the book only sections and the images that these name come here, so what a process holds does not grow with the book.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from coursepack.editions.layout.bounds import SectionUnset
from coursepack.editions.layout.desk import Desk, close_all
from coursepack.editions.layout.facts import Part
from coursepack.editions.layout.presses import begin_anew, carry_out, import_engine, put_away, set_up
from coursepack.editions.layout.sheet import LayoutJob, Sheet
from coursepack.memory import OFTEN, seldom_searched
from coursepack.processes import end_with_parent, start

Order = tuple[Sheet, Mapping[str, bytes]]
"""A section, and the images that it names."""
Answer = Part | SectionUnset | None
"""What came of an order; None where that must be found out by the build."""


def keep(desk: Desk, *, fork: bool) -> None:
    """All that the foreman's process does, until the build closes its end of the requests; workers are forked from it, or not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build hears it, and ends the others
    desk.left_to_the_foreman()
    begin_anew()
    import_engine()
    foreman = _Foreman(desk, fork=fork)
    try:
        with seldom_searched(OFTEN):
            foreman.work()
    finally:
        foreman.dismiss()
        put_away()


class _Foreman:
    """Hires workers, and notices when one dies."""

    def __init__(self, desk: Desk, *, fork: bool) -> None:
        self._desk, self._fork = desk, fork
        self._workers: dict[int, BaseProcess] = {}

    def work(self) -> None:
        """Do what is asked, until there is nobody to ask, or somebody has died."""
        requests = self._desk.requests.reading
        with suppress(EOFError):
            while not self._told_of_a_death():
                self._forget_the_dismissed()
                if requests in wait([requests, *(worker.sentinel for worker in self._workers.values())]):
                    self._do(requests.recv())

    def dismiss(self) -> None:
        """End all workers, whatever they are doing."""
        for worker in self._workers.values():
            worker.kill()
        for worker in self._workers.values():
            worker.join()

    def _do(self, request: LayoutJob | int) -> None:
        if isinstance(request, int):
            self._hire(request)
        else:
            self._begin(request)

    def _begin(self, job: LayoutJob) -> None:
        for worker in self._workers.values():
            worker.join()  # it was told that there is nothing left to do
        self._workers.clear()
        self._job = job
        if self._fork:
            try:
                set_up(job)
            except SectionUnset as fault:
                self._desk.notices.writing.send(fault)
                raise EOFError from fault
            gc.freeze()

    def _hire(self, number: int) -> None:
        seat = self._desk.seats[number]
        if former := self._workers.get(number):
            former.join()  # it was told that there is nothing left to do
        others = self._desk.but_for(number) if self._fork else []
        work = partial(_work, seat.orders.reading, seat.answers.writing, others, self._job)
        self._workers[number] = start(work, fork=self._fork)

    def _forget_the_dismissed(self) -> None:
        self._workers = {number: worker for number, worker in self._workers.items() if worker.exitcode != 0}

    def _told_of_a_death(self) -> bool:
        died = [number for number, worker in self._workers.items() if worker.exitcode]
        if died:
            self._desk.notices.writing.send(died[0])
        return bool(died)


def _work(orders: Connection, answers: Connection, others: Sequence[Connection], job: LayoutJob) -> None:
    """All that a worker does, until it is told None, or the build has ended."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    close_all(others)
    with suppress(EOFError, BrokenPipeError):
        while (order := orders.recv()) is not None:
            answers.send(_answer(job, *order))


def _answer(job: LayoutJob, sheet: Sheet, images: Mapping[str, bytes]) -> Answer:
    try:
        set_up(job)
        return carry_out(sheet, images)
    except SectionUnset as unset:
        return unset
    except Exception:  # noqa: BLE001  # the build does the same itself, and raises there what is wrong
        put_away()
        return None
