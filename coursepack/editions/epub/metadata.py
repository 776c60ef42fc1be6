"""E-book: what the package document says about the book, computed from the configuration and from the finished content.

Dublin Core and `schema:` accessibility metadata (EPUB 3.3, §5.5; EPUB Accessibility 1.1, §2 and §4.1). Nothing is
claimed that the content does not hold, and conformance only where the configuration names who has judged it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from coursepack.config import Config
from coursepack.editions.epub.documents import ContentDocument
from coursepack.editions.epub.vocabulary import MATHML, has_class
from coursepack.editions.epub.words import Words


@dataclass(frozen=True, slots=True)
class Metadata:
    """Identifiers and accessibility metadata; the rest the template takes from the configuration."""

    identifier: str
    other_identifiers: tuple[str, ...]
    print_identifier: str
    """Names the edition that the page breaks follow; empty without a page list."""
    languages: tuple[str, ...]
    creators: tuple[tuple[str, str], ...]
    """Name and MARC relator code."""
    accessibility: tuple[tuple[str, str], ...]
    """Property of schema.org and value."""


def describe(config: Config, documents: Sequence[ContentDocument], words: Words, *, has_pages: bool) -> Metadata:
    """Put the metadata together."""
    identifier, *others = _identifiers(config)
    editors = [(name, "edt") for name in config.editors]
    return Metadata(
        identifier,
        tuple(others),
        print_identifier(config) if has_pages else "",
        _languages(config, documents),
        tuple([(name, "aut") for name in config.authors] + editors),
        tuple(_accessibility([document.root for document in documents], words, has_pages=has_pages)),
    )


def _identifiers(config: Config) -> list[str]:
    """List the e-book's ISBN, its URI, its DOI; where there is none, one made from publisher, title and date."""
    known = config.identifiers
    found = [
        f"urn:isbn:{_digits(known.isbn_epub)}" if known.isbn_epub else "",
        known.uri,
        f"https://doi.org/{known.doi.removeprefix('https://doi.org/')}" if known.doi else "",
    ]
    return [identifier for identifier in found if identifier] or [_made_identifier(config, "epub")]


def print_identifier(config: Config) -> str:
    """Name the print edition: its ISBN as a URN, or an identifier made from publisher, title and date."""
    isbn = config.identifiers.isbn_print
    return f"urn:isbn:{_digits(isbn)}" if isbn else _made_identifier(config, "print")


def _digits(isbn: str) -> str:
    return isbn.replace("-", "").replace(" ", "")


def _made_identifier(config: Config, edition: str) -> str:
    named = "\n".join((config.publisher, config.full_title, config.edition, config.date.isoformat(), edition))
    return uuid.uuid5(uuid.NAMESPACE_OID, named).urn


def _languages(config: Config, documents: Sequence[ContentDocument]) -> tuple[str, ...]:
    """List the book's language, and those of whole sections in another."""
    others = {document.root.get("lang", config.language) for document in documents} - {config.language}
    return (config.language, *sorted(others))


def _accessibility(roots: Sequence[etree._Element], words: Words, *, has_pages: bool) -> Iterator[tuple[str, str]]:
    images = [image for root in roots for image in root.iter("img")]
    told = [image for image in images if image.get("alt")]
    formulas = _any(roots, f"{{{MATHML}}}math")
    yield "accessMode", "textual"
    if told:
        yield "accessMode", "visual"
    yield "accessModeSufficient", "textual"
    if told:
        yield "accessModeSufficient", "textual,visual"
    features = {
        "tableOfContents": True,
        "readingOrder": True,
        "structuralNavigation": True,
        "displayTransformability": True,
        "ARIA": True,
        "alternativeText": bool(told),
        "MathML": formulas,
        "index": any(has_class(root, "index") for root in roots),
        "pageNavigation": has_pages,
        "pageBreakMarkers": has_pages,
    }
    yield from (("accessibilityFeature", name) for name, present in features.items() if present)
    yield "accessibilityHazard", "none"
    said = {
        "structure": True,
        "images": bool(told),
        "math": formulas,
        "notes": any(has_class(aside, "note") for root in roots for aside in root.iter("aside")),
        "citations": any(has_class(line, "cited") for root in roots for line in root.iter("p")),
        "pages": has_pages,
    }
    yield "accessibilitySummary", " ".join(words[f"summary-{name}"] for name, true in said.items() if true)


def _any(roots: Iterable[etree._Element], tag: str) -> bool:
    return any(True for root in roots for _ in root.iter(tag))
