"""MARC 21 bibliographic data of the printed book, binary and as MARCXML, through pymarc.

Description as RDA has it; subjects are uncontrolled (653), since no program can tell whether they are from a thesaurus. Values
are one line without control characters, so that none can hold MARC's own separators.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from pymarc import Field, Indicators, Leader, Record, Subfield, record_to_xml

from coursepack.config import Config
from coursepack.editions.export.catalogue.languages import marc_language, nonfiling
from coursepack.editions.export.catalogue.people import Person, authors, editors
from coursepack.editions.export.catalogue.reader import Apparatus, Pages, Part
from coursepack.editions.export.plain_text import one_line

_LEADER = "00000nam a2200000 i 4500"
"""New, language material, monograph; Unicode; ISBD punctuation included."""
_POINTS_A_CM = 72 / 2.54
_BLANK = "  "


def write_marc(config: Config, parts: Sequence[Part], pages: Pages | None, apparatus: Apparatus) -> bytes:
    """Write one record in the exchange format (ISO 2709), UTF-8."""
    return bytes(_record(config, parts, pages, apparatus).as_marc())


def write_marcxml(config: Config, parts: Sequence[Part], pages: Pages | None, apparatus: Apparatus) -> bytes:
    """Write the same record as XML."""
    record = _record(config, parts, pages, apparatus)
    xml = bytes(record_to_xml(record, namespace=True))  # type: ignore[no-untyped-call]  # this one has no types
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + xml + b"\n"


def _record(config: Config, parts: Sequence[Part], pages: Pages | None, apparatus: Apparatus) -> Record:
    record = Record(force_utf8=True)
    record.leader = Leader(_LEADER)
    record.fields = [
        Field(tag="001", data=config.name),
        Field(tag="005", data=f"{config.date:%Y%m%d}000000.0"),
        Field(tag="008", data=_fixed(config, apparatus)),
        *_identifiers(config),
        *_access_points(config),
        *_description(config, pages, apparatus),
        *_notes(config, parts, apparatus),
        *_added(config),
    ]
    return record


def _fixed(config: Config, apparatus: Apparatus) -> str:
    """Field 008, 40 characters: entered, date, place, form and nature of a book, language, source of cataloguing."""
    dates = f"{config.date:%y%m%d}s{config.date.year:04d}    xx "
    nature = f"{'a' if apparatus.illustrated else ' ':6}{'b' if apparatus.bibliography else ' ':5}"
    return f"{dates}{nature}00{int(apparatus.index)} 0 {marc_language(config.language)} d"


def _identifiers(config: Config) -> Iterator[Field]:
    known = config.identifiers
    for isbn, form in ((known.isbn_print, "print"), (known.isbn_epub, "EPUB")):
        yield from _field("020", _BLANK, ("a", "".join(char for char in isbn if char.isalnum())), ("q", form))
    doi = known.doi.removeprefix("https://doi.org/")
    yield from _field("024", "7 ", ("a", doi), ("2", "doi"))
    yield from _field("024", "7 ", ("a", known.uri), ("2", "uri"))
    yield from _field("040", _BLANK, ("b", "eng"), ("e", "rda"))


def _access_points(config: Config) -> Iterator[Field]:
    """The first author, then title and statement of responsibility."""
    first = authors(config)[:1]
    for person in first:
        yield from _name("1", person, "author", "aut")
    skipped = nonfiling(config.title, config.language)
    responsible = ", ".join(config.authors)
    edited = f"edited by {', '.join(config.editors)}" if config.editors else ""
    statement = " ; ".join(part for part in (responsible, edited) if part)
    title = [("a", config.title + (" :" if config.subtitle else " /" if statement else "."))]
    if config.subtitle:
        title.append(("b", config.subtitle + (" /" if statement else ".")))
    yield from _field("245", f"{1 if first else 0}{skipped}", *title, ("c", f"{statement}." if statement else ""))


def _description(config: Config, pages: Pages | None, apparatus: Apparatus) -> Iterator[Field]:
    yield from _field("250", _BLANK, ("a", f"{config.edition}." if config.edition else ""))
    place = f"{config.place or '[Place of publication not identified]'} :"
    publisher = f"{config.publisher or '[publisher not identified]'},"
    yield from _field("264", " 1", ("a", place), ("b", publisher), ("c", f"{config.date.year}."))
    height = math.ceil(config.page.trim[1] / _POINTS_A_CM)
    if pages:
        extent = ", ".join(part for part in (pages.front, f"{pages.body} pages") if part)
        illustrated = [("a", f"{extent} :"), ("b", "illustrations ;")]
        other = illustrated if apparatus.illustrated else [("a", f"{extent} ;")]
        yield from _field("300", _BLANK, *other, ("c", f"{height} cm"))
    yield from _field("336", _BLANK, ("a", "text"), ("b", "txt"), ("2", "rdacontent"))
    yield from _field("337", _BLANK, ("a", "unmediated"), ("b", "n"), ("2", "rdamedia"))
    yield from _field("338", _BLANK, ("a", "volume"), ("b", "nc"), ("2", "rdacarrier"))


def _notes(config: Config, parts: Sequence[Part], apparatus: Apparatus) -> Iterator[Field]:
    yield from _field("500", _BLANK, ("a", f"{config.course}." if config.course else ""))
    yield from _field("504", _BLANK, ("a", _references(apparatus)))
    contents = " -- ".join(part.title for part in parts)
    yield from _field("505", "0 ", ("a", f"{contents}." if contents else ""))
    yield from _field("520", _BLANK, ("a", config.description))
    if config.rights or config.licence:
        yield from _field("540", _BLANK, ("a", config.rights or "Licensed"), ("u", config.licence))
    yield from (each for subject in config.subjects for each in _field("653", _BLANK, ("a", subject)))


def _references(apparatus: Apparatus) -> str:
    pages = apparatus.bibliography_pages
    where = f" ({'pages' if '-' in pages else 'page'} {pages})" if pages else ""
    found = [f"bibliographical references{where}"] * apparatus.bibliography + ["index"] * apparatus.index
    return f"Includes {' and '.join(found)}." if found else ""


def _added(config: Config) -> Iterator[Field]:
    for person in authors(config)[1:]:
        yield from _name("7", person, "author", "aut")
    for person in editors(config):
        yield from _name("7", person, "editor", "edt")
    if config.identifiers.doi:
        doi = config.identifiers.doi.removeprefix("https://doi.org/")
        yield from _field("856", "40", ("u", f"https://doi.org/{doi}"))


def _name(kind: str, person: Person, term: str, relator: str) -> Iterator[Field]:
    """An access point: X00 for a person whose name is divided, X10 for a body or a name that is not."""
    tag, indicator = (f"{kind}00", "1 ") if person.family else (f"{kind}10", "2 ")
    yield from _field(tag, indicator, ("a", f"{person.inverted},"), ("e", f"{term}."), ("4", relator))


def _field(tag: str, indicators: str, *subfields: tuple[str, str]) -> Iterator[Field]:
    """One field; none where its first subfield is empty."""
    given = [Subfield(code, line) for code, value in subfields if (line := one_line(value))]
    if given and subfields[0][1]:
        yield Field(tag=tag, indicators=Indicators(*indicators), subfields=given)
