"""From a .bib file to a `Bibliography`, in order: decode, split, resolve, inherit, settle names, check."""

from __future__ import annotations

from pathlib import Path

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.sources.bibliography.checks import check_entries
from coursepack.sources.bibliography.encoding import decode
from coursepack.sources.bibliography.entries import make_entries
from coursepack.sources.bibliography.inheritance import inherit
from coursepack.sources.bibliography.model import Bibliography
from coursepack.sources.bibliography.names import settle_name_order
from coursepack.sources.bibliography.split import split

NO_FILE = error("B001", "The bibliography cannot be read")


def read_bibliography(path: Path, shown_as: str) -> tuple[Bibliography, list[Diagnostic]]:
    """Read a .bib file; `shown_as` is its name in diagnostics.

    Nothing inside the file raises, and a missing file is a diagnostic too.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        hint = "Check the name of the bibliography in the configuration."
        message = f"the bibliography cannot be read: {fault.strerror or 'unknown fault'}"
        return Bibliography({}, 0), [NO_FILE.at(Location(shown_as), message, hint)]
    return parse_bibliography(data, shown_as)


def parse_bibliography(data: bytes, shown_as: str) -> tuple[Bibliography, list[Diagnostic]]:
    """Read the bytes of a .bib file."""
    text, found = decode(data, shown_as)
    parts, more = split(text, shown_as)
    found += more
    entries, more = make_entries(parts.items, shown_as)
    found += more
    entries, more = inherit(entries)
    found += more
    entries, more = settle_name_order(entries)
    found += more
    found += check_entries(entries)
    return Bibliography(entries, parts.heads), sorted(found, key=lambda each: (each.location, each.code))
