"""Where the text of one block stood, and where it stands: pairs of pages."""

from __future__ import annotations

from dataclasses import dataclass

from coursepack.editions.pagination import Block, Turn


@dataclass(frozen=True, slots=True)
class Span:
    """Some text of a block: its first words, the folio on which it stood, and that on which it stands."""

    was: str
    now: str
    words: str


def spans(old: Block, new: Block) -> list[Span]:
    """Divide a block at the page turns of both printings; the first span is its beginning."""
    return _of_same_text(old, new) if old.text == new.text else _of_edited_text(old, new)


def _of_same_text(old: Block, new: Block) -> list[Span]:
    words = {turn.character: turn.words for turn in (*new.turns, *old.turns)} | {0: old.words}
    return [Span(_page_at(old, point), _page_at(new, point), words[point]) for point in sorted(words)]


def _page_at(block: Block, character: int) -> str:
    pages = [turn.page for turn in block.turns if turn.character <= character]
    return pages[-1] if pages else block.page


def _of_edited_text(old: Block, new: Block) -> list[Span]:
    return [Span(old.page, new.page, old.words), *(Span(turn.page, _now(turn, new), turn.words) for turn in old.turns)]


def _now(turn: Turn, new: Block) -> str:
    """The page that an old turn became: the one that begins with its words or has its folio, else the block's first."""
    same = [other.page for other in new.turns if other.words == turn.words]
    pages = {new.page, *(other.page for other in new.turns)}
    return same[0] if same else turn.page if turn.page in pages else new.page
