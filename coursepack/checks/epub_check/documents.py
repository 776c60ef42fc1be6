"""The content documents of a finished e-book, each read once for the same bytes: after an edit, those that it changed.

In: an e-book, a store. Out: of each document what `facts` tells and what is wrong with it by itself, kept under its path, its
bytes and whether the spine names it. A spoilt document has other bytes, and is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from lxml import etree

from coursepack.checks.epub_check.content import (
    check_formulas,
    check_images,
    check_languages,
    check_notes,
    check_tables,
)
from coursepack.checks.epub_check.facts import Citation, Facts, Link, facts_of
from coursepack.checks.epub_check.navigation import check_headings
from coursepack.checks.epub_check.package import Package, h, unpack
from coursepack.checks.epub_check.shops import check_tables_for_shops
from coursepack.checks.epub_check.structure import (
    check_ids,
    check_link_words,
    check_prefixes,
    check_safety,
    check_table_widths,
)
from coursepack.diagnostics import Diagnostic
from coursepack.keeping.kept import kept
from coursepack.keeping.store import Store

_OF_EVERY_DOCUMENT = (
    check_ids,
    check_link_words,
    check_prefixes,
    check_safety,
    check_table_widths,
    check_notes,
    check_images,
    check_tables,
    check_formulas,
    check_tables_for_shops,
)
_IN_THE_SPINE = (check_headings, check_languages)


@dataclass(frozen=True, slots=True)
class Opened:
    """An e-book, and its content documents as they were read."""

    package: Package
    facts: Mapping[str, Facts]
    """By path."""
    found: Sequence[Diagnostic]
    """What is wrong with one of them, whatever the others hold."""
    store: Store
    """Keeps what is found."""

    def files_of_sections(self) -> dict[str, str]:
        """The file of each section that stands in the body of a document, by the section's id."""
        return {name: path for path in self.package.read for name in self.facts[path].parts}

    def section(self, path: str, name: str) -> etree._Element:
        """The section of an id, as it stands in its file."""
        bodies = self.package.documents[path].iter(h("body"))
        return [child for body in bodies for child in body if child.get("id", "") == name][-1]


def open_epub(epub: bytes, store: Store) -> Opened:
    """Read every document that is not known; raises `UnreadableError` for an e-book, or a document, that cannot be read."""
    package = unpack(epub)
    facts: dict[str, Facts] = {}
    found: list[Diagnostic] = []
    for path in package.documents:
        in_spine = path in package.spine
        inputs = path, in_spine, package.files.get(path)
        row = json.loads(kept(store, "document of an e-book", inputs, partial(_read, package, path, in_spine=in_spine)))
        facts[path] = _facts(row["facts"])
        found += map(Diagnostic.from_json, row["found"])
    return Opened(package, facts, found, store)


def _read(package: Package, path: str, *, in_spine: bool) -> bytes:
    root = package.documents[path]
    found = [item.as_json() for check in _checks(in_spine=in_spine) for item in check(path, root)]
    return json.dumps({"facts": asdict(facts_of(path, root)), "found": found}).encode()


def _checks(*, in_spine: bool) -> Iterator[Callable[[str, etree._Element], Iterator[Diagnostic]]]:
    yield from _OF_EVERY_DOCUMENT
    if in_spine:
        yield from _IN_THE_SPINE


def _facts(row: dict[str, Any]) -> Facts:
    """Facts as JSON has them, which knows no tuples."""
    links = [Link(line, href, _target(target)) for line, href, target in map(dict.values, row.pop("links"))]
    citations = [Citation(**cited | {"target": _target(cited["target"])}) for cited in row.pop("citations")]
    markers = [(name, label) for name, label in row.pop("markers")]
    entries = {name: [(path, fragment) for path, fragment in found] for name, found in row.pop("entries").items()}
    return Facts(**row, links=links, citations=citations, markers=markers, entries=entries)


def _target(row: Sequence[str]) -> tuple[str, str]:
    path, name = row
    return path, name
