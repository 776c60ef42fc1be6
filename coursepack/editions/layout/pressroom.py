"""The pressroom: the processes of this machine that lay sections out, as the build has hold of them.

It is opened before the book is read, while the process that does so is small: its foreman (`foreman`) imports the layout engine
beside the reading, and no worker holds the book.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import wait

from coursepack.editions.layout.bounds import SectionUnset
from coursepack.editions.layout.desk import Desk, Seat
from coursepack.editions.layout.foreman import Answer, Order, keep
from coursepack.editions.layout.sheet import LayoutJob
from coursepack.processes import start

_FORK = sys.platform == "linux"
_MOST_SECTIONS = 16
"""Sections that a worker lays out before another takes the seat: almost a megabyte of each is never given back."""
_PATIENCE = 10
"""Seconds that the foreman has to end its workers and itself."""

_open: list[Pressroom] = []


class PressroomClosed(Exception):
    """The foreman has ended before its time, and with it all workers; it may have said why."""

    def __init__(self, notice: SectionUnset | int | None) -> None:
        super().__init__(notice)
        self.notice = notice
        """The number of the seat whose worker died, or why no press could be set up."""


class Pressroom:
    """A foreman and his workers: the first is hired with the job, the others when there is something to do for them."""

    def __init__(self, seats: int) -> None:
        self.seats = seats
        """How many can work at once."""
        self._desk = Desk(tuple(Seat() for _ in range(seats)))
        self._job: LayoutJob | None = None
        self._hired: list[int] = []
        self._done: dict[int, int] = {}
        """Sections that the worker of a seat was given."""
        self._foreman = start(partial(keep, self._desk, fork=_FORK), fork=_FORK)
        self._desk.left_to_the_build()
        self.closed = False

    @property
    def hired(self) -> int:
        """How many workers there are now."""
        return len(self._hired)

    def has_ended(self, patience: float = 0) -> bool:
        """Whether it was closed, or somebody has died in it, if only while there was nothing to do; waits so many seconds."""
        return self.closed or self._desk.notices.reading.poll(patience)

    def begin(self, job: LayoutJob) -> None:
        """Take up a job, unless it is the one in hand; the one before is done. Images come with the orders.

        The first worker is hired at once, to have his press ready when there is something to do. Raises `PressroomClosed`.
        """
        job = replace(job, images={})
        if job != self._job:
            self._dismiss_but(0)
            self._ask(job)
            self._job = job
        self.hire(1)

    def rest(self) -> None:
        """Dismiss all workers but the first, who remembers the lines of this job. Raises `PressroomClosed`."""
        self._dismiss_but(1)

    def hire(self, count: int) -> None:
        """See that so many seats are taken. Raises `PressroomClosed`."""
        while len(self._hired) < count:
            self._hired.append(len(self._hired))
            self._take_seat(self._hired[-1])

    def order(self, number: int, order: Order) -> None:
        """Give the worker of a seat something to do. Raises `PressroomClosed`."""
        if self._done[number] == _MOST_SECTIONS:
            self._send(number, None)
            self._take_seat(number)
        self._done[number] += 1
        self._send(number, order)

    def answers(self, numbers: Sequence[int]) -> Iterator[tuple[int, Answer]]:
        """Wait until some of these seats answer, and give what they say. Raises `PressroomClosed`."""
        ends: dict[object, int] = {self._desk.seats[number].answers.reading: number for number in numbers}
        for end in wait([self._desk.seats[number].answers.reading for number in numbers]):
            number = ends[end]
            try:
                answer: Answer = self._desk.seats[number].answers.reading.recv()
            except (EOFError, OSError):
                raise self._ended() from None
            yield number, answer

    def close(self) -> None:
        """End all processes, whatever they are doing."""
        if not self.closed:
            self.closed = True
            self._desk.close()
            self._foreman.join(_PATIENCE)
            self._foreman.kill()
            self._foreman.join()

    def _take_seat(self, number: int) -> None:
        self._done[number] = 0
        self._ask(number)

    def _dismiss_but(self, kept: int) -> None:
        while len(self._hired) > kept:
            self._send(self._hired.pop(), None)

    def _ask(self, request: LayoutJob | int) -> None:
        try:
            self._desk.requests.writing.send(request)
        except OSError:
            raise self._ended() from None

    def _send(self, number: int, order: Order | None) -> None:
        try:
            self._desk.seats[number].orders.writing.send(order)
        except OSError:
            raise self._ended() from None

    def _ended(self) -> PressroomClosed:
        try:
            return PressroomClosed(self._desk.notices.reading.recv())
        except (EOFError, OSError):
            return PressroomClosed(None)
        finally:
            self.close()


@contextmanager
def open_pressroom(seats: int) -> Iterator[None]:
    """Have a pressroom open for all that is laid out while this lasts."""
    _open.append(Pressroom(seats))
    try:
        yield
    finally:
        _open.pop().close()


def pressroom_in_use() -> Pressroom | None:
    """The pressroom that is open now; where it has ended, it is opened anew."""
    if _open and _open[-1].has_ended():
        _open[-1].close()
        _open[-1] = Pressroom(_open[-1].seats)
    return _open[-1] if _open else None


def make_ready(job: LayoutJob) -> None:
    """Let the pressroom, if one is open, take up a job whose sheets are not made yet."""
    if room := pressroom_in_use():
        with suppress(PressroomClosed):  # it will be opened anew, and say why
            room.begin(job)
