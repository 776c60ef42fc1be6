"""A section that takes too much time or memory is refused, whatever it is busy with; within its bounds nothing changes."""

import multiprocessing
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from book_of import book_of
from layout_books import chapter, job, sheet
from typer.testing import CliRunner

from coursepack import memory
from coursepack.checks.unset import Unset, bounded_sections
from coursepack.cli import application
from coursepack.editions.layout import bounds, lay_out
from coursepack.editions.layout.bounds import MEGABYTES_SETTING, SECONDS_SETTING, Reason, SectionUnset, within_bounds

Make = Callable[..., Path]


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "_LOOK", 0.005)
    monkeypatch.setattr(bounds, "_AGAIN", 0.02)


def busy() -> None:
    while True:
        pass


def stubborn() -> None:
    """As an engine that goes on after every fault, three times."""
    for _ in range(3):
        with suppress(BaseException):
            busy()


def greedy() -> None:
    held = []
    while True:
        held.append(bytearray(b"x" * 2**20))


def spend() -> None:
    until = time.thread_time() + 0.1
    while time.thread_time() < until:
        pass


class Grave:
    """Its end takes so long that the exception comes within, where Python can only tell of it."""

    def __del__(self) -> None:
        busy()


def buried() -> None:
    Grave()


def refused(work: Callable[[], Any]) -> tuple[str, Reason, str]:
    with pytest.raises(SectionUnset) as fault:
        within_bounds("doubters", 0, work)
    return fault.value.section, fault.value.reason, fault.value.detail


def test_what_is_done_in_time_is_given_back() -> None:
    assert within_bounds("doubters", 10, lambda: "done") == "done"


def test_a_fault_of_the_work_is_its_own() -> None:
    with pytest.raises(ZeroDivisionError):
        within_bounds("doubters", 10, lambda: 1 // 0)


@pytest.mark.parametrize("work", [busy, stubborn, buried, time.process_time])
def test_a_section_that_takes_too_long_is_refused_whatever_the_engine_swallows(
    work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 0.0000001 if work is time.process_time else 0.05
    monkeypatch.setenv(SECONDS_SETTING, str(seconds))
    assert refused(work) == ("doubters", Reason.TIME, "0")


@pytest.mark.parametrize("step", ["start", "stop"])
def test_an_exception_that_comes_while_the_watch_begins_or_ends_goes_no_further(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, times = getattr(bounds._Watch, step), iter(range(3))

    def slow(watch: Any) -> None:
        if step == "start":
            own(watch)
        if next(times, None) is not None:
            spend()
        if step == "stop":
            own(watch)

    monkeypatch.setattr(bounds._Watch, step, slow)
    monkeypatch.setenv(SECONDS_SETTING, "0.0000001")
    assert refused(spend)[1] is Reason.TIME
    spend()
    assert "bounds of a section" not in {thread.name for thread in threading.enumerate()}


def test_of_what_goes_wrong_in_the_end_of_another_object_python_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        def __del__(self) -> None:
            raise ZeroDivisionError

    told: list[type[BaseException] | None] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda report: told.append(report.exc_type))
    within_bounds("doubters", 10, lambda: Other() and None)
    assert told == [ZeroDivisionError]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what a process has")
def test_a_section_that_takes_too_much_memory_is_refused_and_the_bound_ends_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    monkeypatch.setenv(MEGABYTES_SETTING, "100")
    assert refused(greedy) == ("doubters", Reason.MEMORY, "100")
    assert refused(lambda: "x" * 2**40) == ("doubters", Reason.MEMORY, "100")
    assert resource.getrlimit(resource.RLIMIT_AS) == before


@pytest.mark.parametrize("said", ["", "none", "-1", "0", "inf", "nan"])
def test_a_setting_that_is_no_number_sets_nothing(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECONDS_SETTING, said)
    assert bounds.bounds_of(0) == (bounds.SECONDS, bounds.MEGABYTES)


def test_a_longer_section_has_more_time_up_to_twice_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECONDS_SETTING, "100")
    assert [bounds.bounds_of(length)[0] for length in (0, 40_000, 400_000, 4_000_000)] == [100, 110, 200, 200]


def _stuck() -> None:
    """In C, and never letting go: no exception of Python reaches it."""
    bounds._PATIENCE = 0
    within_bounds("doubters", 0, lambda: re.match(r"(a+)+b", "a" * 60))


@pytest.mark.skipif(sys.platform != "linux", reason="a process is forked, and ended by a timer of POSIX")
def test_a_process_that_gives_no_answer_is_ended_by_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECONDS_SETTING, "0.2")
    process = multiprocessing.get_context("spawn").Process(target=_stuck)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGPROF


