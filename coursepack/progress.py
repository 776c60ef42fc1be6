"""Telling a person how a build goes on: one line a stage, with a bar on a terminal."""

from __future__ import annotations

import time
from typing import Protocol

from rich.console import Console
from rich.status import Status


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
    """Reports on standard error: a line that moves on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status | None = None
        self._title = ""
        self._began = 0.0

    def stage(self, title: str) -> None:
        """End the stage before, and show this one."""
        self.finish()
        self._title, self._began = title, time.monotonic()
        if self._console.is_terminal:
            self._status = self._console.status(f"{title} …")
            self._status.start()

    def step(self, done: int, due: int) -> None:
        """Show how far the stage is."""
        if self._status is not None:
            self._status.update(f"{self._title} … {done} of {due}")

    def finish(self) -> None:
        """Leave one line for the stage."""
        if self._status is not None:
            self._status.stop()
            self._status = None
        if self._title:
            self._console.print(f"{self._title:<34}{time.monotonic() - self._began:6.1f} s", highlight=False)
            self._title = ""
