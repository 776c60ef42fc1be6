"""What moved from one printing to the next, and where each page of the old one is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coursepack.checks.pagination_lock.matching import Match, match
from coursepack.checks.pagination_lock.spans import spans
from coursepack.editions.pagination import Pagination


@dataclass(frozen=True, slots=True)
class Move:
    """A block that begins on another page, or words of it that stand on the other side of a page turn."""

    section: str
    kind: str
    words: str
    old: str
    """Folio on which they stood."""
    new: str
    """Folio on which they stand."""
    edited: bool
    turn: bool
    """It begins where it began: only these words inside it, and some after them, moved."""
    shift: int
    """By how many pages, blank ones counted; below 0 is earlier."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A block of the old printing that the new one does not have."""

    section: str
    kind: str
    words: str
    old: str


@dataclass(frozen=True, slots=True)
class Row:
    """A page of the old printing, and the pages on which its text stands now: none if all of it is gone."""

    old: str
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two printings compared. `lock` says which one is cited; blocks are paragraphs, headings, figures, tables and notes."""

    lock: str
    blocks: int
    kept: int
    """Blocks that begin on the page on which they began, and turn where they turned."""
    edited: int
    moves: tuple[Move, ...]
    gone: tuple[Gone, ...]
    added: int
    concordance: tuple[Row, ...]
    """All pages of the old printing on which text begins or goes on."""

    @property
    def holds(self) -> bool:
        """Whether every place that could be cited is where it was."""
        return not self.moves and not self.gone


def compare(old: Pagination, new: Pagination) -> Comparison:
    """Compare a new printing with the one that readers cite."""
    matches, added = match(old, new)
    pages = _Pages(old, new)
    found = [_moves_of(one, pages) for one in matches]
    lost = [one.old for one in matches if one.new is None]
    return Comparison(
        lock=str(old.book),
        blocks=len(matches),
        kept=sum(1 for one, moves in zip(matches, found, strict=True) if one.new and not moves),
        edited=sum(one.edited for one in matches),
        moves=tuple(move for moves in found for move in moves),
        gone=tuple(Gone(item.section, item.block.kind, item.block.words, item.block.page) for item in lost),
        added=len(added),
        concordance=_concordance(matches, old, new),
    )


class _Pages:
    """The folios of both printings, as places in their order."""

    def __init__(self, old: Pagination, new: Pagination) -> None:
        self._old, self._new = _order(old), _order(new)

    def shift(self, old: str, new: str) -> int:
        return self._new.get(new, 0) - self._old.get(old, 0)


def _order(pagination: Pagination) -> dict[str, int]:
    """Place of each folio, counted from the first page with an arabic number, so that a longer preface moves no chapter."""
    first = next((index for index, folio in enumerate(pagination.pages) if folio.isdecimal()), 0)
    return {folio: index - first for index, folio in enumerate(pagination.pages)}


def _moves_of(one: Match, pages: _Pages) -> list[Move]:
    """What moved of a block: all of it where its beginning did, else the words around its page turns."""
    if one.new is None:
        return []
    found = spans(one.old.block, one.new.block)
    moved = found[:1] if found[0].was != found[0].now else [span for span in found if span.was != span.now]
    return [
        Move(
            section=one.old.section,
            kind=one.old.block.kind,
            words=span.words,
            old=span.was,
            new=span.now,
            edited=one.edited,
            turn=span is not found[0],
            shift=pages.shift(span.was, span.now),
        )
        for span in moved
    ]


def _concordance(matches: Sequence[Match], old: Pagination, new: Pagination) -> tuple[Row, ...]:
    rows: dict[str, set[str]] = {}
    for one in matches:
        block = one.old.block
        for page in (block.page, *(turn.page for turn in block.turns)):
            rows.setdefault(page, set())
        for span in spans(block, one.new.block) if one.new is not None else ():
            rows.setdefault(span.was, set()).add(span.now)
    places = {folio: index for index, folio in enumerate(new.pages)}
    ordered = [folio for folio in old.pages if folio in rows]
    return tuple(Row(folio, tuple(sorted(rows[folio], key=lambda page: places.get(page, -1)))) for folio in ordered)
