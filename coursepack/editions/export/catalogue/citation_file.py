"""CITATION.cff for the project's folder (Citation File Format 1.2.0), which GitHub, GitLab, Zenodo and Zotero read.

The format knows a project as software or data only, so the book stands in `preferred-citation`.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from coursepack.config import Config
from coursepack.editions.export.catalogue.people import Person, authors, editors
from coursepack.editions.export.catalogue.reader import Pages
from coursepack.editions.export.plain_text import one_line

_CREATIVE_COMMONS = re.compile(r"https?://creativecommons\.org/(?:licenses/([a-z-]+)|publicdomain/(zero))/(\d\.\d)/?")
MESSAGE = "Please cite this course reader as follows."


def write_citation_file(config: Config, pages: Pages | None) -> str:
    """Write the file; put it into the project's folder under this name."""
    people = [_person(person) for person in (*authors(config), *editors(config))] or [
        {"name": config.publisher or config.title}
    ]
    doi = config.identifiers.doi.removeprefix("https://doi.org/")
    common: dict[str, Any] = {"title": one_line(config.full_title), "authors": people}
    data: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": MESSAGE,
        "type": "dataset",
        **common,
        "date-released": config.date,
        **_given({"version": config.edition, "doi": doi, **_licence(config.licence), "abstract": config.description}),
        **({"keywords": [one_line(subject) for subject in config.subjects]} if config.subjects else {}),
        "preferred-citation": {"type": "book", **common, **_book(config, doi, pages)},
    }
    return yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)


class _Plain(yaml.SafeDumper):
    """Writes what occurs twice twice: readers of the format do not know YAML's anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never refer (PyYAML's own hook)."""
        return True


def _book(config: Config, doi: str, pages: Pages | None) -> dict[str, Any]:
    book: dict[str, Any] = {"year": config.date.year, "month": config.date.month}
    if config.publisher:
        book["publisher"] = _given({"name": config.publisher, "city": config.place})
    if config.editors:
        book["editors"] = [_person(person) for person in editors(config)]
    isbn = config.identifiers.isbn_print or config.identifiers.isbn_epub
    book |= _given({"edition": config.edition, "isbn": isbn, "doi": doi})
    if pages:
        book["pages"] = str(pages.sides)
    return book


def _person(person: Person) -> dict[str, str]:
    if person.family:
        return _given({"family-names": person.family, "given-names": person.given})
    return {"name": one_line(person.printed)}


def _licence(address: str) -> dict[str, str]:
    """The SPDX name of a Creative Commons licence; any other licence by its address."""
    match = _CREATIVE_COMMONS.fullmatch(address)
    if match is None:
        return {"license-url": address}
    return {"license": f"CC0-{match[3]}" if match[2] else f"CC-{match[1].upper()}-{match[3]}"}


def _given(table: dict[str, str]) -> dict[str, str]:
    return {name: line for name, value in table.items() if (line := one_line(value))}
