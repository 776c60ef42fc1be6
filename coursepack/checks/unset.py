"""Sections that could not be laid out: what the layout says of them → the diagnostic that ends the build.

In: `SectionUnset`. Out: `Ended`, with the section, its file and what may be the matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from coursepack.diagnostics import Diagnostic, Ended, Location, error
from coursepack.document.model import Book
from coursepack.editions.layout import Reason, SectionUnset
from coursepack.editions.layout.bounds import MEGABYTES_SETTING, SECONDS_SETTING
from coursepack.errors import ProofFailed

TOO_MUCH = error("L018", "A section takes too much time or memory to lay out")
UNSET = error("L019", "The layout engine cannot set a section")

STYLE = "templates/print/book.css"
_OWN_STYLE = f"look into {STYLE} first: try without it"
_WHAT_COSTS = (
    "divide a chapter of hundreds of pages; look for a table, list or note that goes on for pages, or for a drawing with very"
    " many strokes, and divide it"
)
_SAID = {
    Reason.TIME: "took more than {detail} seconds of the processor to lay out",
    Reason.MEMORY: "took more than {detail} MB of memory to lay out",
    Reason.DIED: "was being laid out when the process that did it was ended: out of memory, or out of time",
    Reason.ENGINE: "cannot be laid out: {detail}",
}


class Unset(Ended):
    """A section of the book could not be laid out."""

    outcome = ProofFailed


@contextmanager
def bounded_sections(book: Book, *, own_style: bool) -> Iterator[None]:
    """Say of a section that could not be laid out where it is from; raises `Unset`."""
    try:
        yield
    except SectionUnset as fault:
        raise Unset(_diagnosed(fault, book, own_style=own_style)) from fault


def _diagnosed(fault: SectionUnset, book: Book, *, own_style: bool) -> Diagnostic:
    section = next((section for section in book.sections if section.id == fault.section), None)
    place = section.source if section is not None else Location(STYLE)
    subject = f"the section ‘{section.title}’" if section is not None else "the style sheet"
    rule = UNSET if fault.reason is Reason.ENGINE else TOO_MUCH
    hints = [*([_OWN_STYLE] if own_style else []), *_advice(fault.reason)]
    return rule.at(place, f"{subject} {_SAID[fault.reason].format(detail=fault.detail)}", "\n".join(hints))


def _advice(reason: Reason) -> Iterator[str]:
    if reason is Reason.ENGINE:
        yield "if the book has no style sheet of its own, this is a fault of coursepack: please report it"
        return
    yield _WHAT_COSTS
    yield f"an honest section that needs more gets it by {SECONDS_SETTING} or {MEGABYTES_SETTING} in the environment"
