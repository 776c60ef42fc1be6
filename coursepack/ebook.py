"""The e-book, written and proved by itself in a process beside the one that writes the pages: neither waits for the other.

In: a laid-out book. Out: the file, and what is wrong with it; the same wherever it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from coursepack.apart import Apart, apart
from coursepack.bindery import write_ebook
from coursepack.diagnostics import Diagnostic
from coursepack.editions.layout import Layout
from coursepack.preparation import Prepared
from coursepack.proving import audit_ebook


@contextmanager
def ebook_beside(prepared: Prepared, layout: Layout, picture: bytes) -> Iterator[Callable[[], Apart]]:
    """Let the e-book be made while this lasts; what is given waits for the file and what `audit_ebook` found in it, nothing
    where no e-book is made, and raises whatever it raised.
    """
    if not prepared.shop.config.editions.epub:
        yield Apart
        return

    def make() -> tuple[bytes, list[Diagnostic]]:
        data = write_ebook(prepared, layout, picture)
        return data, audit_ebook(data, prepared, layout)

    with apart(prepared.shop.store, make) as made:
        yield made
