"""Index marks → locators: pages in order, each once, runs joined, ranges shortened, notes named ("43–5, 47, 61n2"); and the
pages of citations, every one of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from coursepack.config.index import RangeStyle

RUN = 3
"""So many pages in a row are joined to a range."""

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_NUMERAL = re.compile("[ivxlcdm]+")


@dataclass(frozen=True, slots=True)
class Locator:
    """One printed locator, and the id of the mark that it leads to."""

    text: str
    target: str
    principal: bool


class _Span(NamedTuple):
    """From one page to another; with a note, or the notes from one to another, on one page."""

    first: str
    last: str
    target: str
    principal: bool
    note: str = ""
    last_note: str = ""


def make_locators(
    marks: str, folios: Mapping[str, str], notes: Mapping[str, str], ranges: RangeStyle = "short"
) -> list[Locator]:
    """Make the locators of one heading. `marks`: ids as the canonical index gives them, in document order; `notes`: number
    of the note in which a mark stands, by id. Marks whose folio is not known are left out.
    """
    found = [_span(mark, folios, notes) for mark in marks.split()]
    return list(_located(tuple(span for span in found if span), ranges))


@lru_cache(maxsize=2048)
def _located(found: tuple[_Span, ...], ranges: RangeStyle) -> tuple[Locator, ...]:
    """Kept, as most headings have the same pages whenever folios are filled in, in one build or in the next."""
    spans: list[_Span] = []
    for span in _in_order(found):
        _add(spans, span)
    return tuple(Locator(_words(span, ranges), span.target, span.principal) for span in _joined(_joined_notes(spans)))


def cited_pages(places: str, folios: Mapping[str, str]) -> dict[str, str]:
    """The folios of places, each once, in their order, with the first place on each page."""
    found: dict[str, str] = {}
    for place in places.split():
        if place in folios:
            found.setdefault(folios[place], place)
    return found


def _span(mark: str, folios: Mapping[str, str], notes: Mapping[str, str]) -> _Span | None:
    start, _, end = mark.rstrip("*").partition("~")
    if start not in folios:
        return None
    note = notes.get(start, "") if not end else ""
    return _Span(folios[start], folios.get(end or start, folios[start]), start, mark.endswith("*"), note, note)


def _in_order(spans: Sequence[_Span]) -> Sequence[_Span]:
    """Spans by page, those in notes after those in the text of a page (the tree has all notes behind the text of their
    section); in the order of the marks where places have no page numbers, as in an e-book without a print edition.
    """
    if any(_counted(span.first)[0] is None for span in spans):
        return spans

    def place(span: _Span) -> tuple[bool, int, int]:
        run, number = _counted(span.first)
        return run == "arabic", number, int(span.note) if span.note.isdecimal() else 0

    return sorted(spans, key=place)


def _add(spans: list[_Span], new: _Span) -> None:
    """Add a span, unless the one before says the same; a principal reference makes a page principal, but not a range."""
    if spans and _within(new, spans[-1]) and not (new.principal and spans[-1].first != spans[-1].last):
        old = spans[-1]
        target = new.target if new.principal else old.target
        spans[-1] = old._replace(target=target, principal=old.principal or new.principal)
    elif spans and _within(spans[-1], new):
        spans[-1] = new._replace(target=spans[-1].target, principal=spans[-1].principal or new.principal)
    else:
        spans.append(new)


def _within(inner: _Span, outer: _Span) -> bool:
    if inner.note != outer.note:
        return False
    if (inner.first, inner.last) == (outer.first, outer.last):
        return True
    pages = [_counted(folio) for folio in (outer.first, inner.first, inner.last, outer.last)]
    runs = {run for run, _ in pages}
    return (
        len(runs) == 1 and None not in runs and [number for _, number in pages] == sorted(number for _, number in pages)
    )


@lru_cache(maxsize=4096)
def _counted(folio: str) -> tuple[str | None, int]:
    """The run of folios that a folio belongs to, and its number there; no run for what is no number."""
    if folio.isdecimal():
        return "arabic", int(folio)
    if not _NUMERAL.fullmatch(folio):
        return None, 0
    values = [_ROMAN[letter] for letter in folio]
    less = [value if value >= following else -value for value, following in zip(values, [*values[1:], 0], strict=True)]
    return "roman", sum(less)


def _joined_notes(spans: list[_Span]) -> list[_Span]:
    """Join notes of one page that follow each other: 43nn2–3."""
    out: list[_Span] = []
    for span in spans:
        before = out[-1] if out else None
        if before and before.note and span.note and before.first == span.first and _next_note(before, span):
            out[-1] = before._replace(last_note=span.last_note)
        else:
            out.append(span)
    return out


def _next_note(before: _Span, after: _Span) -> bool:
    numbers = before.last_note.isdecimal() and after.note.isdecimal()
    plain = not (before.principal or after.principal)
    return numbers and plain and int(after.note) == int(before.last_note) + 1


def _joined(spans: list[_Span]) -> list[_Span]:
    """Join runs of single pages that follow each other; principal ones and notes stand alone."""
    out: list[_Span] = []
    run: list[_Span] = []
    for span in spans:
        if run and not _follows(run[-1], span):
            out += _flush(run)
            run = []
        run.append(span)
    return out + _flush(run)


def _follows(before: _Span, after: _Span) -> bool:
    if before.note or after.note or before.principal or after.principal:
        return False
    (run, last), (other, first) = _counted(before.last), _counted(after.first)
    return run is not None and run == other and first in (last, last + 1)


def _flush(run: list[_Span]) -> list[_Span]:
    if len(run) < RUN:
        return run
    return [run[0]._replace(last=run[-1].last)]


def _words(span: _Span, ranges: RangeStyle) -> str:
    if span.note:
        if span.note == span.last_note:
            return f"{span.first}n{span.note}"
        return f"{span.first}nn{span.note}–{shorten(span.note, span.last_note, ranges)}"
    return span.first if span.first == span.last else f"{span.first}–{shorten(span.first, span.last, ranges)}"


def shorten(first: str, last: str, ranges: RangeStyle = "short") -> str:
    """The end of a range: in as few digits as can be spoken (43–5, 112–15, 98–102), by Chicago's rule (18th ed., 9.62:
    43–45, 101–8, 112–15, 1496–500), or in full. Roman numerals stay whole.
    """
    if ranges == "full" or not (first.isdecimal() and last.isdecimal()) or len(first) != len(last):
        return last
    common = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), 0)
    if ranges == "chicago":
        return _chicago(first, last, common)
    short = last[common:]
    teens = len(last) > 1 and last[-2] == "1" and len(short) == 1
    return last[-2:] if teens else short


def _chicago(first: str, last: str, common: int) -> str:
    number = int(first)
    if number < 100 or number % 100 == 0:
        return last
    if number % 100 < 10:
        return last[common:]
    return last[min(common, len(last) - 2) :]
