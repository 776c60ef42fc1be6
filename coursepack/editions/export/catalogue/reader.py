"""The book and its chapters as CSL items and as entries of a bibliography, for the formats that the cited works have too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coursepack.config import Config
from coursepack.diagnostics import Location
from coursepack.editions.export.bibtex import latex
from coursepack.editions.export.catalogue.people import Person, authors, editors
from coursepack.sources.bibliography import CslItem, Entry


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter: its title, and the folios of its first and last printed page, empty without a print edition."""

    id: str
    title: str
    number: str = ""
    first: str = ""
    last: str = ""

    @property
    def pages(self) -> str:
        """The page range, `17-34`; one folio for a chapter of one page."""
        return self.first if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Pages:
    """How many printed pages there are: the last folio of the front matter, the last of the body, the sheet's sides."""

    front: str
    body: str
    sides: int


@dataclass(frozen=True, slots=True)
class Apparatus:
    """What a cataloguer says of a book beside its text."""

    illustrated: bool = False
    bibliography: bool = False
    bibliography_pages: str = ""
    """As `Part.pages`; empty without a print edition."""
    index: bool = False


def reader_items(config: Config, parts: Sequence[Part], pages: Pages | None) -> list[CslItem]:
    """Make the CSL item of the book, then one of each chapter."""
    people = {
        role: [person.as_csl() for person in persons]
        for role, persons in (("author", authors(config)), ("editor", editors(config)))
        if persons
    }
    known = config.identifiers
    common: CslItem = {
        **people,
        "issued": {"date-parts": [[config.date.year, config.date.month, config.date.day]]},
        "language": config.language,
        **_given(
            {"publisher": config.publisher, "publisher-place": config.place, "edition": config.edition},
            {"ISBN": known.isbn_print or known.isbn_epub},
        ),
    }
    doi = known.doi.removeprefix("https://doi.org/")
    book: CslItem = {
        "id": config.name,
        "type": "book",
        "title": config.full_title,
        **common,
        **_given({"DOI": doi, "abstract": config.description, "keyword": _keywords(config.subjects)}),
        **({"number-of-pages": str(pages.sides)} if pages else {}),
    }
    chapters: list[CslItem] = [
        {
            "id": f"{config.name}-{part.id}",
            "type": "chapter",
            "title": part.title,
            "container-title": config.full_title,
            **common,
            **_given({"page": part.pages, "chapter-number": part.number}),
        }
        for part in parts
    ]
    return [book, *chapters]


def reader_entries(config: Config, parts: Sequence[Part]) -> list[Entry]:
    """Make the same as entries, for BibTeX; dates are those of the items."""
    common = {
        "author": " and ".join(map(_bibtex_name, authors(config))),
        "editor": " and ".join(map(_bibtex_name, editors(config))),
        "publisher": latex(config.publisher),
        "address": latex(config.place),
        "edition": latex(config.edition),
        "isbn": config.identifiers.isbn_print or config.identifiers.isbn_epub,
        "language": config.language,
    }
    title = _protected(config.full_title)
    doi = config.identifiers.doi.removeprefix("https://doi.org/")
    book = {"title": title, **common, "doi": doi, "abstract": latex(config.description)}
    chapters = [
        _entry(
            f"{config.name}-{part.id}",
            "incollection",
            {"title": _protected(part.title), "booktitle": title, "pages": part.pages.replace("-", "--"), **common},
        )
        for part in parts
    ]
    return [_entry(config.name, "book", book), *chapters]


def _entry(key: str, kind: str, fields: dict[str, str]) -> Entry:
    given = {name: value for name, value in fields.items() if value}
    return Entry(key=key, type=kind, fields=given, raw="", location=Location("manuscript/reader.toml"))


def _bibtex_name(person: Person) -> str:
    return latex(person.inverted) if person.family else f"{{{latex(person.printed)}}}"


def _protected(title: str) -> str:
    """A title whose capitals no style changes."""
    return f"{{{latex(title)}}}"


def _keywords(subjects: Sequence[str]) -> str:
    """Subject headings hold commas, so semicolons part them; one alone is ended by one."""
    return "; ".join(subjects) + (";" if len(subjects) == 1 else "")


def _given(*tables: dict[str, str]) -> dict[str, str]:
    return {name: value for table in tables for name, value in table.items() if value}
