"""The finished index as an editor looks at it: headings with so many page references that nobody will look them all up.

In: the canonical book and the folios of its marks. Out: warnings. Only the laid-out book can tell: marks on one page, and on
pages that follow each other, make one reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coursepack.anatomy import Kind
from coursepack.config.index import Index
from coursepack.diagnostics import Diagnostic, Location, warning
from coursepack.document.markup import Element, of_class, text_of
from coursepack.document.model import Book
from coursepack.editions.locators import Locator, make_locators

MANY_LOCATORS = warning("L017", "An index heading has many page references")

Locate = Callable[[str, str], Location]


def check_locators(
    book: Book, folios: Mapping[str, str], notes: Mapping[str, str], config: Index, locate: Locate
) -> list[Diagnostic]:
    """Report headings with more page references of their own than the configuration allows; principal ones do not count."""
    found: list[Diagnostic] = []
    for section in book.sections:
        if section.kind is Kind.INDEX:
            for locators in of_class(section.root, "locators"):
                made = make_locators(locators.get("data-page-of", ""), folios, notes)
                plain = [locator for locator in made if not locator.principal]
                if len(plain) > config.most_locators:
                    found.append(_report(book, _heading(locators), plain, locate))
    return found


def _heading(locators: Element) -> str:
    before = locators.getprevious()
    return text_of(before) if before is not None else ""


def _report(book: Book, heading: str, locators: list[Locator], locate: Locate) -> Diagnostic:
    """At the first place that is marked."""
    first = locators[0].target
    section = next(section for section, element in book.elements() if element.get("id") == first)
    message = f"‘{heading}’ has {len(locators)} page references: {', '.join(locator.text for locator in locators)}"
    hint = 'divide them among sub-headings (entry="heading!sub-heading"), or mark fewer places'
    return MANY_LOCATORS.at(locate(section.id, heading), message, hint)
