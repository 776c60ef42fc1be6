"""One thing under two spellings, which would be printed as two: places, publishers and journals (`name_variants` has persons).

In: resolved entries. Out: one warning for each further spelling, where it occurs first. Spellings are folded and grouped, never
compared in pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from coursepack.diagnostics import Diagnostic, Rule, warning
from coursepack.sources.bibliography.latex import plain
from coursepack.sources.bibliography.model import Entry
from coursepack.sources.bibliography.names import is_corporate, split_names
from coursepack.sources.bibliography.wordlist import words

TWO_PLACES = warning("B034", "A place or publisher is written in two ways")
TWO_JOURNALS = warning("B035", "A journal is written in two ways")

Spellings = Mapping[str, tuple[Entry, str]]
"""Each spelling in a file, with the entry and the field that have it first."""

_PLACES = (
    "Beijing Peking Peiping", "Nanjing Nanking", "Guangzhou Canton", "Tianjin Tientsin", "Chongqing Chungking",
    "Xiamen Amoy", "Moscow Moskva", "Cologne Köln", "Munich München", "Vienna Wien", "Prague Praha", "Rome Roma",
    "Warsaw Warszawa", "Florence Firenze", "Milan Milano", "Turin Torino", "Venice Venezia", "Geneva Genève",
    "Brussels Bruxelles Brussel", "Copenhagen København", "Lisbon Lisboa", "Bucharest București", "Belgrade Beograd",
    "Sofia Sofiya", "Athens Athina", "Kyiv Kiev", "Mumbai Bombay", "Kolkata Calcutta", "Yangon Rangoon",
)  # fmt: skip
"""The names of one place, the English one first."""
_COMPANY = words("the inc ltd limited llc gmbh ag co company corporation corp publishers publishing publications sons")
_SHORTENED = {"univ": "university", "pr": "press", "publ": "publishers", "&": "and"}
_SMALL = words("the of and for in on a an de la le les des du et der die das und für zur")
_NOT_WORD = re.compile(r"[^\w&]+")
_ASCII_SIGN = re.compile(r"[^a-z0-9]+")
_TYPOGRAPHY = str.maketrans("’‘“”", "''\"\"")
_SHORTEST = 4  # letters that a publisher's name must keep without its initials: “W. W. Norton” is “Norton”


def compare_spellings(entries: Mapping[str, Entry]) -> Iterator[Diagnostic]:
    """Places, publishers and journals that occur in more than one spelling."""
    yield from _compare(_spellings(entries, ("location", "address"), parts=True), _place, TWO_PLACES, "place")
    yield from _compare(_spellings(entries, ("publisher",), parts=False), _publisher, TWO_PLACES, "publisher")
    journals = _spellings(entries, ("journaltitle", "journal"), parts=False)
    yield from _compare(journals, _journal, TWO_JOURNALS, "journal")
    yield from _abbreviated(journals)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A text in small letters without accents, signs and white space."""
    if text.isascii():  # nearly all, and much faster
        return _ASCII_SIGN.sub("", text.lower())
    return "".join(char for char in _unaccented(text) if char.isalnum())


def _unaccented(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))


def _words(text: str) -> list[str]:
    bare = _unaccented(text).replace("'", "").replace("’", "")
    return [_SHORTENED.get(word, word) for word in _NOT_WORD.split(bare) if word]


def _spellings(entries: Mapping[str, Entry], fields: Sequence[str], *, parts: bool) -> Spellings:
    """The spellings of some fields; with `parts`, of each item of a list (`London and New York`)."""
    found: dict[str, tuple[Entry, str]] = {}
    for entry in entries.values():
        for name in fields:
            written = entry.fields.get(name, "") if name in entry.lines else ""
            for part in split_names(written) if parts and not is_corporate(written) else (written,):
                spelling = plain(part).translate(_TYPOGRAPHY)
                if spelling:
                    found.setdefault(spelling, (entry, name))
    return found


def _compare(spellings: Spellings, mark: Callable[[str], str], rule: Rule, what: str) -> Iterator[Diagnostic]:
    """Spellings with an equal mark mean the same."""
    first: dict[str, str] = {}
    for spelling in spellings:
        other = first.setdefault(mark(spelling), spelling)
        if other is not spelling:
            yield two_spellings(rule, what, spellings[spelling], spelling, spellings[other], other)


def two_spellings(
    rule: Rule, what: str, found: tuple[Entry, str], spelling: str, elsewhere: tuple[Entry, str], other: str
) -> Diagnostic:
    """Report a spelling, and the other one of the same thing."""
    (entry, name), (twin, there) = found, elsewhere
    line = twin.at(there).line
    message = f"the {what} ‘{spelling}’ of ‘{entry.key}’ seems to be ‘{other}’ of ‘{twin.key}’ in line {line}"
    return rule.at(entry.at(name), message, "Write it in one way; an authority file can say which.")


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    rows = [names.split() for names in _PLACES]
    return {fold(name): fold(row[0]) for row in rows for name in row}


def _place(name: str) -> str:
    folded = fold(name)
    return _english().get(folded, folded)


def _publisher(name: str) -> str:
    """Without legal forms and initials; `UP` at the end is a university press."""
    given = _words(name)
    if len(given) > 1 and given[-1] == "up":
        given[-1:] = ["university", "press"]
    kept = [word for word in given if word not in _COMPANY and len(word) > 1]
    while kept and kept[-1] == "and":
        kept.pop()
    mark = "".join(kept)
    return mark if len(mark) >= _SHORTEST else fold(name)


def _journal(name: str) -> str:
    given = _words(name)
    return "".join(given[1:] if len(given) > 1 and given[0] == "the" else given)


def _abbreviated(journals: Spellings) -> Iterator[Diagnostic]:
    """Titles with points whose words begin those of another title: `J. Asian Stud.` and `Journal of Asian Studies`."""
    by_initials: defaultdict[str, list[str]] = defaultdict(list)
    for title in journals:
        if "." not in title:
            by_initials[_initials(title)].append(title)
    for title, found in journals.items():
        if "." not in title or len(_title_words(title)) < 2:
            continue
        full = next((other for other in by_initials[_initials(title)] if _begins(title, other)), None)
        if full is not None:
            yield two_spellings(TWO_JOURNALS, "journal", found, title, journals[full], full)


def _title_words(title: str) -> list[str]:
    return [word for word in _words(title) if word not in _SMALL]


def _initials(title: str) -> str:
    return "".join(word[0] for word in _title_words(title))


def _begins(short: str, full: str) -> bool:
    return all(one.startswith(other) for one, other in zip(_title_words(full), _title_words(short), strict=False))
