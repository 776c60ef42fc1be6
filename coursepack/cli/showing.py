"""What the commands show to people, on standard error: faults, diagnostics, what was written. For machines: `answering`."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from rich.console import Console

from coursepack import __version__
from coursepack.diagnostics import Diagnostics, Severity
from coursepack.errors import BuildFailed, CoursepackError, ExitCode, system_words

Outcome = TypeVar("Outcome")

_MANY = 12
_ENGINES = ("pypandoc-binary", "weasyprint", "pikepdf", "pypdfium2")
"""Packages whose versions decide what a build gives."""


def console_for_messages() -> Console:
    """Standard error; standard output is for what another program reads."""
    return Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


class Done(NamedTuple, Generic[Outcome]):
    """What came of some work; without an outcome, `message` says why."""

    outcome: Outcome | None
    code: ExitCode = ExitCode.OK
    message: str = ""


def guarded(work: Callable[[], Outcome], console: Console) -> Done[Outcome]:
    """Do the work; a fault becomes a message and an exit code."""
    try:
        return Done(work())
    except BuildFailed as fault:
        return Done(None, fault.exit_code, str(fault))  # the diagnostics say more
    except CoursepackError as fault:
        return _told(str(fault), fault.exit_code, console)
    except OSError as fault:
        return _told(system_words(fault), ExitCode.MACHINE, console)
    except KeyboardInterrupt:
        return Done(None, ExitCode.INTERRUPTED, "interrupted")


def _told(message: str, code: ExitCode, console: Console) -> Done[Outcome]:
    console.print(f"error: {message}", style="red", markup=False)
    return Done(None, code, message)


def show_diagnostics(diagnostics: Diagnostics, console: Console) -> None:
    """Print every finding with its place and its hint, and their number."""
    for item in diagnostics:
        style = "red" if item.severity is Severity.ERROR else "yellow"
        console.print(f"{item.location}: ", end="", markup=False)
        console.print(f"{item.severity} {item.code}", end="", style=style, markup=False)
        console.print(f": {item.message}", markup=False)
        for line in item.hint.splitlines():
            console.print(f"    {line}", markup=False)
    if diagnostics:
        errors, warnings = len(diagnostics.errors), len(diagnostics.warnings)
        console.print(f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}", markup=False)


def show_written(paths: Sequence[Path], console: Console) -> None:
    """Name the files that were written; of a folder with many, the folder and their number."""
    for folder, files in groupby(
        sorted(paths, key=lambda path: (path.parent, path.name)), key=lambda path: path.parent
    ):
        names = list(files)
        lines = [f"{folder} ({len(names)} files)"] if len(names) > _MANY else [str(path) for path in names]
        for line in lines:
            console.print(f"wrote {line}", markup=False)


def show_versions(console: Console) -> None:
    """Say which coursepack, which Python and which engines are at work, as a report of a fault needs it."""
    engines = ", ".join(f"{name} {version(name)}" for name in _ENGINES)
    python = f"Python {platform.python_version()} on {platform.system()}"
    console.print(f"coursepack {__version__}, {python}; {engines}", markup=False)
