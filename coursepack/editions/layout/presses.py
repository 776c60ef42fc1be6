"""The press of a process: set up once for a job, it lays out one section after another, in one build or in several.

Importing the layout engine takes half a second, which a build that finds every part in the store need not spend: it is imported
with the first section.
"""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from coursepack.editions.layout.bounds import Reason, SectionUnset, within_bounds
from coursepack.editions.layout.facts import Part
from coursepack.editions.layout.sheet import LayoutJob, Sheet

if TYPE_CHECKING:
    from coursepack.editions.layout.engine.press import Press

ENGINE_ERRORS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What the layout engine fails with on input that it cannot lay out; it has no exceptions of its own."""

_MOST = 2
_presses: list[tuple[LayoutJob, Press]] = []
"""The presses of this process and their jobs, the one in use first; forked workers find the one that their foreman has set up."""
_of_the_parent: list[tuple[LayoutJob, Press]] = []
atexit.register(_presses.clear)  # while Python is whole: the engine removes its font files


def set_up(job: LayoutJob) -> None:
    """Set a press up for a job, unless there is one.

    It stays when a build ends: a process that watches lays out the same book again, and its press remembers the lines.
    """
    ready = next((held for held in _presses if held[0] == job), None)
    if ready is None:
        ready = job, within_bounds("", len(job.css), lambda: _press_for(job))
    _presses[:] = [ready, *(held for held in _presses if held is not ready)][:_MOST]


def put_away() -> None:
    """Use no press again that is set up now: its work was broken off, and it may not be as it was."""
    _presses.clear()


def begin_anew() -> None:
    """In a process that was forked: leave the presses of its parent alone, whose font files are the parent's to remove."""
    _of_the_parent.extend(_presses)
    put_away()


def import_engine() -> Any:
    """The module of the layout engine, and with it WeasyPrint."""
    return import_module("coursepack.editions.layout.engine.press")


def _press_for(job: LayoutJob) -> Press:
    try:
        press: Press = import_engine().Press(job)
    except ENGINE_ERRORS as error:
        raise SectionUnset("", Reason.ENGINE, f"{type(error).__name__}: {error}") from error
    return press


def carry_out(sheet: Sheet, images: Mapping[str, bytes] | None = None) -> Part:
    """Lay out a section of the job that the press was set up for, with more images than the job has.

    Raises `SectionUnset` where that comes to no end.
    """
    return within_bounds(sheet.id, len(sheet.html), lambda: _carry_out(sheet, images or {}))


def _carry_out(sheet: Sheet, images: Mapping[str, bytes]) -> Part:
    _, press = _presses[0]
    try:
        return press.lay_out(sheet, images)
    except ENGINE_ERRORS as error:
        raise SectionUnset(sheet.id, Reason.ENGINE, f"{type(error).__name__}: {error}") from error
