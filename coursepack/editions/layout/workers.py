"""Lay sections out, the longest first, with whatever hands there are. The results do not depend on these.

In: sections of one job. Out: their parts. Three crews do the same work: this process alone, processes of this machine, and the
workers of a Dask cluster.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from types import TracebackType
from typing import Protocol

from coursepack.editions.layout.bounds import SectionUnset
from coursepack.editions.layout.facts import Part
from coursepack.editions.layout.pool import Pool
from coursepack.editions.layout.presses import carry_out, put_away, set_up
from coursepack.editions.layout.pressroom import pressroom_in_use
from coursepack.editions.layout.sheet import Hands, LayoutJob, Sheet
from coursepack.errors import ToolFailed


class Crew(Protocol):
    """Whoever lays out the sections of one job."""

    def carry_out(self, sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Part]]:
        """Lay sections out at once; yields each with its part, in any order. Raises `SectionUnset`, `ToolFailed`."""

    def close(self) -> None:
        """Give back what it holds."""


class _Alone:
    """This process."""

    def __init__(self, job: LayoutJob) -> None:
        self._job = job

    def carry_out(self, sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Part]]:
        """Lay out one section after another."""
        set_up(self._job)
        try:
            yield from ((sheet, carry_out(sheet)) for sheet in sheets)
        except SectionUnset:
            put_away()
            raise

    def close(self) -> None:
        """Keep the press, for the next build of this process."""


class Workers:
    """The crew of one build; a context manager. It asks nobody before there is something to do."""

    def __init__(self, job: LayoutJob, hands: Hands) -> None:
        self._job, self._hands = job, hands
        self._alone = _Alone(job)
        self._crew: Crew | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for crew in filter(None, (self._crew, self._alone)):
            crew.close()

    def lay_out(self, sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Part]]:
        """Lay sections out, the longest first, so that none of them is left to wait for at the end; yields each as it is done."""
        due = sorted(sheets, key=lambda sheet: (-len(sheet.html), sheet.id))
        if due:
            yield from self._crew_for(len(due)).carry_out(due)

    def _crew_for(self, count: int) -> Crew:
        if self._hands.scheduler:
            self._crew = self._crew or self._cluster()
            return self._crew
        room, processes = pressroom_in_use(), self._hands.processes
        if 1 in (count, processes) and room is None:
            return self._alone
        self._crew = self._crew or Pool(self._job, processes, room)
        return self._crew

    def _cluster(self) -> Crew:
        try:
            room = import_module("coursepack.editions.layout.cluster")  # the one that needs a package of its own
        except ModuleNotFoundError as fault:
            hint = "pip install 'coursepack[cluster]' brings it"
            raise ToolFailed(f"--scheduler needs the package {fault.name}: {hint}") from fault
        crew: Crew = room.Cluster(self._job, self._hands.scheduler)
        return crew
