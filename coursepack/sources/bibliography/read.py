"""From a .bib file to a `Bibliography`, in order: decode, split, resolve, inherit, settle names, check.

All entries are read and checked, whether a book cites them or not; with a store, once for each state of the file.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.keeping.kept import kept
from coursepack.keeping.store import Store
from coursepack.sources.bibliography.checks import check_entries
from coursepack.sources.bibliography.encoding import decode
from coursepack.sources.bibliography.entries import make_entries
from coursepack.sources.bibliography.inheritance import inherit
from coursepack.sources.bibliography.model import Bibliography, citable
from coursepack.sources.bibliography.names import settle_name_order
from coursepack.sources.bibliography.split import has_more_heads, split
from coursepack.sources.bibliography.stored import from_bytes, to_bytes

MAX_BYTES = 32 * 1024 * 1024
"""Some 100,000 entries."""
MAX_ENTRIES = 200_000
"""Ten times the bibliography of a lifetime; each head costs a finding at least, and a megabyte holds 125,000."""

NO_FILE = error("B001", "The bibliography cannot be read")


def read_bibliography(path: Path, shown_as: str, store: Store | None = None) -> tuple[Bibliography, list[Diagnostic]]:
    """Read a .bib file; `shown_as` is its name in diagnostics. A file that `store` has seen before is not read again.

    Nothing inside the file raises, and a missing file is a diagnostic too.
    """
    try:
        fault = "it is no file" if path.exists() and not path.is_file() else ""
        fault = fault or (f"it has more than {MAX_BYTES // 1024**2} MB" if path.stat().st_size > MAX_BYTES else "")
        data = b"" if fault else path.read_bytes()
    except OSError as cannot:
        fault = cannot.strerror or "unknown fault"
    if fault:
        hint = "Check the name of the bibliography in the configuration."
        return Bibliography({}, 0), [NO_FILE.at(Location(shown_as), f"the bibliography cannot be read: {fault}", hint)]
    if store is None:
        return parse_bibliography(data, shown_as)
    return from_bytes(
        kept(store, "bibliography", (shown_as, data), lambda: to_bytes(*parse_bibliography(data, shown_as))), shown_as
    )


def parse_bibliography(data: bytes, shown_as: str) -> tuple[Bibliography, list[Diagnostic]]:
    """Read the bytes of a .bib file."""
    with _nothing_collected():
        return _parse(data, shown_as)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Let Python not look for garbage among the entries of a large file, again and again; a seventh of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _parse(data: bytes, shown_as: str) -> tuple[Bibliography, list[Diagnostic]]:
    text, found = decode(data, shown_as)
    if has_more_heads(text, MAX_ENTRIES):
        message = f"the bibliography cannot be read: it has more than {MAX_ENTRIES:,} entries"
        return Bibliography({}, 0), [
            NO_FILE.at(Location(shown_as), message, "Take the works that are cited into a file.")
        ]
    parts, more = split(text, shown_as)
    found += more
    entries, more = make_entries(parts.items, shown_as)
    found += more
    entries, more = inherit(entries)
    found += more
    entries, more = settle_name_order(entries)
    found += more
    found += check_entries(entries)
    return Bibliography(entries, parts.heads, citable(entries)), sorted(
        found, key=lambda each: (each.location, each.code)
    )
