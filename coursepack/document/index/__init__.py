"""The index, or the separate indexes: marks in the text → headings and sub-headings in the order of the alphabet.

In: the numbered trees of all sections with the chapters that they came from. Out: the `.index` divs filled, and what is wrong
with marks and headings. Where a place is printed is not known here: every heading holds the ids of its marks, and each edition
makes locators of them (`coursepack.editions.locators`).

- `marks`: the marks of a section, each with its line;
- `headings`: marks gathered under headings;
- `checks`, `similar`: what an editor would ask about them;
- `writing`: headings as the canonical tree has them.
"""

from __future__ import annotations

from collections.abc import Sequence

from coursepack.anatomy import Kind
from coursepack.collation import Collation
from coursepack.config.index import Index
from coursepack.diagnostics import Diagnostic
from coursepack.document.chapters import Chapter
from coursepack.document.index.checks import check_headings, check_indexes
from coursepack.document.index.headings import gather
from coursepack.document.index.marks import read_marks
from coursepack.document.index.similar import check_similar
from coursepack.document.index.writing import Writer
from coursepack.document.index_markup import INDEXES
from coursepack.document.markup import Element, classes, of_class
from coursepack.document.model import Section
from coursepack.labels import Labels

__all__ = ["make_indexes"]


def make_indexes(
    sections: Sequence[tuple[Section, Chapter | None]], labels: Labels, language: str, config: Index
) -> list[Diagnostic]:
    """Fill the `.index` divs of the index sections, and check what stands in them."""
    divs = _index_divs([section for section, _ in sections])
    marks = [mark for section, chapter in sections for mark in read_marks(section, chapter)]
    problems = check_indexes(marks, set(divs))
    indexes, found = gather(marks, set(divs))
    collation = Collation(language, config.order)
    problems += [*found, *check_headings(indexes), *check_similar(indexes, collation)]
    writer = Writer(indexes, labels, collation, config)
    for name, div in divs.items():
        writer.fill(div, name)
    return problems


def _index_divs(sections: Sequence[Section]) -> dict[str, Element]:
    """The divs to fill by what they are of: `names`, `places`, `subjects`, or "" for all that has no index of its own."""
    return {
        next((name for name in classes(div) if name in INDEXES), ""): div
        for section in sections
        if section.kind is Kind.INDEX
        for div in of_class(section.root, Kind.INDEX)
        if div.tag == "div"
    }
