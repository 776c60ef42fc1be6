"""How long the stages of the last build took, so that the next can say how long it may take. No file of a book depends on it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.store import Store

_KEY = fingerprint("durations of the stages")


def last_durations(store: Store) -> dict[str, float]:
    """Seconds of each stage of the last build, in order; empty where nothing is known."""
    found = store.get(_KEY)
    return {} if found is None else json.loads(found)


def keep_durations(store: Store, seconds: Mapping[str, float]) -> None:
    """Keep the seconds of each stage of a build that is finished."""
    store.put(_KEY, json.dumps({title: round(spent, 2) for title, spent in seconds.items()}).encode())
