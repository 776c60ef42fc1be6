"""Which block of the new printing is which of the old one: the same text, else the nearest in its place.

First, within sections of the same id, blocks of equal text in the same order (difflib); then, between two such, the pairs
that are most alike; last, blocks of equal text anywhere, for what was moved to another section.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from coursepack.editions.pagination import Block, Pagination

ALIKE = 0.5
"""The least share of clauses, or of first words, that two versions of a block have in common."""
_MOST_PAIRS = 250_000
"""More blocks rewritten in one place are not compared one by one: they are gone, and others are new."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its section, and its place in the order of the whole book."""

    section: str
    order: int
    block: Block


@dataclass(frozen=True, slots=True)
class Match:
    """A block of the old printing and what it became: the same text, an edited one, or nothing."""

    old: Placed
    new: Placed | None

    @property
    def edited(self) -> bool:
        """Whether its text is other than it was."""
        return self.new is not None and self.new.block.text != self.old.block.text


def match(old: Pagination, new: Pagination) -> tuple[list[Match], list[Placed]]:
    """Match every block of the old printing, in its order; the second list is what only the new one has."""
    before, after = _placed(old), _placed(new)
    found: dict[int, Placed] = {}
    for section in dict.fromkeys(item.section for item in before):
        olds = [item for item in before if item.section == section]
        news = [item for item in after if item.section == section]
        found |= {earlier.order: later for earlier, later in _within_section(olds, news)}
    found |= _anywhere([item for item in before if item.order not in found], _without(after, list(found.values())))
    return [Match(item, found.get(item.order)) for item in before], _without(after, list(found.values()))


def _placed(pagination: Pagination) -> list[Placed]:
    blocks = [(section.id, block) for section in pagination.sections for block in section.blocks]
    return [Placed(section, order, block) for order, (section, block) in enumerate(blocks)]


def _without(items: Sequence[Placed], taken: Sequence[Placed]) -> list[Placed]:
    orders = {item.order for item in taken}
    return [item for item in items if item.order not in orders]


def _within_section(olds: Sequence[Placed], news: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    texts = [item.block.text for item in olds], [item.block.text for item in news]
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        gap = olds[old_from:old_to], news[new_from:new_to]
        yield from zip(*gap, strict=True) if tag == "equal" else _most_alike(*gap)


def _most_alike(olds: Sequence[Placed], news: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Pair the blocks of a gap, the most alike first."""
    if len(olds) * len(news) > _MOST_PAIRS:
        return
    scored = [(likeness(old.block, new.block), old, new) for old in olds for new in news]
    taken: set[tuple[str, int]] = set()
    for score, old, new in sorted(scored, key=lambda item: (-item[0], item[1].order, item[2].order)):
        if score >= ALIKE and not {("old", old.order), ("new", new.order)} & taken:
            taken |= {("old", old.order), ("new", new.order)}
            yield old, new


def likeness(old: Block, new: Block) -> float:
    """How much two versions of a block have in common, from 0 to 1."""
    if old.kind != new.kind:
        return 0
    if old.id and old.id == new.id and old.kind != "note":
        return 1
    clauses = SequenceMatcher(None, old.clauses, new.clauses, autojunk=False).ratio()
    words = SequenceMatcher(None, old.words.casefold().split(), new.words.casefold().split(), autojunk=False).ratio()
    return max(clauses, words)


def _anywhere(olds: Sequence[Placed], news: Sequence[Placed]) -> dict[int, Placed]:
    """Match what was moved to another section: text long enough not to be equal by chance."""
    waiting: dict[tuple[str, tuple[str, ...]], list[Placed]] = {}
    for item in news:
        waiting.setdefault(item.block.text, []).append(item)
    found: dict[int, Placed] = {}
    for item in olds:
        if len(item.block.clauses) > 1 and waiting.get(item.block.text):
            found[item.order] = waiting[item.block.text].pop(0)
    return found
