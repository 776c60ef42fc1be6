"""Sheets with folios filled in, each once for the folios that it asks for.

In: sheets, and the folios as they are known or guessed at the time. Out: the sheets as they go to press. Most ask for a few
folios, and go to press with the same ones in every pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from coursepack.editions.layout.folios import Fill, leave_gaps
from coursepack.editions.layout.sheet import Sheet


class Filling:
    """Fills sheets in; with `even_digits`, noughts stand for the digits of folios."""

    def __init__(self, fill: Fill, *, even_digits: bool) -> None:
        self._fill, self._even_digits = fill, even_digits
        self._made: dict[str, list[tuple[dict[str, str | None], Sheet]]] = {}
        """By the id of a sheet: what it was told of each folio that it asked for, and what came of it."""

    def __call__(self, sheet: Sheet, folios: Mapping[str, str]) -> Sheet:
        """The sheet with these folios. `fill` is a pure function: told the same of all that it asks for, it makes the same."""
        known = self._made.setdefault(sheet.id, [])
        for told, filled in known:
            if all(folios.get(name) == folio for name, folio in told.items()):
                return filled
        asked = _Asked(folios)
        html = self._fill(sheet, asked)
        made = replace(sheet, html=leave_gaps(html) if self._even_digits else html)
        if not asked.for_all:
            known.append((asked.told, made))
        return made


class _Asked(Mapping[str, str]):
    """Folios that remember what they were asked for, and what they answered: None for one that is not known."""

    def __init__(self, folios: Mapping[str, str]) -> None:
        self._folios = folios
        self.told: dict[str, str | None] = {}
        self.for_all = False
        """Whether they were asked for in a row, all that there are."""

    def __getitem__(self, name: str) -> str:
        folio = self.told[name] = self._folios.get(name)
        if folio is None:
            raise KeyError(name)
        return folio

    def __iter__(self) -> Iterator[str]:
        self.for_all = True
        return iter(self._folios)

    def __len__(self) -> int:
        self.for_all = True
        return len(self._folios)
