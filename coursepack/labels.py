"""Words that the build itself puts into a book ("Chapter 3", "Figure 2.1", "p. 43"), in the book's language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coursepack.theme import Theme

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Labels:
    """One language of templates/labels.toml; patterns hold `{number}` or `{folio}`."""

    patterns: Mapping[str, str]
    numbers: tuple[str, ...]
    """Numbers of parts, spelt out."""
    months: tuple[str, ...]
    seasons: tuple[str, ...]
    """Spring, summer, autumn, winter."""
    titles: Mapping[str, str]
    """Headings of sections that have no file, by kind."""

    def word(self, name: str, **values: str) -> str:
        """Fill one pattern: `word("figure", number="2.1")` → "Figure 2.1"."""
        return self.patterns[name].format(**values)

    def part_number(self, number: int) -> str:
        """The number of a part in words, in figures from thirteen."""
        return self.numbers[number - 1] if number <= len(self.numbers) else str(number)


def read_labels(theme: Theme, language: str) -> Labels:
    """The labels of a language ("en-US": those of en, and what en-US says otherwise); the English ones where it has none."""
    tables: dict[str, Any] = tomllib.loads(theme.text("labels.toml"))
    primary = language.split("-", maxsplit=1)[0]
    table = {**tables[FALLBACK], **tables.get(primary, {}), **tables.get(language, {})}
    patterns = {name: value for name, value in table.items() if isinstance(value, str)}
    return Labels(patterns, tuple(table["numbers"]), tuple(table["months"]), tuple(table["seasons"]), table["titles"])