def test_no_timer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    within_bounds("doubters", 10, lambda: None)
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what a process has")
def test_bounds_of_memory_may_overlap() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    wide, narrow = memory.bounded_memory(2**34), memory.bounded_memory(2**33)
    wide.__enter__()
    narrow.__enter__()
    within = resource.getrlimit(resource.RLIMIT_AS)[0]
    wide.__exit__(None, None, None)
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == within
    narrow.__exit__(None, None, None)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_a_build_out_of_bounds_ends_with_a_diagnostic(project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECONDS_SETTING, "0.0000001")
    done = CliRunner().invoke(application(), ["build", str(project()), "--workers", "1", "-q"])
    assert done.exit_code == 3, done.stderr
    assert "error L018" in done.stderr
    assert SECONDS_SETTING in done.stderr


@pytest.mark.parametrize(
    ("reason", "detail", "said"),
    [
        (Reason.TIME, "300", "L018: the section ‘T’ took more than 300 seconds of the processor to lay out"),
        (Reason.MEMORY, "1024", "L018: the section ‘T’ took more than 1024 MB of memory to lay out"),
        (Reason.DIED, "", "L018: the section ‘T’ was being laid out when the process that did it was ended"),
        (Reason.ENGINE, "KeyError: x", "L019: the section ‘T’ cannot be laid out: KeyError: x"),
    ],
)
def test_a_diagnostic_names_the_section_its_file_and_what_to_do(
    reason: Reason, detail: str, said: str, project: Make
) -> None:
    book = book_of(project(manuscript__one_dot_md="# T {#t}\n\nText [@able2001].\n"))
    with pytest.raises(Unset) as fault, bounded_sections(book, own_style=True):
        raise SectionUnset("t", reason, detail)
    found = fault.value.diagnostic
    assert found.location.file == "manuscript/one.md"
    assert f"{found.code}: {found.message}".startswith(said)
    assert found.hint.startswith("look into templates/print/book.css first")


@pytest.mark.skipif(sys.platform != "linux", reason="the processes are forked, with what the test has put in its place")
def test_of_a_worker_that_died_its_section_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coursepack.editions.layout.engine.press.Press._render", lambda *_: os._exit(1))
    with pytest.raises(SectionUnset) as fault:
        lay_out([chapter("one", 1), chapter("two", 2)], job(), 2)
    assert (fault.value.section, fault.value.reason) in {("one", Reason.DIED), ("two", Reason.DIED)}


def test_a_section_out_of_bounds_ends_the_work_of_its_worker_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up = job()
    lay_out([sheet("<p>Words</p>", "one")], set_up)
    monkeypatch.setenv(SECONDS_SETTING, "0.0000001")
    with pytest.raises(SectionUnset):
        lay_out([sheet("<p>Words</p>", "one")], set_up)
    monkeypatch.undo()
    assert lay_out([sheet("<p>Words</p>", "one")], set_up).statistics.pages == 1


def test_work_within_its_bounds_may_be_followed_by_a_profiler() -> None:
    script = """
import cProfile
from coursepack.editions.layout.bounds import within_bounds
print(within_bounds("one", 1, lambda: "done"))
with cProfile.Profile():
    (lambda: None)()
print("profiled")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["done", "profiled"]
