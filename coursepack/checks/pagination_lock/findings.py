"""What moved, as diagnostics: neighbours that moved by the same number of pages are one finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from coursepack.checks.pagination_lock.comparison import Comparison, Gone, Move
from coursepack.diagnostics import Diagnostic, Location, error, warning

MOVED = warning("L040", "Text stands on another page than in the printed edition")
GONE = warning("L041", "Text of the printed edition is no longer in the book")
NOT_HELD = error("L042", "The pages are not those of the printed edition")

Locate = Callable[[str, str], Location]
"""Section and words → their place in the author's files."""


def findings(
    compared: Comparison, locate: Locate, sections: frozenset[str], lock: Location, *, fail: bool
) -> Iterator[Diagnostic]:
    """Say what moved and what is gone; with `fail`, an error where anything did. `lock`: where reader.toml names it."""
    for _, group in groupby(compared.moves, key=lambda move: (move.section, move.turn, move.shift)):
        yield _moved(list(group), locate, sections, lock)
    for item in compared.gone:
        hint = f"citations of p. {item.old} may mean it; the report says where the rest of that page is now"
        yield GONE.at(_place(item.section, "", locate, sections, lock), _gone(item), hint)
    if fail and not compared.holds:
        message = f"{_count(compared)} against the locked pagination ({compared.lock})"
        hint = "undo what moved them, or print a new edition: then lock its pagination, or set fail = false"
        yield NOT_HELD.at(lock, message, hint)


def _moved(group: Sequence[Move], locate: Locate, sections: frozenset[str], lock: Location) -> Diagnostic:
    first, last = group[0], group[-1]
    message = f"‘{first.words}’{' (edited)' * first.edited} stood on p. {first.old} and stands on p. {first.new}"
    if len(group) > 1:
        message += f"; so do {len(group) - 1} more that follow, to p. {last.old}, now p. {last.new}"
    hint = "the report lists all that moved, and where each page of the printed edition is now"
    return MOVED.at(_place(first.section, first.words, locate, sections, lock), message, hint)


def _place(section: str, words: str, locate: Locate, sections: frozenset[str], lock: Location) -> Location:
    return locate(section, words) if section in sections else lock


def _gone(item: Gone) -> str:
    return f"the {item.kind} ‘{item.words}’ of p. {item.old} is gone, or rewritten beyond recognition"


def _count(compared: Comparison) -> str:
    counts = ((len(compared.moves), "moved"), (len(compared.gone), "gone"))
    return ", ".join(f"{count} place{'s' * (count != 1)} {what}" for count, what in counts if count)
