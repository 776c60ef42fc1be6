"""What is shown now: posted by the builder, waited for by the server's connections."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from coursepack.diagnostics import Diagnostic
from coursepack.errors import ExitCode


@dataclass(frozen=True, slots=True)
class Editions:
    """What the last good build made; empty before the first, or where an edition is not made."""

    pdf: bytes = b""
    epub: bytes = b""
    files: tuple[str, ...] = ()
    """Every file that it wrote, by its path in the output folder, with `/`."""


@dataclass(frozen=True, slots=True)
class State:
    """One moment. `version` counts good builds: pages and e-book change only with it; `moment` counts every post."""

    moment: int = 0
    version: int = 0
    building: bool = False
    message: str = ""
    """Why the last build failed, or what it made."""
    code: ExitCode = ExitCode.OK
    """What a build of its own would have ended with."""
    pages: tuple[str, ...] = ()
    """The folios of the pages, in order."""
    size: tuple[float, float] = (432.0, 648.0)
    """Width and height of a page in points."""
    start: str = ""
    """Path in the e-book of the document to show first."""
    diagnostics: tuple[Diagnostic, ...] = field(default=())

    @property
    def failed(self) -> bool:
        """Whether the last build gave no editions."""
        return self.code is not ExitCode.OK

    def as_json(self) -> dict[str, Any]:
        """As the page reads it."""
        return asdict(self) | {"failed": self.failed, "diagnostics": [item.as_json() for item in self.diagnostics]}


class Board:
    """Holds the state and the editions; safe between threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """The output folder, in which the editions and the report of the last build stand."""
        self._changed = threading.Condition()
        self._state = State()
        self._editions = Editions()

    @property
    def state(self) -> State:
        """The state now."""
        with self._changed:
            return self._state

    @property
    def editions(self) -> Editions:
        """The editions now."""
        with self._changed:
            return self._editions

    def post(self, editions: Editions | None = None, **changes: Any) -> None:
        """Change the state; with new editions, its version too."""
        with self._changed:
            version = self._state.version + (editions is not None)
            self._editions = editions or self._editions
            self._state = replace(self._state, moment=self._state.moment + 1, version=version, **changes)
            self._changed.notify_all()

    def wait(self, after: int, timeout: float) -> State | None:
        """The state once its moment is later than `after`; `None` where that takes longer than `timeout` seconds."""
        with self._changed:
            if self._changed.wait_for(lambda: self._state.moment > after, timeout):
                return self._state
            return None
