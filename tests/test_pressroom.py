"""Workers hold nothing of the book, and none outlives its build; when one dies, its section is named, and nobody waits."""

import gc
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from layout_books import job, sheet
from typer.testing import CliRunner

from coursepack import memory, pipeline
from coursepack.cli import application
from coursepack.editions.layout import Part, Sheet, bounds, lay_out, make_ready, open_pressroom
from coursepack.editions.layout.bounds import Reason, SectionUnset
from coursepack.editions.layout.engine.press import Press
from coursepack.editions.layout.pressroom import pressroom_in_use

Make = Callable[..., Path]
BALLAST = 200 * 2**20
SHEETS = [sheet("<p>Some words</p>", "one"), sheet("<p>Words</p>", "two")]
"""The first is the longer, and so the first to be handed out."""
forks = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked, with what a test puts in its place")


@pytest.fixture
def thread_of_life() -> Iterator[Callable[[], bool]]:
    """Tells, when asked, whether all processes that were forked from this one since the test began have ended."""
    reading, writing = os.pipe()

    def all_ended() -> bool:
        os.close(writing)
        return ended(reading)

    yield all_ended
    os.close(reading)


def ended(pipe: int) -> bool:
    """Whether nobody is left who could write into a pipe; a minute is for the processes that would never end."""
    while select.select([pipe], [], [], 60)[0]:
        if not os.read(pipe, 1000):
            return True
    return False


def stuck() -> None:
    """In C, and never letting go: no exception of Python reaches it."""
    re.match(r"(a+)+b", "a" * 60)


def weigh_workers(monkeypatch: pytest.MonkeyPatch, told: Path) -> int:
    """Have each worker write down what it weighs when it has laid a section out; what this process weighs."""
    lay_out_here = Press.lay_out

    def lay_out_and_tell(press: Press, sheet: Sheet, images: Mapping[str, bytes]) -> Part:
        part = lay_out_here(press, sheet, images)
        with told.open("a") as file:
            file.write(f"{os.getpid()} {memory.resident()}\n")
        return part

    monkeypatch.setattr(Press, "lay_out", lay_out_and_tell)
    gc.collect()
    return memory.resident()


def heaviest(told: Path) -> int:
    rows = [tuple(map(int, line.split())) for line in told.read_text().splitlines()]
    assert os.getpid() not in dict(rows), "the workers are processes of their own"
    return max(weight for _, weight in rows)


@forks
def test_what_the_build_holds_weighs_on_no_worker(
    project: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held = []
    prepare = pipeline.prepare

    def prepare_a_large_book(*arguments: object) -> object:
        held.append(b"x" * BALLAST)
        return prepare(*arguments)  # type: ignore[arg-type]

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "prepare", prepare_a_large_book)
    monkeypatch.setattr(pipeline, "prove_pages", stop)
    before = weigh_workers(monkeypatch, tmp_path / "told")
    done = CliRunner().invoke(application(), ["build", str(project()), "--workers", "2", "-q", "--no-cache"])
    assert (done.exit_code, len(held)) == (130, 1), done.stderr
    assert heaviest(tmp_path / "told") - before < BALLAST / 2


