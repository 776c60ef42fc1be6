"""Headings that are probably meant to be one: they differ in case, accents, number, word order, or by one letter."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from coursepack.collation import Collation
from coursepack.diagnostics import Diagnostic, warning
from coursepack.document.index.headings import Heading, Indexes, Level

SIMILAR = warning("X015", "two index headings are nearly the same")

_PLURAL = re.compile(r"(?<=[sxz])es$|(?<=[cs]h)es$|(?<=\w\w[^su])s$")

_SHORTEST = 6
"""Letters that a heading must have for one letter more or less to look like a slip: "war" and "wars", but not "Mao" and "Lao"."""


def check_similar(indexes: Indexes, collation: Collation) -> list[Diagnostic]:
    """Compare the headings that stand at one level, in every index."""
    found: list[Diagnostic] = []
    for name in sorted(indexes):
        found += _check_level(indexes[name], collation)
    return found


def _check_level(level: Level, collation: Collation) -> Iterator[Diagnostic]:
    headings = sorted(level.values(), key=lambda heading: collation.key(heading.words))
    for first, second, how in _pairs(headings):
        if second.words not in {**first.see, **first.see_also} and first.words not in {**second.see, **second.see_also}:
            hint = "mark both with the same entry; or let one refer to the other with see"
            message = f"‘{second.name}’ and ‘{first.name}’ (first marked at {first.place}) {how}"
            yield SIMILAR.at(second.place, message, hint)
    for heading in headings:
        yield from _check_level(heading.below, collation)


def _pairs(headings: list[Heading]) -> Iterator[tuple[Heading, Heading, str]]:
    """Pairs that look alike, and in what they differ; each pair once. Forms are compared by look-up, not all with all."""
    seen: set[tuple[int, int]] = set()
    plain = [_plain(heading.words) for heading in headings]
    for how, forms in (
        ("differ only in case, accents or punctuation", [[form] for form in plain]),
        ("differ only in number", [[_singular(form)] for form in plain]),
        ("have the same words", [[" ".join(sorted(form.split()))] for form in plain]),
        ("differ by one letter", [_without_one(form) for form in plain]),
    ):
        for pair in sorted(_alike(forms)):
            one, other = pair
            if pair not in seen and (how != "differ by one letter" or _one_slip(plain[one], plain[other])):
                seen.add(pair)
                yield headings[one], headings[other], how


def _alike(forms: list[list[str]]) -> set[tuple[int, int]]:
    by_form: dict[str, list[int]] = defaultdict(list)
    for number, several in enumerate(forms):
        for form in dict.fromkeys(filter(None, several)):
            by_form[form].append(number)
    return {(one, other) for numbers in by_form.values() for one in numbers for other in numbers if one < other}


def _plain(words: str) -> str:
    """Without case, accents and punctuation, the words parted by single spaces."""
    base = "".join(char for char in unicodedata.normalize("NFKD", words) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", base.casefold().replace("’", "").replace("'", "")))


def _singular(form: str) -> str:
    """Without the ending of an English plural in any word."""
    return " ".join(_PLURAL.sub("", re.sub(r"(?<=\w\w)ies$", "y", word)) for word in form.split())


def _without_one(form: str) -> list[str]:
    """The form, and all that remain of it when one letter is left out; none of short ones and of those with numbers."""
    if len(form) < _SHORTEST or any(char.isdigit() for char in form):
        return []
    return [form, *(form[:at] + form[at + 1 :] for at in range(len(form)))]


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter was changed, left out or put in, or two neighbours changed places."""
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[start:], other[start:]
    swapped = len(rest) == len(others) and rest[:2] == others[:2][::-1] and rest[2:] == others[2:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or swapped
