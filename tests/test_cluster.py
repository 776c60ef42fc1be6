"""A Dask cluster lays a book out to the same bytes, whatever happens to its workers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client
from layout_books import chapter, job

from coursepack.editions.layout import Hands, lay_out
from coursepack.editions.layout.cluster import _carry_out
from coursepack.errors import ToolFailed

ROOT = Path(__file__).parent.parent
QUIET = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
"""Of Dask itself, which is none of ours."""
SHEETS = [chapter(f"chapter-{number}", number) for number in range(1, 6)]


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and its workers on this machine: its address, and the processes of the workers."""
    running: list[subprocess.Popen[bytes]] = []
    found = folder / "scheduler.json"

    def start(program: str, *options: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file", str(found), *options]
        running.append(subprocess.Popen([*command, "--no-dashboard"], cwd=ROOT, stderr=subprocess.DEVNULL))

    try:
        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        for _ in range(workers):
            start("dask_worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny")
        address = _address(found)
        if workers:
            with Client(address, set_as_default=False) as client:
                client.wait_for_workers(workers, timeout=300)
        yield address, running[1:]
    finally:
        for process in running:
            process.kill()
            process.wait()


def _address(found: Path) -> str:
    """What the scheduler has written into a file, when it has written it whole."""
    waited = time.monotonic() + 300
    while time.monotonic() < waited:
        with suppress(FileNotFoundError, json.JSONDecodeError):
            return str(json.loads(found.read_text())["address"])
        time.sleep(0.05)
    raise AssertionError("the scheduler did not start")


@QUIET
def test_a_cluster_that_loses_a_worker_makes_the_same_book(tmp_path: Path) -> None:
    alone = lay_out(SHEETS, job())
    with cluster(tmp_path, 2) as (address, workers):
        done: list[str] = []

        def lose_one(sheet: str, _done: int, _due: int) -> None:
            done.append(sheet)
            if len(done) == 2:
                workers[0].kill()

        together = lay_out(SHEETS, job(), Hands(scheduler=address), progress=lose_one)
        assert workers[0].wait(300) != 0
        assert workers[1].poll() is None
    assert len(done) == len(SHEETS)
    assert replace(together, statistics=alone.statistics) == alone


@QUIET
def test_a_cluster_that_is_not_there_or_has_no_workers_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coursepack.editions.layout.cluster._ANSWER", 1)
    with pytest.raises(ToolFailed, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        lay_out(SHEETS[:1], job(), Hands(scheduler="tcp://127.0.0.1:9"))
    monkeypatch.setattr("coursepack.editions.layout.cluster._ANSWER", 300)
    wait = Client.wait_for_workers
    monkeypatch.setattr(Client, "wait_for_workers", lambda client, count, timeout: wait(client, count, timeout / 300))
    with cluster(tmp_path, 0) as (address, _), pytest.raises(ToolFailed, match="has no workers"):
        lay_out(SHEETS[:1], job(), Hands(scheduler=address))


def test_a_worker_of_another_release_refuses() -> None:
    with pytest.raises(ToolFailed, match="another release"):
        _carry_out(SHEETS[0], job(), b"the key of another job")