def test_whoever_watches_has_a_pressroom_that_was_opened_before_the_first_build(
    project: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    monkeypatch.setattr("coursepack.cli.watching.watch", lambda *_: found.append(pressroom_in_use()))
    done = CliRunner().invoke(application(), ["watch", str(project()), "-q"])
    assert done.exit_code == 0, done.stderr
    assert [room and room.closed for room in found] == [True]
    assert pressroom_in_use() is None


@forks
def test_a_pressroom_that_is_opened_late_is_seen_to_hold_the_book(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = weigh_workers(monkeypatch, tmp_path / "told")
    held = b"x" * BALLAST
    lay_out(SHEETS, job(), 2)
    assert heaviest(tmp_path / "told") - before > BALLAST / 2
    assert len(held) == BALLAST


@pytest.mark.parametrize("fork", [pytest.param(True, marks=forks), False])
def test_a_pressroom_gives_what_this_process_gives(fork: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    sheets = [*SHEETS, sheet('<p><img src="a%20&amp;.svg" alt="A"></p>', "three")]
    jobs = [job(images={"a &.svg": drawing}), job("p { color: #777 }", {"a &.svg": drawing})]
    monkeypatch.setattr("coursepack.editions.layout.pressroom._FORK", fork)
    if not fork:
        del jobs[0]  # each process that begins from nothing imports the engine
    with open_pressroom(2):
        here = [lay_out(sheets, each, 2 if fork else 1) for each in jobs]
    assert [layout.parts for layout in here] == [lay_out(sheets, each).parts for each in jobs]
    assert not [found for layout in here for part in layout.parts for found in part.part.facts.findings]


@forks
def test_the_section_of_a_dead_worker_is_named_though_another_was_first(
    monkeypatch: pytest.MonkeyPatch, thread_of_life: Callable[[], bool]
) -> None:
    begun, begin = os.pipe()

    def one_begins_and_two_dies(_: Press, sheet: Sheet, _images: object) -> None:
        if sheet.id == "one":
            os.write(begin, b".")
            stuck()
        os.read(begun, 1)
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(Press, "lay_out", one_begins_and_two_dies)
    with pytest.raises(SectionUnset) as fault:
        lay_out(SHEETS, job(), 2)
    assert (fault.value.section, fault.value.reason) == ("two", Reason.DIED)
    assert thread_of_life(), "the worker that had the other section was ended"


@forks
def test_when_a_section_cannot_be_laid_out_the_others_are_given_up(
    monkeypatch: pytest.MonkeyPatch, thread_of_life: Callable[[], bool]
) -> None:
    begun, begin = os.pipe()

    def one_begins_and_two_fails(_: Press, sheet: Sheet, _images: object) -> None:
        if sheet.id == "one":
            os.write(begin, b".")
            stuck()
        os.read(begun, 1)
        raise AssertionError("no such box")

    monkeypatch.setattr(Press, "lay_out", one_begins_and_two_fails)
    with open_pressroom(2), pytest.raises(SectionUnset) as fault:
        lay_out(SHEETS, job(), 2)
    assert (fault.value.section, fault.value.detail) == ("two", "AssertionError: no such box")
    assert thread_of_life()


@forks
def test_without_a_foreman_nobody_works(monkeypatch: pytest.MonkeyPatch, thread_of_life: Callable[[], bool]) -> None:
    def end_the_foreman(*_: object) -> None:
        os.kill(os.getppid(), signal.SIGKILL)
        stuck()

    monkeypatch.setattr(Press, "lay_out", end_the_foreman)
    with pytest.raises(SectionUnset) as fault:
        lay_out(SHEETS, job(), 2)
    assert (fault.value.section, fault.value.reason) == ("one", Reason.DIED)
    assert thread_of_life()


@forks
def test_a_style_sheet_that_no_press_can_be_set_up_for_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("no such style")

    monkeypatch.setattr(Press, "__init__", fail)
    with pytest.raises(SectionUnset) as fault:
        lay_out(SHEETS, job(), 2)
    assert (fault.value.section, fault.value.detail) == ("", "AssertionError: no such style")


@forks
def test_what_nobody_has_foreseen_is_raised_by_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no such font")

    monkeypatch.setattr(Press, "lay_out", fail)
    with pytest.raises(OSError, match="no such font"):
        lay_out(SHEETS, job(), 2)


@forks
def test_a_pressroom_that_failed_is_opened_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_pressroom(2):
        with monkeypatch.context() as patched:
            patched.setattr(Press, "lay_out", lambda *_: os._exit(1))
            room = pressroom_in_use()
            assert room is not None
            room.close()
            with pytest.raises(SectionUnset):
                lay_out(SHEETS, job(), 2)
        assert lay_out(SHEETS, job(), 2).statistics.pages == 3
        assert lay_out(SHEETS[:1], job()).statistics.pages == 1


@forks
def test_the_first_worker_stays_from_build_to_build_while_the_job_is_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    weigh_workers(monkeypatch, told)
    with open_pressroom(2):
        for job_, sheets in [(job(), SHEETS), (job(), SHEETS[:1]), (job("p { color: #777 }"), SHEETS[:1])]:
            make_ready(job_)
            lay_out(sheets, job_, 2)
    both, again, other = (told.read_text().split()[0::2][part] for part in (slice(2), 2, 3))
    assert again in both
    assert other not in both


@forks
def test_a_worker_gives_its_seat_to_another_after_so_many_sections(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    weigh_workers(monkeypatch, told)
    monkeypatch.setattr("coursepack.editions.layout.pressroom._MOST_SECTIONS", 2)
    sheets = [sheet(f"<p>Words of section {number}</p>", f"s{number}") for number in range(5)]
    with open_pressroom(1):
        many = lay_out(sheets, job(), 1)
    workers = told.read_text().split()[0::2]
    assert [workers.count(each) for each in dict.fromkeys(workers)] == [2, 2, 1]
    assert many.parts == lay_out(sheets, job()).parts


@forks
def test_all_but_the_first_worker_are_dismissed_when_a_build_is_done(thread_of_life: Callable[[], bool]) -> None:
    with open_pressroom(2):
        lay_out(SHEETS, job(), 2)
        room = pressroom_in_use()
        assert room is not None
        assert room.hired == 1
        assert lay_out(SHEETS, job(), 2).statistics.pages == 3, "the second seat is taken again"
    assert thread_of_life()


@forks
def test_a_worker_that_is_killed_while_there_is_nothing_to_do_costs_no_build(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    lay_out_here = Press.lay_out

    def lay_out_and_tell(press: Press, sheet: Sheet, images: Mapping[str, bytes]) -> Part:
        os.write(writing, f"{os.getpid()}\n".encode())
        return lay_out_here(press, sheet, images)

    monkeypatch.setattr(Press, "lay_out", lay_out_and_tell)
    with open_pressroom(2):
        lay_out(SHEETS[:1], job(), 2)
        room = pressroom_in_use()
        assert room is not None
        os.kill(int(os.read(reading, 100)), signal.SIGKILL)
        assert room.has_ended(60)
        assert lay_out(SHEETS[1:], job(), 2).statistics.pages == 1
    os.close(reading)
    os.close(writing)


@forks
@pytest.mark.parametrize("seats", [1, 2])
def test_a_section_that_hangs_in_a_library_is_named_and_the_next_build_goes_on(
    seats: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(bounds.SECONDS_SETTING, "0.2")
    monkeypatch.setattr(bounds, "_PATIENCE", 0)
    with open_pressroom(seats):
        with monkeypatch.context() as patched:
            patched.setattr(Press, "lay_out", lambda *_: stuck())
            room = pressroom_in_use()
            assert room is not None
            room.close()  # the next has what was put in the place of the engine
            with pytest.raises(SectionUnset) as fault:
                lay_out(SHEETS[:1], job(), seats)
        assert (fault.value.section, fault.value.reason) == ("one", Reason.DIED)
        monkeypatch.delenv(bounds.SECONDS_SETTING)
        assert lay_out(SHEETS[:1], job(), seats).statistics.pages == 1


SCRIPT = """
import os, re, sys
from coursepack.cli import application
from coursepack.editions.layout.engine.press import Press

def stuck(*_):
    os.write(int(sys.argv[1]), b".")
    re.match(r"(a+)+b", "a" * 60)

Press.lay_out = stuck
application()(["build", sys.argv[2], "-q", "--workers", sys.argv[3]])
"""


@forks
@pytest.mark.parametrize(("sign", "workers"), [(signal.SIGKILL, "2"), (signal.SIGINT, "1")])
def test_of_a_build_that_is_killed_no_process_is_left(sign: signal.Signals, workers: str, project: Make) -> None:
    reading, writing = os.pipe()
    command = [sys.executable, "-c", SCRIPT, str(writing), str(project()), workers]
    build = subprocess.Popen(command, pass_fds=[writing], start_new_session=True, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert os.read(reading, 1) == b".", "a worker is at work"
    os.killpg(build.pid, sign) if sign == signal.SIGINT else os.kill(
        build.pid, sign
    )  # as the keyboard does, or a person
    _, said = build.communicate()
    assert build.returncode == (130 if sign == signal.SIGINT else -sign)
    assert "Traceback" not in said
    assert ended(reading)
    os.close(reading)
