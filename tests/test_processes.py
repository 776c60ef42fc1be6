"""Pieces divided among processes come out as one process makes them, whatever happens to the others."""

import os
import signal
import threading
from collections.abc import Callable

import pytest

from coursepack.processes import beside, divided_among, make_all

PLACES = range(100, 200)
divides = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked on Linux alone")


def made(processes: int, make: Callable[[int], object]) -> list[object]:
    with divided_among(processes):
        return make_all(PLACES, make)


@pytest.mark.parametrize("processes", [1, 2, 3, 7, 50])
def test_any_number_of_processes_makes_the_same_in_the_same_order(processes: int) -> None:
    assert made(processes, lambda place: [str(place), (place / 7, None)]) == [[str(n), [n / 7, None]] for n in PLACES]


@divides
def test_several_processes_are_at_work() -> None:
    assert len(set(made(3, lambda _: os.getpid()))) == 3
    assert set(make_all(PLACES, lambda _: os.getpid())) == {os.getpid()}  # where nobody has said otherwise


@divides
def test_few_pieces_are_not_worth_a_process() -> None:
    with divided_among(4):
        assert set(make_all(range(20), lambda _: os.getpid())) == {os.getpid()}


def test_a_fault_in_any_process_is_raised_here() -> None:
    def fails(place: int) -> int:
        if place == 151:
            raise ValueError(f"page {place}")
        return place

    for processes in (1, 2, 3):
        with pytest.raises(ValueError, match="page 151"):
            made(processes, fails)


@divides
def test_what_a_process_that_dies_should_have_made_is_made_here() -> None:
    own = os.getpid()

    def dies_elsewhere(place: int) -> int:
        if place == 151 and os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return place

    assert made(2, dies_elsewhere) == list(PLACES)


@divides
def test_no_process_outlives_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    forked: list[int] = []
    fork = os.fork

    def fork_and_tell() -> int:
        forked.append(fork())
        return forked[-1]

    def fails_here(place: int) -> int:
        if place == 100:
            raise ValueError("the first page")
        return signal.sigwait({signal.SIGUSR1})  # for ever

    monkeypatch.setattr(os, "fork", fork_and_tell)
    with pytest.raises(ValueError, match="the first page"):
        made(3, fails_here)
    assert len(forked) == 2
    for process in forked:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_answers_longer_than_a_pipe_holds_arrive_whole() -> None:
    assert made(2, lambda place: str(place) * 50_000) == [str(place) * 50_000 for place in PLACES]


def test_beside_other_work_nothing_is_divided() -> None:
    """A process forked from another thread than the first might wait for what that thread's process alone can give back."""
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.extend(made(2, lambda _: os.getpid())))
    thread.start()
    thread.join()
    assert set(found) == {os.getpid()}


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_made_beside_comes_whole_and_is_made_once(processes: int) -> None:
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"e-book" * 100_000

    with divided_among(processes), beside(make) as result:
        assert result() == result() == b"e-book" * 100_000
    assert len(made) <= 1


@divides
def test_a_piece_beside_has_a_process_of_its_own_which_divides_nothing() -> None:
    def processes() -> bytes:
        return b" ".join({str(process).encode() for process in [os.getpid(), *make_all(PLACES, lambda _: os.getpid())]})

    with divided_among(3), beside(processes) as result:
        assert int(result()) != os.getpid()
    with divided_among(1), beside(processes) as result:
        assert int(result()) == os.getpid()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_fault_beside_is_raised_where_its_result_is_asked_for(processes: int) -> None:
    def fails() -> bytes:
        raise ValueError("no such template")

    with divided_among(processes), beside(fails) as result, pytest.raises(ValueError, match="no such template"):
        result()


@divides
def test_what_a_process_beside_that_dies_should_have_made_is_made_here() -> None:
    own = os.getpid()

    def dies_elsewhere() -> bytes:
        if os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"here"

    with divided_among(2), beside(dies_elsewhere) as result:
        assert result() == b"here"


@divides
def test_a_process_beside_ends_when_nobody_wants_its_result() -> None:
    reading, writing = os.pipe()

    def waits() -> bytes:
        os.write(writing, str(os.getpid()).encode())
        signal.pause()
        return b""

    with divided_among(2), beside(waits):
        process = int(os.read(reading, 20))
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
