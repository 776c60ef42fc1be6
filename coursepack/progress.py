"""Telling a person how a build goes on: one line a stage, with a bar on a terminal."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bars


class Progress(Protocol):
    """What the pipeline reports to."""

    def stage(self, title: str) -> None:
        """A stage begins; the one before it is done."""

    def step(self, done: int, due: int) -> None:
        """So much of the stage is done."""

    def finish(self) -> None:
        """The last stage is done, or the build has stopped."""


class Silent:
    """Reports nothing."""

    def stage(self, title: str) -> None:
        """Take no notice."""

    def step(self, done: int, due: int) -> None:
        """Take no notice."""

    def finish(self) -> None:
        """Take no notice."""


class OnConsole:
    """Reports on standard error: a bar a stage on a terminal, plain lines elsewhere.

    `last` says how many seconds each stage took the last time. `spent` says it of this build, for the next.
    """

    def __init__(self, console: Console, last: Mapping[str, float] | None = None) -> None:
        self._console = console
        self._last = last or {}
        self.spent: dict[str, float] = {}
        self._bars: Bars | None = None
        self._bar = TaskID(0)
        self._title = ""
        self._began = 0.0

    def stage(self, title: str) -> None:
        """End the stage before, and show this one."""
        self.finish()
        self._title, self._began = title, time.monotonic()
        if self._console.is_terminal:
            columns = TextColumn("{task.description} …"), BarColumn(30), TextColumn("{task.fields[said]}")
            self._bars = Bars(*columns, console=self._console, transient=True)
            self._bar = self._bars.add_task(title, total=None, said=_left(self.left()))
            self._bars.start()

    def step(self, done: int, due: int) -> None:
        """Show how far the stage is."""
        if self._bars is not None:
            elapsed = time.monotonic() - self._began
            rest = elapsed * (due - done) / done if done else 0.0
            said = f"{done} of {due}{_left(rest + self._after())}"
            self._bars.update(self._bar, completed=done, total=due, said=said)

    def finish(self) -> None:
        """Leave one line for the stage."""
        if self._bars is not None:
            self._bars.stop()
            self._bars = None
        if self._title:
            self.spent[self._title] = time.monotonic() - self._began
            self._console.print(f"{self._title:<34}{self.spent[self._title]:6.1f} s", highlight=False)
            self._title = ""

    def left(self) -> float:
        """Seconds until the build is done, if it goes on as the last one went."""
        elapsed = time.monotonic() - self._began
        return max(0.0, self._last.get(self._title, 0.0) - elapsed) + self._after()

    def _after(self) -> float:
        """Seconds that the stages after this one took the last time."""
        known = list(self._last)
        following = known[known.index(self._title) + 1 :] if self._title in known else []
        return sum(self._last[title] for title in following)


def _left(seconds: float) -> str:
    """In words, rounded as far as a guess may be trusted; nothing where nothing is known."""
    if seconds < 1:
        return ""
    return f", about {round(seconds)} s left" if seconds < 90 else f", about {round(seconds / 60)} min left"
