"""How much may stand in one citation, and in all of them together: citeproc takes four times as long for twice as much.

In: chapters, before citeproc and after it has given up. Out: diagnostics at the citation, or at the chapter with the most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.ast import Node, text_of
from coursepack.document.chapters import Chapter
from coursepack.errors import ToolFailed

TOO_LONG = error("K015", "A citation holds more than a note can")
UNRESOLVED = error("K016", "The citations of the book cannot be resolved in time")

MOST_WORKS = 300
MOST_CHARACTERS = 5000
"""Before and after one work: about 800 words."""


def check_length(chapters: Sequence[Chapter]) -> Iterator[Diagnostic]:
    """Report the first citation of each chapter that names too many works, or says too much about one."""
    for chapter in chapters:
        for before, cite in enumerate(chapter.cites):
            if told := _too_much(cite["c"][0]):
                yield TOO_LONG.at(_place(chapter, before), *told)
                break


def _too_much(works: list[Node]) -> tuple[str, str] | None:
    """What is too much in a citation, and what to do."""
    if len(works) > MOST_WORKS:
        return (
            f"one citation names {len(works):,} works; at most {MOST_WORKS} are taken",
            "divide it among several notes",
        )
    longest = max(len(text_of(work["citationPrefix"])) + len(text_of(work["citationSuffix"])) for work in works)
    if longest > MOST_CHARACTERS:
        message = f"{longest:,} characters stand around one work in a citation; at most {MOST_CHARACTERS:,} are taken"
        return message, "write the discussion into a note of its own, beside the citation"
    return None


def _place(chapter: Chapter, before: int) -> Location:
    """Where a citation with so many others before it is: the work that it names first is named there once more."""
    key = chapter.cites[before]["c"][0][0]["citationId"]
    named: int = sum(work["citationId"] == key for cite in chapter.cites[:before] for work in cite["c"][0])
    places = chapter.places(rf"@\{{?({re.escape(key)})(?!\w)")
    return places[min(named, len(places) - 1)]


def unresolved(chapters: Sequence[Chapter], fault: ToolFailed) -> Diagnostic:
    """Report that citeproc has given up, at the chapter with the most citations."""
    most = max(chapters, key=lambda chapter: len(chapter.cites))
    count = sum(len(chapter.cites) for chapter in chapters)
    message = f"{fault}: the book has {count:,} citations, {len(most.cites):,} of them here"
    return UNRESOLVED.at(
        most.location, message, "divide the book, or cite a work once where it is cited many times in a row"
    )
