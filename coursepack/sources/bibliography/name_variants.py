"""One person under two names, who would be printed as two: Mao Tse-tung and Mao Zedong, N. S. and Nikita Sergeevich Khrushchev.

In: resolved entries. Out: one warning for each further form, where it occurs first. Only what is safe is said: the same letters
but for accents and hyphens, Wade–Giles and pinyin, and two initials or more with the one full name that they fit. All other
variants belong into an authority file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coursepack.diagnostics import Diagnostic, warning
from coursepack.sources.bibliography.model import NAME_LISTS, Entry
from coursepack.sources.bibliography.names import family_and_given, is_corporate, split_names
from coursepack.sources.bibliography.spellings import fold, two_spellings
from coursepack.sources.bibliography.wade_giles import as_pinyin

TWO_NAMES = warning("B033", "A person is named in two ways")

_INITIAL = re.compile(r"[^\W\d_]\.?", re.UNICODE)
_PARTS = re.compile(r"[\s.]+")
_HYPHEN = re.compile("['’ʻ-]")


@dataclass(frozen=True, slots=True)
class Person:
    """A name as it stands in a file, and the first place where it does."""

    family: str
    given: str
    entry: Entry
    role: str

    def __str__(self) -> str:
        return f"{self.family}, {self.given}" if self.given else self.family

    @property
    def place(self) -> tuple[Entry, str]:
        """The entry and its field."""
        return self.entry, self.role


def compare_names(entries: Mapping[str, Entry]) -> Iterator[Diagnostic]:
    """Persons who occur under more than one form of their name."""
    people = persons(entries)
    told: set[tuple[str, str]] = set()
    for one, other in (*_spelt_apart(people), *_romanised(people), *_initials(people)):
        if (one.family, one.given) not in told:
            told.add((one.family, one.given))
            yield two_spellings(TWO_NAMES, "name", one.place, str(one), other.place, str(other))


def persons(entries: Mapping[str, Entry]) -> list[Person]:
    """Every form of a personal name in a file, once, in the order of first occurrence."""
    found: dict[tuple[str, str], Person] = {}
    for entry in entries.values():
        for role in NAME_LISTS:
            if role not in entry.lines:
                continue
            first = entry.family_first.get(role, frozenset())
            for position, name in enumerate(split_names(entry.fields[role])):
                if not is_corporate(name) and name.lower() != "others":
                    family, given = family_and_given(name, family_first=position in first)
                    found.setdefault((family, given), Person(family, given, entry, role))
    return list(found.values())


def _spelt_apart(people: list[Person]) -> Iterator[tuple[Person, Person]]:
    """The same letters, but other accents, capitals, points or hyphens."""
    first: dict[tuple[str, str], Person] = {}
    for person in people:
        other = first.setdefault((fold(person.family), fold(person.given)), person)
        if other is not person:
            yield person, other


def _romanised(people: list[Person]) -> Iterator[tuple[Person, Person]]:
    """A name in Wade–Giles (its given name is hyphenated) whose pinyin stands in the file as well."""
    hyphenated = [person for person in people if _HYPHEN.search(person.given)]
    known = {(fold(person.family), fold(person.given)): person for person in reversed(people)} if hyphenated else {}
    for person in hyphenated:
        for family in as_pinyin(person.family):
            for given in as_pinyin(person.given):
                other = known.get((family, given))
                if other is not None and other is not person and not _HYPHEN.search(other.given):
                    yield person, other


def _initials(people: list[Person]) -> Iterator[tuple[Person, Person]]:
    """Two or more initials, where only one person of that family name has a full name that they fit."""
    full: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in people:
        parts = _given_parts(person)
        if len(parts) > 1 and not _is_initials(parts):
            full[fold(person.family), _first_letters(parts)].append(person)
    for person in people:
        parts = _given_parts(person)
        if len(parts) > 1 and _is_initials(parts):
            others = full.get((fold(person.family), _first_letters(parts)), [])
            if len(others) == 1:
                yield person, others[0]


def _given_parts(person: Person) -> list[str]:
    return [part for part in _PARTS.split(person.given) if part]


def _is_initials(parts: list[str]) -> bool:
    return all(_INITIAL.fullmatch(part) for part in parts)


def _first_letters(parts: list[str]) -> str:
    return "".join(fold(part)[:1] for part in parts)
