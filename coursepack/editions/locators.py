"""Index marks → locators: pages in order, each once, runs joined, ranges shortened, notes named ("43–5, 47, 61n2")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

RUN = 3
"""So many pages in a row are joined to a range."""

_NOTE = re.compile(r"n\d+$")


@dataclass(frozen=True, slots=True)
class Locator:
    """One printed locator, and the id of the mark that it leads to."""

    text: str
    target: str
    principal: bool


@dataclass(frozen=True, slots=True)
class _Span:
    first: str
    last: str
    target: str
    principal: bool


def make_locators(marks: str, folios: Mapping[str, str], notes: Mapping[str, str]) -> list[Locator]:
    """Make the locators of one heading. `marks`: ids as the canonical index gives them, in document order; `notes`: number
    of the note in which a mark stands, by id. Marks whose folio is not known are left out.
    """
    spans: list[_Span] = []
    for mark in marks.split():
        start, _, end = mark.rstrip("*").partition("~")
        if start in folios:
            first, last = folios[start], folios.get(end or start, folios[start])
            suffix = f"n{notes[start]}" if start in notes else ""
            _add(spans, _Span(first + suffix, last + suffix, start, mark.endswith("*")))
    return [Locator(_words(span), span.target, span.principal) for span in _joined(spans)]


def _add(spans: list[_Span], new: _Span) -> None:
    """Add a span, unless the one before says the same; a principal reference makes a page principal, but not a range."""
    if spans and _within(new, spans[-1]) and not (new.principal and spans[-1].first != spans[-1].last):
        old = spans[-1]
        spans[-1] = _Span(
            old.first, old.last, new.target if new.principal else old.target, old.principal or new.principal
        )
    elif spans and _within(spans[-1], new):
        spans[-1] = _Span(new.first, new.last, spans[-1].target, new.principal or spans[-1].principal)
    else:
        spans.append(new)


def _within(inner: _Span, outer: _Span) -> bool:
    if inner.first == outer.first and inner.last == outer.last:
        return True
    pages = [page.isdecimal() for page in (inner.first, inner.last, outer.first, outer.last)]
    return all(pages) and int(outer.first) <= int(inner.first) and int(inner.last) <= int(outer.last)


def _joined(spans: list[_Span]) -> list[_Span]:
    """Join runs of single pages that follow each other; principal ones stand alone."""
    out: list[_Span] = []
    run: list[_Span] = []
    for span in spans:
        if run and not _follows(run[-1], span):
            out += _flush(run)
            run = []
        run.append(span)
    return out + _flush(run)


def _follows(before: _Span, after: _Span) -> bool:
    plain = before.last.isdecimal() and after.first.isdecimal() and not (before.principal or after.principal)
    return plain and int(after.first) in (int(before.last), int(before.last) + 1)


def _flush(run: list[_Span]) -> list[_Span]:
    if len(run) < RUN:
        return run
    return [_Span(run[0].first, run[-1].last, run[0].target, principal=False)]


def _words(span: _Span) -> str:
    return span.first if span.first == span.last else f"{span.first}–{shorten(span.first, span.last)}"


def shorten(first: str, last: str) -> str:
    """The end of a range in as few digits as can be spoken: 43–5, 112–15, 98–102, xi–xiv."""
    if not (first.isdecimal() and last.isdecimal()) or len(first) != len(last):
        return last
    common = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), 0)
    short = last[common:]
    teens = len(last) > 1 and last[-2] == "1" and len(short) == 1
    return last[-2:] if teens else short
