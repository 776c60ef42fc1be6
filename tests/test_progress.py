"""What a person is told while a build goes on."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from coursepack.keeping.durations import keep_durations, last_durations
from coursepack.keeping.store import MemoryStore
from coursepack.progress import OnConsole

LAST = {"Reading": 2.0, "Laying out": 60.0, "Proving": 38.0}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("coursepack.progress.time.monotonic", clock)
    return clock


def test_what_is_left_follows_from_the_last_build(clock: Clock) -> None:
    progress = OnConsole(Console(file=io.StringIO()), LAST)
    progress.stage("Reading")
    assert progress.left() == 100
    clock.now += 5  # longer than the last time
    assert progress.left() == 98
    progress.stage("Laying out")
    clock.now += 20
    assert progress.left() == 78
    progress.finish()
    assert progress.spent == {"Reading": 5.0, "Laying out": 20.0}


def test_a_terminal_shows_a_bar_and_what_is_left(clock: Clock) -> None:
    shown = io.StringIO()
    progress = OnConsole(Console(file=shown, force_terminal=True, width=100), LAST)
    progress.stage("Laying out")
    clock.now += 10
    progress.step(1, 4)
    progress.finish()
    assert "1 of 4, about 68 s left" in shown.getvalue()  # three times ten seconds, and the proofs
    assert "Laying out" in shown.getvalue().splitlines()[-1]


def test_without_a_last_build_nothing_is_guessed(clock: Clock) -> None:
    shown = io.StringIO()
    progress = OnConsole(Console(file=shown, force_terminal=True, width=100))
    progress.stage("Laying out")
    progress.finish()
    assert "left" not in shown.getvalue()


def test_durations_are_kept_from_build_to_build() -> None:
    store = MemoryStore()
    assert last_durations(store) == {}
    keep_durations(store, LAST)
    assert last_durations(store) == LAST
    assert list(last_durations(store)) == list(LAST)
