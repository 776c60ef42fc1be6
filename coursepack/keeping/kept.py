"""Work that is done once for the same inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.release import release
from coursepack.keeping.store import Store


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
