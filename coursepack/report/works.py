"""What the book cites: how often which kind of work, and which works most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from coursepack.document.ast import text_of
from coursepack.document.words import Counts
from coursepack.preparation import Prepared

_SHOWN = 10
_PLAIN = {
    "article-journal": "journal article",
    "article-magazine": "magazine article",
    "article-newspaper": "newspaper article",
    "entry-dictionary": "dictionary entry",
    "entry-encyclopedia": "encyclopedia entry",
    "legal_case": "legal case",
    "motion_picture": "film",
    "paper-conference": "conference paper",
    "personal_communication": "personal communication",
    "post-weblog": "blog post",
    "review-book": "book review",
    "webpage": "web page",
}
"""CSL types that are not words; all others are (CSL 1.0.2, appendix III)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: how many works of it are cited, and how often."""

    name: str
    works: int
    citations: int


@dataclass(frozen=True, slots=True)
class Source:
    """A work that is cited much, in the words of the bibliography."""

    key: str
    words: str
    citations: int


def kinds_of(prepared: Prepared, counts: Counts) -> list[Kind]:
    """The kinds of work that are cited, the most cited first."""
    types = {key: str(item["type"]) for key, item in prepared.works.items.items()}
    works, citations = Counter[str](), Counter[str]()
    for key, times in counts.most_cited:
        works[types[key]] += 1
        citations[types[key]] += times
    rows = [Kind(_PLAIN.get(name, name.replace("_", " ")), works[name], citations[name]) for name in works]
    return sorted(rows, key=lambda row: (-row.citations, row.name))


def sources_of(prepared: Prepared, counts: Counts) -> list[Source]:
    """The works that are cited most, as the style of the book writes them."""
    written = {key: text_of(blocks).strip() for key, blocks in prepared.resolved.entries}
    return [
        Source(key, written.get(key) or str(prepared.works.items[key].get("title", key)), times)
        for key, times in counts.most_cited[:_SHOWN]
    ]
