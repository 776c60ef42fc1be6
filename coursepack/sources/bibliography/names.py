"""Lists of names: where one ends and the next begins, and which are written family name first.

A name is family-first (Mao Zedong, never Zedong Mao) if the entry says so, `author+an = {1=family-first}`; or if its
first author's name is given in Chinese, Japanese or Korean characters by `nameaddon`; or if the work is in such a
language by `langid` or `language`; or if the same name is family-first anywhere else in the file. `{1=given-first}`
overrules all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from coursepack.diagnostics import Diagnostic, warning
from coursepack.sources.bibliography.latex import plain
from coursepack.sources.bibliography.model import NAME_LISTS, Entry
from coursepack.sources.bibliography.wordlist import words

TWO_ORDERS = warning("B027", "A name is written in two orders")
BAD_NAME = warning("B029", "A name cannot be divided into its parts")

FAMILY_FIRST_LANGUAGES = words("chinese pinyin zh japanese ja korean ko vietnamese vi")
_AND = re.compile(r"\\.|[{}]|\s+and\s+", re.DOTALL | re.IGNORECASE)
_PLAIN_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_PLACES = {role: place for place, role in enumerate(NAME_LISTS)}
_ANNOTATION = re.compile(r"\s*(\d{1,6})\s*=\s*([^;]*)")


def split_names(value: str) -> list[str]:
    """Divide a list into names, as written; an `and` inside braces does not divide."""
    return list(_split(value))


@lru_cache(maxsize=32_768)
def _split(value: str) -> tuple[str, ...]:
    """Divide once what several checks ask for."""
    if "{" not in value and "\\" not in value:
        return tuple(name for part in _PLAIN_AND.split(value) if (name := part.strip()))
    names: list[str] = []
    depth = start = 0
    for mark in _AND.finditer(value):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
        elif depth <= 0 and mark[0].strip().lower() == "and":
            names.append(value[start : mark.start()].strip())
            start = mark.end()
    names.append(value[start:].strip())
    return tuple(name for name in names if name)


def is_corporate(name: str) -> bool:
    """Whether braces hold the whole name together, as in `{Chinese Communist Party}`."""
    if not (name.startswith("{") and name.endswith("}")):
        return False
    depth = 0
    for position, character in enumerate(name):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if not depth:
            return position == len(name) - 1
    return False


def has_cjk(text: str) -> bool:
    """Whether text holds a Chinese, Japanese or Korean character."""
    return bool(_CJK.search(text))


def family_and_given(name: str, *, family_first: bool = False) -> tuple[str, str]:
    """Divide a personal name, as plain text; without a comma, the family name is its last word, or its first."""
    if "," in name:
        family, _, given = name.partition(",")
    elif family_first:
        family, _, given = name.partition(" ")
    else:
        given, _, family = name.rpartition(" ")
    return plain(family), plain(given)


def settle_name_order(entries: Mapping[str, Entry]) -> tuple[dict[str, Entry], list[Diagnostic]]:
    """Fill in `family_first`, and report names whose order is doubtful."""
    said = {key: orders for key, entry in entries.items() if (orders := _said(entry))}
    if not said:
        return dict(entries), [*_contradictions(entries), *_unclear(entries)]
    marked = {identity for orders in said.values() for identity, first in orders.values() if first}
    settled: dict[str, Entry] = {}
    for key, entry in entries.items():
        first: dict[str, set[int]] = {}
        for role, position, name in _persons(entry):
            identity, order = said.get(key, {}).get((role, position), (_identity(name, False), None))
            if order if order is not None else identity in marked:
                first.setdefault(role, set()).add(position)
        family_first = {role: frozenset(positions) for role, positions in first.items()}
        settled[key] = replace(entry, family_first=family_first) if family_first else entry
    return settled, [*_contradictions(settled), *_unclear(entries)]


def _persons(entry: Entry) -> Iterator[tuple[str, int, str]]:
    """List, position and name of each personal name."""
    for role in _roles(entry):
        for position, name in enumerate(_split(entry.fields[role])):
            if not is_corporate(name) and name.lower() != "others":
                yield role, position, name


def _roles(entry: Entry) -> list[str]:
    """The lists of names that an entry has, in the order of `NAME_LISTS`."""
    return sorted((name for name in entry.fields if name in _PLACES), key=_PLACES.__getitem__)


@lru_cache(maxsize=65_536)
def _identity(name: str, family_first: bool) -> tuple[str, str]:
    family, given = family_and_given(name, family_first=family_first)
    return family.casefold(), given.casefold()


def _said(entry: Entry) -> dict[tuple[str, int], tuple[tuple[str, str], bool]]:
    """Read what an entry itself says of its names: list and position → the name and whether it is family-first."""
    orders: dict[tuple[str, int], tuple[tuple[str, str], bool]] = {}
    annotated = any("+an" in name for name in entry.fields)
    language = entry.fields.get("langid") or entry.fields.get("language", "")
    by_language = language.lower() in FAMILY_FIRST_LANGUAGES
    named = "author" if "author" in entry.fields else "editor"
    by_addon = has_cjk(entry.fields.get("nameaddon", ""))
    for role, position, name in _persons(entry) if by_language or by_addon or annotated else ():
        written = _annotated(entry, role).get(position)
        default = (
            True if (by_language and role != "translator") or (by_addon and (role, position) == (named, 0)) else None
        )
        order = written if written is not None else default
        if order is not None:
            orders[role, position] = (_identity(name, order), order)
    return orders


def _annotated(entry: Entry, role: str) -> dict[int, bool]:
    """Positions (from 0) that `role+an`, or a named `role+an:…`, marks as family-first or given-first."""
    orders: dict[int, bool] = {}
    mark = f"{role}+an"
    for name, value in entry.fields.items():
        if name.startswith(mark) and name[len(mark) :][:1] in ("", ":"):
            for said in _ANNOTATION.finditer(value):
                words = {word.strip() for word in said[2].split(",")}
                if words & {"family-first", "given-first"}:
                    orders[int(said[1]) - 1] = "family-first" in words
    return orders


def _contradictions(entries: Mapping[str, Entry]) -> Iterator[Diagnostic]:
    """Names that stand in the file as `Mao, Zedong` and as `Zedong, Mao` (or `Mao Zedong`, which means the same)."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries.values():
        for role, position, name in _persons(entry):
            if role in entry.inherited:
                continue
            first = position in entry.family_first.get(role, frozenset())
            family, given = _identity(name, first)
            seen.setdefault((family, given), entry)
            other = seen.get((given, family))
            if given and family != given and other:
                message = f"{role} ‘{plain(name)}’ of ‘{entry.key}’ has its parts the other way round in ‘{other.key}’"
                yield TWO_ORDERS.at(entry.at(role), message, "Write every name as Family, Given.")


def _unclear(entries: Mapping[str, Entry]) -> Iterator[Diagnostic]:
    for entry in entries.values():
        for role in _roles(entry):
            for name in _split(entry.fields[role]):
                if (name.count(",") > 2 and not is_corporate(name)) or name.strip(", ") == "":
                    message = f"{role} of ‘{entry.key}’: ‘{plain(name)}’ has more commas than a name has parts"
                    hint = "Separate names by ‘and’; put an organisation's name in double braces."
                    yield BAD_NAME.at(entry.at(role), message, hint)
