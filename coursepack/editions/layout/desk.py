"""The pipes between a build, the foreman of its pressroom, and the workers.

Each pipe has one end that the build holds and one that the others hold. Whoever ends, in whatever way, is noticed by those at the
other end, for they then read to the end of the pipe: so each process closes every end that is not its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection


@dataclass(frozen=True, slots=True)
class Line:
    """A pipe and its two ends."""

    reading: Connection
    writing: Connection


def _line() -> Line:
    return Line(*Pipe(duplex=False))


@dataclass(frozen=True, slots=True)
class Seat:
    """A worker's place: what comes to it, a section with its images, and what it gives back."""

    orders: Line = field(default_factory=_line)
    answers: Line = field(default_factory=_line)


@dataclass(frozen=True, slots=True)
class Desk:
    """All pipes of a pressroom."""

    seats: tuple[Seat, ...]
    requests: Line = field(default_factory=_line)
    """To the foreman: a `LayoutJob`; then the number of each seat that a worker should take."""
    notices: Line = field(default_factory=_line)
    """From the foreman, once, before it ends: the number of the seat whose worker died, or why no press could be set up."""

    def left_to_the_build(self) -> None:
        """In the process of the build: close the ends of the others."""
        close_all(self._of_the_others())

    def left_to_the_foreman(self) -> None:
        """In the foreman's process: close the ends of the build."""
        close_all(self._of_the_build())

    def but_for(self, number: int) -> list[Connection]:
        """In the foreman's process: the ends that are no business of the worker who has a seat."""
        seat = self.seats[number]
        return [end for end in self._of_the_others() if end not in (seat.orders.reading, seat.answers.writing)]

    def close(self) -> None:
        """In the process of the build: close its ends, so that all others end."""
        close_all(self._of_the_build())

    def _of_the_build(self) -> Iterator[Connection]:
        yield from (self.requests.writing, self.notices.reading)
        for seat in self.seats:
            yield from (seat.orders.writing, seat.answers.reading)

    def _of_the_others(self) -> Iterator[Connection]:
        yield from (self.requests.reading, self.notices.writing)
        for seat in self.seats:
            yield from (seat.orders.reading, seat.answers.writing)


def close_all(ends: Iterable[Connection]) -> None:
    """Close some ends of pipes."""
    for end in ends:
        end.close()
