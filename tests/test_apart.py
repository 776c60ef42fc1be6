"""What is made apart comes with its findings, the same from another process as from this one."""

import os
from dataclasses import replace

import pytest

from coursepack.apart import Apart, apart
from coursepack.diagnostics import Location, warning
from coursepack.keeping.store import MemoryStore
from coursepack.processes import divided_among

FOUND = warning("X099", "A test").at(Location("one.md", 3, 7), "‘a’ stands alone", "leave it")


class Damaged(MemoryStore):
    """A store in which every look finds a damaged entry."""

    def get(self, key: str) -> bytes | None:
        self.damaged += 1
        return super().get(key)


def made(processes: int, store: MemoryStore) -> Apart:
    def make() -> tuple[bytes, list[object]]:
        store.get("00")
        return b"\n\x00" * 50_000, [FOUND, replace(FOUND, hint="")]

    with divided_among(processes), apart(store, make) as result:
        return result()


@pytest.mark.parametrize("processes", [1, 2])
def test_bytes_and_findings_come_whole(processes: int) -> None:
    result = made(processes, Damaged())
    assert result.data == b"\n\x00" * 50_000
    assert result.found == (FOUND, replace(FOUND, hint=""))


@pytest.mark.parametrize(
    "processes", [1, pytest.param(2, marks=pytest.mark.skipif(not hasattr(os, "fork"), reason="Linux"))]
)
def test_every_damaged_entry_is_counted_once(processes: int) -> None:
    store = Damaged()
    assert made(processes, store).damaged + store.damaged == 1
    assert store.damaged == (processes == 1)
