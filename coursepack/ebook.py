"""The e-book, written and proved by itself in a process beside the one that writes the pages: neither waits for the other.

In: a laid-out book. Out: the file, and what is wrong with it; the same wherever it was made.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from coursepack.bindery import write_ebook
from coursepack.diagnostics import Diagnostic
from coursepack.editions.layout import Layout
from coursepack.preparation import Prepared
from coursepack.processes import beside
from coursepack.proving import audit_ebook

_HEAD = 4
"""Bytes that say how long the words before the file are."""


@dataclass(frozen=True, slots=True)
class EBook:
    """The file, and what `audit_ebook` found in it; nothing, where no e-book is made."""

    data: bytes = b""
    found: tuple[Diagnostic, ...] = ()
    damaged: int = 0
    """Entries of the store that the other process found damaged; those that this one finds, the store itself counts."""


@contextmanager
def ebook_beside(prepared: Prepared, layout: Layout, picture: bytes) -> Iterator[Callable[[], EBook]]:
    """Let the e-book be made while this lasts; what is given waits for it, and raises whatever it raised."""
    if not prepared.shop.config.editions.epub:
        yield EBook
        return
    with beside(lambda: _make(prepared, layout, picture)) as made:
        yield lambda: _read(made())


def _make(prepared: Prepared, layout: Layout, picture: bytes) -> bytes:
    store = prepared.shop.store
    before = store.damaged
    data = write_ebook(prepared, layout, picture)
    found = [item.as_json() for item in audit_ebook(data, prepared, layout)]
    words = json.dumps([found, os.getpid(), store.damaged - before]).encode()
    return len(words).to_bytes(_HEAD, "big") + words + data


def _read(made: bytes) -> EBook:
    end = _HEAD + int.from_bytes(made[:_HEAD], "big")
    found, process, damaged = json.loads(made[_HEAD:end])
    return EBook(made[end:], tuple(map(Diagnostic.from_json, found)), 0 if process == os.getpid() else damaged)
