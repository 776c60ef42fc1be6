"""Words that only the e-book puts in (labels for links that are heard, not seen), from templates/epub/words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from coursepack.theme import Theme

Words = Mapping[str, str]
"""Word or pattern by name."""

_FALLBACK = "en"


def read_words(theme: Theme, language: str) -> Words:
    """Read the words of a language ("en-GB" → en), or the English ones where it has none."""
    tables: dict[str, dict[str, str]] = tomllib.loads(theme.text("epub/words.toml"))
    return tables[_FALLBACK] | tables.get(language.partition("-")[0], {})
