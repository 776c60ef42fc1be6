"""Work that is done once for the same inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.release import release
from coursepack.keeping.store import Store
from coursepack.processes import make_all

Found = TypeVar("Found")


def kept(
    store: Store, stage: str, inputs: Any, make: Callable[[], bytes], lasting: Callable[[bytes], bool] | None = None
) -> bytes:
    """What the stage makes of its inputs: from the store, or made now and put there, unless it is said not to be `lasting`.

    `make` must depend on nothing but `inputs` (see `fingerprint` for what they may be) and on this release.
    """
    key = fingerprint(release(), stage, inputs)
    found = store.get(key)
    if found is None:
        found = make()
        if lasting is None or lasting(found):
            store.put(key, found)
    return found


def found_once(store: Store, stage: str, inputs: Any, check: Callable[[], Sequence[Found]]) -> Sequence[Found]:
    """What a check finds in these inputs; where it has found nothing it is not made again.

    Whether there is anything to find must depend on nothing but `inputs`; what is said of it may depend on more.
    """
    found: list[Found] = []

    def make() -> bytes:
        found.extend(check())
        return b"" if found else b"nothing"

    kept(store, stage, inputs, make, bool)
    return found


def kept_all(
    store: Store, stage: str, inputs: Sequence[Any], make: Callable[[int], bytes], fewest: int = 1
) -> list[bytes]:
    """What the stage makes of each of these inputs, as `kept`.

    `make` is told the place in the row, and makes UTF-8; it may be called in other processes, where so many are due that each
    has the `fewest`.
    """
    keys = [fingerprint(release(), stage, each) for each in inputs]
    found = {key: store.get(key) for key in keys}
    due = {key: place for place, key in enumerate(keys) if found[key] is None}
    for key, made in zip(due, make_all(list(due.values()), lambda place: make(place).decode(), fewest), strict=True):
        found[key] = made.encode()
        store.put(key, made.encode())
    return [found[key] or b"" for key in keys]
