"""Words that the build itself puts into a book ("Chapter 3", "Figure 2.1", "p. 43"), in the book's language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import Any

from coursepack.diagnostics import Diagnostic, Location, warning
from coursepack.theme import BROKEN_TEMPLATE, TemplateBroken, Theme

NO_WORDS = warning("C011", "The build has no words in the book's language")

FALLBACK = "en"
FILE = "labels.toml"


Quotes = tuple[str, str, str, str]
"""The marks that open and close a quotation, and one within it, with the spaces that belong to them."""
ENGLISH_QUOTES: Quotes = ("“", "”", "‘", "’")


@dataclass(frozen=True, slots=True)
class Labels:
    """One language of templates/labels.toml; patterns hold `{number}` or `{folio}`."""

    patterns: Mapping[str, str]
    numbers: tuple[str, ...]
    """Numbers of parts, spelt out."""
    months: tuple[str, ...]
    seasons: tuple[str, ...]
    """Spring, summer, autumn, winter."""
    quotes: Quotes
    titles: Mapping[str, str]
    """Headings of sections that have no file, by kind."""

    def word(self, name: str, **values: str) -> str:
        """Fill one pattern: `word("figure", number="2.1")` → "Figure 2.1"."""
        return self.patterns[name].format(**values)

    def part_number(self, number: int) -> str:
        """The number of a part in words, in figures from thirteen."""
        return self.numbers[number - 1] if number <= len(self.numbers) else str(number)


def read_labels(theme: Theme, language: str) -> Labels:
    """The labels of a language ("en-US": those of en, and what en-US says otherwise); the English ones where it has none.

    A book's own file need hold only what it says otherwise. Raises `TemplateBroken`.
    """
    shipped: dict[str, Any] = _parsed(Theme().text(FILE))
    own = _own_tables(theme)
    _check_tables(own, shipped)
    table: dict[str, Any] = {"titles": {}}
    for name in (FALLBACK, language.split("-", maxsplit=1)[0], language):
        for said in (shipped.get(name, {}), own.get(name, {})):
            table = {**table, **said, "titles": {**table["titles"], **said.get("titles", {})}}
    patterns = {name: value for name, value in table.items() if isinstance(value, str)}
    opening, closing, inner, inner_end, *_ = table["quotes"]
    return Labels(
        patterns=patterns,
        numbers=tuple(table["numbers"]),
        months=tuple(table["months"]),
        seasons=tuple(table["seasons"]),
        quotes=(opening, closing, inner, inner_end),
        titles=table["titles"],
    )


def check_labels(theme: Theme, language: str, named_at: Location) -> list[Diagnostic]:
    """Warn of a language that neither the templates nor the book's own labels have. Raises `TemplateBroken`."""
    main = language.split("-", maxsplit=1)[0]
    known = {**_parsed(Theme().text(FILE)), **_own_tables(theme)}
    if {main, language} & known.keys():
        return []
    hint = f"Put a table [{main}] into templates/{FILE} of the project, with what the English one holds."
    message = (
        f"“Chapter”, “Figure”, “Contents” and the like are printed in English: there are no words for ‘{language}’"
    )
    return [NO_WORDS.at(named_at, message, hint)]


@lru_cache(maxsize=2)
def _parsed(text: str) -> dict[str, Any]:
    """A file of labels, to be read and not changed; most books have only the one that is shipped."""
    return tomllib.loads(text)


def _own_tables(theme: Theme) -> dict[str, Any]:
    try:
        return _parsed(theme.text(FILE))
    except tomllib.TOMLDecodeError as fault:
        raise _broken(f"it is not valid TOML: {fault}") from fault


def _check_tables(own: Mapping[str, Any], shipped: Mapping[str, Any]) -> None:
    """Every value has the form of the English one, and no blanks but those that some language has."""
    for name, table in own.items():
        if not isinstance(table, dict):
            raise _broken(f"‘{name}’ must be a table: [{name}]")
        for key, value in table.items():
            models = [other[key] for other in shipped.values() if key in other]
            if models and not _fits(value, models):
                raise _broken(f"‘{name}.{key}’ must have the form of the English one: {models[0]!r}")


def _fits(value: Any, models: list[Any]) -> bool:
    if isinstance(models[0], dict):
        return isinstance(value, dict) and all(isinstance(word, str) for word in value.values())
    if isinstance(models[0], list):
        texts = isinstance(value, list) and all(isinstance(word, str) for word in value)
        return texts and len(value) >= len(models[0])
    return isinstance(value, str) and _blanks(value) <= set().union(*map(_blanks, models))


def _blanks(pattern: str) -> set[str]:
    """The names in braces of a pattern; an impossible one where braces do not pair, or say more than a name."""
    try:
        fields = [field for field in Formatter().parse(pattern) if field[1] is not None]
        return {"{" if form or conversion else str(name) for _, name, form, conversion in fields}
    except ValueError:
        return {"{"}


def _broken(message: str) -> TemplateBroken:
    hint = "compare it with the file of the same name that coursepack brings"
    return TemplateBroken(BROKEN_TEMPLATE.at(Location(f"templates/{FILE}"), message, hint))
