"""What the commands show: faults and diagnostics on standard error, outcomes as JSON on standard output."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from coursepack.diagnostics import Diagnostics, Severity
from coursepack.errors import BuildFailed, CoursepackError, ExitCode

Outcome = TypeVar("Outcome")


_MANY = 12
_ENGINES = ("pypandoc-binary", "weasyprint", "pikepdf", "pypdfium2")
"""Packages whose versions decide what a build gives."""


def console_for_messages() -> Console:
    """Standard error; standard output is for what another program reads."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def guarded(work: Callable[[], Outcome], console: Console) -> tuple[Outcome | None, ExitCode]:
    """Do the work; a fault becomes a message and an exit code."""
    try:
        return work(), ExitCode.OK
    except BuildFailed as fault:
        return None, fault.exit_code
    except CoursepackError as fault:
        console.print(f"error: {fault}", style="red", markup=False)
        return None, fault.exit_code
    except OSError as fault:
        console.print(f"error: {fault.strerror}: {fault.filename}", style="red", markup=False)
        return None, ExitCode.MACHINE
    except KeyboardInterrupt:
        return None, ExitCode.INTERRUPTED


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
    for folder, files in groupby(paths, key=lambda path: path.parent):
        names = list(files)
        lines = [f"{folder} ({len(names)} files)"] if len(names) > _MANY else [str(path) for path in names]
        for line in lines:
            console.print(f"wrote {line}", markup=False)


def show_versions(console: Console) -> None:
    """Say which coursepack, which Python and which engines are at work, as a report of a fault needs it."""
    engines = ", ".join(f"{name} {version(name)}" for name in _ENGINES)
    python = f"Python {platform.python_version()} on {platform.system()}"
    console.print(f"coursepack {version('coursepack')}, {python}; {engines}", markup=False)


def print_json(outcome: Any) -> None:
    """Write an outcome to standard output."""
    json.dump(outcome, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
