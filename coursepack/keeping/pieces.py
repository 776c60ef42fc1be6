"""Many small works of one stage, kept together: of the pages of a book, an edit changes a few."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.release import release
from coursepack.keeping.store import Store
from coursepack.processes import make_all


class Pieces:
    """The pieces that a stage made in the last build, as one entry of a store; a context that keeps them when it ends.

    A piece that was not asked for again is dropped, so that the entry does not grow. In the entry each piece is a line, its key
    and its JSON, which is read when the piece is asked for and written again as it is.
    """

    def __init__(self, store: Store, stage: str) -> None:
        self._store = store
        self._key = fingerprint(release(), "pieces", stage)
        self._known: dict[str, str] = {}
        self._used: dict[str, str] = {}

    def __enter__(self) -> Pieces:
        found = self._store.get(self._key)
        if found is not None:
            self._known = dict(_row(line) for line in found.decode("ascii").splitlines())
        return self

    def once(self, inputs: Any, make: Callable[[], Any]) -> Any:
        """What the stage makes of these inputs, as JSON knows it; `make` must depend on nothing else."""
        key = _key_of(inputs)
        if key not in self._used:
            self._used[key] = self._known[key] if key in self._known else json.dumps(make())
        return json.loads(self._used[key])

    def due(self, inputs: Sequence[Any]) -> list[int]:
        """The places of those of the inputs that `every` would have to make, each once."""
        places: dict[str, int] = {}
        for place, key in enumerate(map(_key_of, inputs)):
            if key not in self._used and key not in self._known:
                places.setdefault(key, place)
        return list(places.values())

    def every(self, inputs: Sequence[Any], make: Callable[[int], Any]) -> list[Any]:
        """What the stage makes of each of these inputs, as JSON knows it.

        `make` is told the place in the row, and must depend on nothing but the inputs that stand there; it may be called in
        other processes.
        """
        keys = [_key_of(each) for each in inputs]
        due: dict[str, int] = {}
        for place, key in enumerate(keys):
            if key not in self._used and key not in self._known:
                due.setdefault(key, place)
        for key, made in zip(due, make_all(list(due.values()), make), strict=True):
            self._used[key] = json.dumps(made)
        for key in keys:
            if key not in self._used:
                self._used[key] = self._known[key]
        return [json.loads(self._used[key]) for key in keys]

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._used.keys() != self._known.keys():
            self._store.put(self._key, "\n".join(map(" ".join, self._used.items())).encode("ascii"))


def _key_of(inputs: Any) -> str:
    """The key of a piece. Many are made of what is a hash already, which needs no `fingerprint` of its own."""
    return hashlib.sha256(inputs.encode()).hexdigest() if type(inputs) is str else fingerprint(inputs)


def _row(line: str) -> tuple[str, str]:
    key, _, made = line.partition(" ")
    return key, made
