"""Counting what a book holds, for the report: words, notes, citations, works."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from coursepack.document.markup import of_class
from coursepack.document.model import Book


@dataclass(frozen=True, slots=True)
class Counts:
    """Totals over the book."""

    words: int
    notes: int
    citations: int
    works: int
    figures: int
    tables: int
    most_cited: tuple[tuple[str, int], ...]
    """Keys of the works, with how often each is cited; the most cited first."""


def count(book: Book) -> Counts:
    """Count words (of the text and the notes), notes, citations and works cited."""
    roots = [section.root for section in book.sections]
    keys = Counter(
        key for root in roots for cite in of_class(root, "citation") for key in cite.get("data-cites", "").split()
    )
    return Counts(
        words=sum(len(re.findall(r"\w+(?:[’'-]\w+)*", " ".join(root.itertext()))) for root in roots),
        notes=sum(1 for root in roots for _ in root.iter("aside")),
        citations=sum(keys.values()),
        works=len(keys),
        figures=sum(1 for root in roots for _ in root.iter("figure")),
        tables=sum(1 for root in roots for _ in root.iter("table")),
        most_cited=tuple(sorted(keys.items(), key=lambda item: (-item[1], item[0]))),
    )
