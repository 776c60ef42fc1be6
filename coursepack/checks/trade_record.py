"""What a shop or distributor still asks for before it takes an ONIX record, as far as the configuration can say it.

Required by most aggregators beyond the schema (EDItEUR, ONIX for Books Best Practice Guide, P.2, P.12, P.14): an ISBN of the
product itself, a publisher, a main subject, a description.
"""

from __future__ import annotations

from collections.abc import Iterator

from coursepack.config import Config
from coursepack.diagnostics import Diagnostic, Location, warning

LACKING = warning("C040", "a shop would still ask for something that the record does not say")


def check_trade_record(config: Config, named_at: Location) -> Iterator[Diagnostic]:
    """Name what an ONIX record of this book would lack."""
    if not config.distribution.onix:
        return
    needs = [
        (
            config.identifiers.isbn_epub,
            "an ISBN of the e-book; the record names it by a URN, which few shops take",
            "[identifiers] isbn-epub, from your national ISBN agency",
        ),
        (config.publisher, "a publisher", 'publisher = "…"'),
        (
            config.distribution.thema,
            "a subject of the Thema scheme",
            '[distribution] thema = ["NHF"]; see https://ns.editeur.org/thema',
        ),
        (config.description, "a description", 'description = "…"'),
        (config.contributors, "an author or editor", 'editors = ["…"]'),
    ]
    for given, what, hint in needs:
        if not given:
            yield LACKING.at(named_at, f"the ONIX record lacks {what}", hint)
