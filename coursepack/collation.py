"""The order of the alphabet in a language: what a reader looks for first stands first.

In: headings as the book prints them. Out: keys to sort by, and the letter under which a heading stands. The rules are those of
indexes (ISO 999, 8; The Chicago Manual of Style, 18th ed., 15.61–94): accents, case, punctuation and a leading article do not
count, numbers stand in the order of their values, and a comma or an opening bracket ends what is compared first. The only
room that imports ICU, whose tables (Unicode CLDR) know the alphabets of languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

import icu

VERSION = str(icu.ICU_VERSION)
"""Of the tables: another may file otherwise, so that it is part of a key."""

FilingKey = tuple[tuple[tuple[tuple[bytes, ...], int], ...], bytes, str]
"""Segments of the heading, each of its words and the rank of the mark that ends it; then accents and case; then the text."""

_ARTICLES = {
    "en": ("a", "an", "the"),
    "de": ("der", "die", "das", "ein", "eine"),
    "fr": ("le", "la", "les", "un", "une", "l’", "l'"),
    "es": ("el", "la", "los", "las", "un", "una"),
    "it": ("il", "lo", "la", "i", "gli", "le", "un", "uno", "una", "l’", "l'"),
    "nl": ("de", "het", "een", "’t", "'t"),
    "pt": ("o", "a", "os", "as", "um", "uma"),
}
"""Articles that a heading may begin with and that are not looked up."""

_LINKS = {
    "en": "about after against among and as at before between by during for from in into near of on or over to toward towards "
    "under upon versus via with within without".split(),
    "de": "als am an auf aus bei bis durch für gegen im in mit nach ohne seit über um und unter vom von vor während zu zum "
    "zur zwischen".split(),
    "fr": "à au aux avant avec chez comme contre dans de des du en entre et ou par pour sans sous sur vers d’ d'".split(),
}
"""Conjunctions and prepositions that a sub-heading may begin with and that are not looked up (Chicago 15.73)."""

_ENDS = {"(": 1, "[": 1, ",": 2, ";": 2, ":": 2}
"""Marks that end what is compared first, in the order in which what follows them is filed (Chicago 15.63)."""

_SEGMENT = re.compile(r"([^(\[,;:]*)([(\[,;:]?)")
_NUMERAL = re.compile(r"\d")


class Alphabetising(StrEnum):
    """How the spaces between words are taken."""

    LETTER = "letter"
    """Letter by letter: spaces do not count; Newark, New York."""
    WORD = "word"
    """Word by word: a shorter word stands first; New York, Newark."""


@dataclass(frozen=True)
class Collation:
    """The order of one language (a BCP 47 tag, such as `en-GB`)."""

    language: str
    alphabetising: Alphabetising = Alphabetising.LETTER

    def key(self, words: str, *, below: bool = False, whole: bool = False) -> FilingKey:
        """The key that a heading is sorted by; of a sub-heading (`below`), leading links are left out as articles are.

        `whole`: nothing is left out.
        """
        filed = words if whole else self._without_lead(words, below=below)
        return self._segments(filed), self._whole.getSortKey(filed), words

    def without_article(self, words: str) -> str:
        """The words without a leading article of the language, if anything follows it."""
        return self._without_lead(words, below=False)

    def letter(self, words: str) -> str:
        """The letter of the language's alphabet under which a heading stands; "" for one that begins with none."""
        filed = self._without_lead(words, below=False).lstrip()
        index = self._letters.getBucketIndex(re.sub(r"^[^\w]+", "", filed))
        labels = self._labels
        return labels[index] if filed and 0 < index < len(labels) - 1 else ""

    def _segments(self, filed: str) -> tuple[tuple[tuple[bytes, ...], int], ...]:
        parts = [(match[1], _ENDS.get(match[2], 0)) for match in _SEGMENT.finditer(filed) if match[0]]
        return tuple((self._words(part), end) for part, end in parts)

    def _words(self, part: str) -> tuple[bytes, ...]:
        split = part.split() if self.alphabetising is Alphabetising.WORD else [part]
        return tuple(self._plain.getSortKey(word) for word in split)

    def _without_lead(self, words: str, *, below: bool) -> str:
        leads = [*_ARTICLES.get(self._main, ()), *(_LINKS.get(self._main, ()) if below else ())]
        rest = words.strip()
        while (shorter := _without_first(rest, leads)) != rest:
            rest = shorter
        return rest

    @property
    def _main(self) -> str:
        return self.language.split("-", maxsplit=1)[0]

    @cached_property
    def _plain(self) -> Any:
        """Compares letters only: no accents that the language does not count as letters, no case, no punctuation."""
        return _collator(self.language, icu.Collator.PRIMARY)

    @cached_property
    def _whole(self) -> Any:
        return _collator(self.language, icu.Collator.TERTIARY)

    @cached_property
    def _letters(self) -> Any:
        return _alphabet(self.language)

    @cached_property
    def _labels(self) -> list[str]:
        return [label for label, _ in self._letters]


def _without_first(words: str, leads: list[str]) -> str:
    """Words without the first if it is one of `leads` and something follows it."""
    for lead in leads:
        elided = lead.endswith(("’", "'"))
        start = words[: len(lead)].casefold()
        rest = words[len(lead) :]
        if start == lead and rest.strip() and (elided or rest[0].isspace()):
            return rest.lstrip()
    return words


@cache
def _collator(language: str, strength: int) -> Any:
    collator = icu.Collator.createInstance(icu.Locale.forLanguageTag(language))
    collator.setStrength(strength)
    collator.setAttribute(icu.UCollAttribute.NUMERIC_COLLATION, icu.UCollAttributeValue.ON)
    collator.setAttribute(icu.UCollAttribute.ALTERNATE_HANDLING, icu.UCollAttributeValue.SHIFTED)
    return collator


@cache
def _alphabet(language: str) -> Any:
    return icu.AlphabeticIndex(icu.Locale.forLanguageTag(language)).addLabels(icu.Locale.getEnglish())
