"""Guess on which pages the places of a section will stand, before it is laid out: enough to know most folios' digits.

In: the HTML of a section. Out: an `Extent`, for a page that holds so many characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from coursepack.editions.layout.facts import Extent

_ID = re.compile(r"""\bid\s*=\s*["']([^"']+)["']""")
_FILLED = re.compile("\ue000[^\ue001]*\ue001")
_SPACE = re.compile(r"\s{2,}")
_IMAGE = 700
"""Characters that would stand where an image stands."""
_OPENING = 600
"""Those that the head of a section takes the room of."""
_FEWEST_PAGES = 3
"""Of a section that tells how much a page holds."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """How much a section holds, counted in characters."""

    whole: int
    before: Mapping[str, int]
    """What stands before each element with an id."""

    def extent(self, capacity: float) -> Extent:
        """Where the pages would break that hold so many characters."""
        last = max(round(self.whole / capacity), 1) - 1
        return Extent(last + 1, {name: min(int(count / capacity), last) for name, count in self.before.items()})


@lru_cache(maxsize=256)
def weigh(html: str) -> Bulk:
    """Count what a section holds; tokens, which become folios, count for nothing. Kept from build to build."""
    count, before = _OPENING, dict[str, int]()
    first, *pieces = _SPACE.sub(" ", _FILLED.sub("", html)).split("<")
    count += len(first)
    for piece in pieces:
        tag, _, text = piece.partition(">")
        if "id" in tag:
            before.update(dict.fromkeys(_ID.findall(tag), count))
        count += len(text) + (_IMAGE if tag.startswith("img ") else 0)
    return Bulk(count, MappingProxyType(before))


def capacity_of(laid_out: Iterable[tuple[Bulk, Extent]]) -> float | None:
    """How many characters a page holds, as the sections that are laid out show; None where they are too short to tell."""
    long = [(bulk, extent) for bulk, extent in laid_out if extent.length >= _FEWEST_PAGES]
    pages = sum(extent.length for _, extent in long)
    return sum(bulk.whole for bulk, _ in long) / pages if pages else None
