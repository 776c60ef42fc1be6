"""Workers of a Dask cluster that lay sections out; the only room that knows Dask.

The cluster is somebody else's: it is running already, each of its workers has this release of coursepack, and it starts again by
itself what was lost with a worker. Whoever can reach a scheduler can run programs on its workers: docs/safety.md.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from distributed import Client, Future, KilledWorker
from distributed.comm import CommClosedError

from coursepack.editions.layout.bounds import SectionUnset
from coursepack.editions.layout.facts import Part
from coursepack.editions.layout.keys import job_key
from coursepack.editions.layout.presses import carry_out, put_away, set_up
from coursepack.editions.layout.sheet import LayoutJob, Sheet
from coursepack.errors import ToolFailed

_ANSWER = 30  # seconds in which a scheduler must answer
_PATIENCE = 60.0  # seconds after which it is asked whether it still has workers

_set_up_for: list[bytes] = []
"""The key of the job that the press of this worker is set up for."""
_PRESS = threading.Lock()
"""A press is used by one thread at a time, however many a worker has."""


class Cluster:
    """The workers of one scheduler."""

    def __init__(self, job: LayoutJob, address: str) -> None:
        self._address = address
        try:
            self._client = Client(address, timeout=_ANSWER, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as fault:
            raise ToolFailed(f"no Dask scheduler answers at {address}: {fault}") from fault
        self._key = job_key(job)
        # Submitted, not scattered: a job that is lost with the workers that hold it is made again.
        self._job: Future = self._client.submit(_same, job, pure=False)

    def carry_out(self, sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Part]]:
        """Lay sections out, as many at once as there are workers."""
        try:
            self._client.wait_for_workers(1, timeout=_ANSWER)
        except TimeoutError as fault:
            raise self._deserted() from fault
        futures = self._client.map(_carry_out, sheets, job=self._job, key_of_job=self._key, pure=False)
        for sheet, future in zip(sheets, futures, strict=True):
            yield sheet, self._result(future)

    def close(self) -> None:
        """Leave the cluster as it was."""
        self._client.close()

    def _result(self, future: Future) -> Part:
        while True:
            try:
                found: Part = future.result(timeout=_PATIENCE)
            except TimeoutError as fault:
                if not self._client.scheduler_info(n_workers=-1)["workers"]:
                    raise self._deserted() from fault
            except (KilledWorker, CommClosedError) as fault:
                raise ToolFailed(f"the cluster at {self._address} failed: {fault}") from fault
            except ModuleNotFoundError as fault:
                raise ToolFailed(f"a worker of {self._address} has no package {fault.name}") from fault
            else:
                return found

    def _deserted(self) -> ToolFailed:
        return ToolFailed(f"the Dask scheduler at {self._address} has no workers")


def _same(job: LayoutJob) -> LayoutJob:
    return job


def _carry_out(sheet: Sheet, job: LayoutJob, key_of_job: bytes) -> Part:
    """In a worker: lay one section out."""
    if job_key(job) != key_of_job:
        raise ToolFailed("a worker has another release of coursepack, or of what it lays out with")
    with _PRESS:
        if _set_up_for != [key_of_job]:
            set_up(job)
            _set_up_for[:] = [key_of_job]
        try:
            return carry_out(sheet)
        except SectionUnset:
            put_away()
            _set_up_for.clear()
            raise
