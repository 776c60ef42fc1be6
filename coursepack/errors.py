"""Exceptions that stop a build, and the exit codes that they carry.

An author's mistake is a diagnostic (`coursepack.diagnostics`), not an exception; `BuildFailed` is raised once, when the
diagnostics of a stage hold an error. What remains are faults of the machine: a missing library, a full disk.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command line; documented in docs/diagnostics.md."""

    OK = 0
    MANUSCRIPT = 1
    """The manuscript, configuration or bibliography has errors; nothing was written."""
    USAGE = 2
    """The command line was wrong."""
    PROOF = 3
    """The build could not prove its own output: text lost, a note cut, a citation changed."""
    MACHINE = 4
    """Something outside the manuscript failed: a library is missing, a tool crashed, the disk is full."""
    INTERRUPTED = 130
    """Stopped by the user."""


class CoursepackError(Exception):
    """Any fault that stops coursepack; `exit_code` says which kind it is."""

    exit_code = ExitCode.MACHINE


class BuildFailed(CoursepackError):
    """The diagnostics collected so far hold an error; they carry the details."""

    exit_code = ExitCode.MANUSCRIPT


class ProofFailed(BuildFailed):
    """An edition was made that is not the book; it has not been written to `dist/`."""

    exit_code = ExitCode.PROOF


class ToolFailed(CoursepackError):
    """A tool that coursepack runs (pandoc, the layout engine) failed in a way that no input should cause."""


class TookTooMuch(ToolFailed):
    """A tool took more time or memory than it may."""


def system_words(fault: OSError) -> str:
    """What the operating system could not do, and with which file: without the number of the fault."""
    return ": ".join(str(part) for part in (fault.strerror, fault.filename) if part) or str(fault)
