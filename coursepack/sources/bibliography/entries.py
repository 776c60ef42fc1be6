"""Fourth step: raw entries made into entries with plain values: macros resolved, names folded, doubled ones reported.

Inheritance is still to come (`inheritance`). Every raw entry becomes an entry, unless its key is missing or taken:
then it is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from coursepack.diagnostics import Diagnostic, Location, Rule, error, warning
from coursepack.sources.bibliography.clean_entries import RawEntry, RawField
from coursepack.sources.bibliography.model import Entry
from coursepack.sources.bibliography.split import MISSING_COMMA, UNBALANCED, UNREADABLE, RawMacro
from coursepack.sources.bibliography.values import LONGEST, balance, evaluate, in_one_pair

DUPLICATE_KEY = error("B006", "Two entries have the same key")
DUPLICATE_FIELD = error("B007", "An entry has a field twice")
BAD_KEY = error("B010", "A citation key is empty or cannot be cited")
UNKNOWN_MACRO = error("B011", "A macro is not defined")
TOO_LONG = error("B018", "A value is longer than any field can be")
MACRO_AGAIN = warning("B012", "A macro is defined twice, differently")

_KEY = re.compile(r"[^\W_](?:[\w:.#$%&+?<>~/-]*\w)?")
_FIELD_NAME = re.compile(r"[a-z_][a-z0-9_.:+/-]*")
_NEXT_FIELD = re.compile(r"([A-Za-z][\w.:+-]*)\s*=\s*")


@dataclass(slots=True)
class _Reading:
    """What is known half-way through a file."""

    shown_as: str
    macros: dict[str, str] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    folded: dict[str, Entry] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)

    def report(self, rule: Rule, line: int, message: str, hint: str) -> None:
        self.found.append(rule.at(Location(self.shown_as, line), message, hint))


def make_entries(items: Iterable[RawEntry | RawMacro], shown_as: str) -> tuple[dict[str, Entry], list[Diagnostic]]:
    """Entries by key in file order; of entries with the same key, the first."""
    reading = _Reading(shown_as)
    for item in items:
        if isinstance(item, RawMacro):
            _define(item, reading)
        else:
            _keep(item, reading)
    return reading.entries, reading.found


def _define(macro: RawMacro, reading: _Reading) -> None:
    name = macro.name.lower()
    value = _resolve(RawField(f"@string {macro.name}", macro.expression, macro.line), reading)[0]
    if reading.macros.get(name, value) != value:
        reading.report(MACRO_AGAIN, macro.line, f"macro ‘{macro.name}’ is defined again, differently", "Keep one.")
    reading.macros[name] = value


def _keep(raw: RawEntry, reading: _Reading) -> None:
    if not raw.type:
        reading.report(UNREADABLE, raw.line, f"entry ‘{raw.key}’ has no type", "Write its type after @, as in @book{.")
        return
    if not raw.key:
        reading.report(
            BAD_KEY,
            raw.line,
            f"this @{raw.type} has no citation key",
            "Write a key after the brace, as in @book{mao1958,.",
        )
        return
    if not _KEY.fullmatch(raw.key):
        hint = "Use letters, digits and - _ : . inside the key; begin and end it with a letter or digit."
        reading.report(BAD_KEY, raw.line, f"the key ‘{raw.key}’ cannot be cited", hint)
    if twin := reading.folded.get(raw.key.casefold()):
        same = "the key" if twin.key == raw.key else "the key, but for capitals,"
        message = f"‘{raw.key}’ is {same} of the entry in line {twin.location.line}"
        reading.report(DUPLICATE_KEY, raw.line, message, "Give one of them another key, or remove it.")
    if raw.key in reading.entries:
        return
    entry = _entry(raw, reading)
    reading.entries[raw.key] = entry
    reading.folded.setdefault(raw.key.casefold(), entry)


def _entry(raw: RawEntry, reading: _Reading) -> Entry:
    fields: dict[str, str] = {}
    lines: dict[str, int] = {}
    for name, value, line in _fields(raw, reading):
        if name in fields:
            reading.report(
                DUPLICATE_FIELD, line, f"‘{raw.key}’ has {name} twice; the first is used", "Remove one of them."
            )
            continue
        fields[name], lines[name] = value, line
    place = Location(reading.shown_as, raw.line)
    return Entry(raw.key, raw.type.lower(), fields, raw.raw, place, _keywords(fields), lines)


def _fields(raw: RawEntry, reading: _Reading) -> Iterator[tuple[str, str, int]]:
    """Name, value and line of each field, those behind a missing comma too."""
    for written in raw.fields:
        item: RawField | None = written
        while item is not None:
            name = _field_name(item.name)
            if not name:
                message = f"‘{raw.key}’ has something that is no field: ‘{_short(item.name)}’"
                hint = "Write each field as name = {value}, with one comma after each."
                reading.report(MISSING_COMMA, item.line, message, hint)
                break
            value, rest = _resolve(item, reading)
            yield name, value, item.line
            item = _behind(raw, item, rest, reading) if rest else None


def _behind(raw: RawEntry, item: RawField, rest: str, reading: _Reading) -> RawField | None:
    """The field that stands behind a missing comma, if it is one."""
    message = f"a comma is missing after {_field_name(item.name)} in ‘{raw.key}’, before ‘{_short(rest)}’"
    reading.report(MISSING_COMMA, item.line, message, "Put a comma after each field.")
    following = _NEXT_FIELD.match(rest)
    return RawField(following[1], rest[following.end() :], item.line) if following else None


@lru_cache(maxsize=1024)
def _field_name(written: str) -> str:
    """The name of a field in small letters; empty for what is none."""
    name = written.strip().lower()
    return name if _FIELD_NAME.fullmatch(name) else ""


def _resolve(item: RawField, reading: _Reading) -> tuple[str, str]:
    simple = in_one_pair(item.expression, paired=item.paired)
    if simple is not None:
        return simple, ""
    value = evaluate(item.expression, reading.macros)
    for name in value.unknown:
        hint = "Define it with @string before this line, or put braces around the words."
        reading.report(UNKNOWN_MACRO, item.line, f"{item.name} uses the macro ‘{name}’, which is not defined", hint)
    if value.too_long:
        hint = "Look for a brace that is not closed, or for macros that repeat each other."
        reading.report(TOO_LONG, item.line, f"{item.name} has more than {LONGEST:,} characters", hint)
        return balance(value.text)[0], value.rest
    text, balanced = balance(value.text)
    if value.unbalanced or not balanced:
        reading.report(
            UNBALANCED, item.line, f"{item.name} has a brace or quotation mark without its partner", "Close it."
        )
    return text, value.rest


def _keywords(fields: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(word for part in re.split("[,;]", fields.get("keywords", "")) if (word := part.strip()))


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else f"{words[:39]}…"
