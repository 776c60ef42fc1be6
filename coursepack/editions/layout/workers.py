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
from coursepack.editions.layout.sheet import Hands, LayoutJob, Sheet
from coursepack.errors import ToolFailed


class Crew(Protocol):
    """Whoever lays out the sections of one job."""

    def carry_out(self, sheets: Sequence[Sheet]) -> Iterator[Part]:
        """Lay sections out at once; yields the part of each, in their order. Raises `SectionUnset`, `ToolFailed`."""

    def close(self) -> None:
        """Give back what it holds."""


class _Alone:
    """This process."""

    def __init__(self, job: LayoutJob) -> None:
        self._job = job

    def carry_out(self, sheets: Sequence[Sheet]) -> Iterator[Part]:
        """Lay out one section after another."""
        set_up(self._job)
        try:
            yield from map(carry_out, sheets)
        except SectionUnset:
            put_away()
            raise

    def close(self) -> None:
        """Keep the press, for the next build of this process."""


class Workers:
    """The crew of one build; a context manager. Nothing is started before there is something to do."""

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
        """Lay sections out; yields them in the order of their length, not of the book."""
        due = sorted(sheets, key=lambda sheet: (-len(sheet.html), sheet.id))
        if due:
            yield from zip(due, self._crew_for(len(due)).carry_out(due), strict=True)

    def _crew_for(self, count: int) -> Crew:
        if not self._hands.scheduler and (count == 1 or self._hands.processes == 1):
            return self._alone
        if self._crew is None:
            self._crew = self._cluster() if self._hands.scheduler else Pool(self._job, self._hands.processes)
        return self._crew

    def _cluster(self) -> Crew:
        try:
            room = import_module("coursepack.editions.layout.cluster")  # the one that needs a package of its own
        except ModuleNotFoundError as fault:
            hint = "pip install 'coursepack[cluster]' brings it"
            raise ToolFailed(f"--scheduler needs the package {fault.name}: {hint}") from fault
        crew: Crew = room.Cluster(self._job, self._hands.scheduler)
        return crew
