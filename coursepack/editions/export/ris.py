"""RIS through rispy, mapped as Zotero maps it, for EndNote, Zotero, Mendeley and library catalogues.

A RIS record is lines of `TAG  - value`; a line break in a value could begin a new tag, so every value is one line. rispy numbers
records, which some readers reject, and writes a string given for a list one letter a line: both are met here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import rispy

from coursepack.editions.export.plain_text import inverted, iso_date, one_line, title_of, year_of
from coursepack.sources.bibliography import CslItem

TYPES: Mapping[str, str] = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "article": "JOUR", "book": "BOOK",
    "chapter": "CHAP", "broadcast": "SOUND", "song": "SOUND", "motion_picture": "VIDEO", "dataset": "DATA",
    "document": "GEN", "entry": "DICT", "entry-dictionary": "DICT", "entry-encyclopedia": "ENCYC", "graphic": "ART",
    "hearing": "HEAR", "interview": "PCOMM", "legal_case": "CASE", "legislation": "STAT", "manuscript": "MANSCPT",
    "map": "MAP", "pamphlet": "PAMP", "paper-conference": "CPAPER", "patent": "PAT", "performance": "GEN",
    "periodical": "SER", "personal_communication": "PCOMM", "post": "ICOMM", "post-weblog": "BLOG", "report": "RPRT",
    "review": "JOUR", "software": "COMP", "speech": "HEAR", "standard": "STAND", "thesis": "THES", "treaty": "GEN",
    "webpage": "ELEC",
}  # fmt: skip
"""CSL type → RIS type. A speech is Zotero's presentation, which it writes as SLIDE; see `_type`."""

_LIST_TAGS = ["A1", "A2", "A3", "A4", "AU", "KW", "N1", "UR"]
_IN_HOST = frozenset({"CHAP", "CPAPER", "ENCYC", "DICT"})


class _Writer(rispy.RisWriter):  # type: ignore[misc]  # rispy has no types
    """rispy's writer without numbers before the records."""

    DEFAULT_LIST_TAGS: ClassVar[list[str]] = _LIST_TAGS
    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}

    def set_header(self, count: int) -> str:
        """Begin a record with its type, nothing before it."""
        return ""


def write_ris(items: Sequence[CslItem]) -> str:
    """Write one record an item, lines ended by CR LF as the format asks."""
    text: str = rispy.dumps([_record(item) for item in items], implementation=_Writer)
    return text.replace("\n", "\r\n")


def _record(item: CslItem) -> dict[str, Any]:
    """Make rispy's dictionary of a record, every value one line, lists as lists, nothing empty."""
    kind = _type(item)
    first_page, _, last_page = str(item.get("page", "")).partition("-")
    fields: dict[str, Any] = {
        "type_of_reference": kind,
        "id": item["id"],
        "title": title_of(item),
        "short_title": item.get("title-short"),
        **_people(item, kind),
        **_host(item, kind),
        "year": year_of(item.get("issued")),
        "date": iso_date(item.get("issued")).replace("-", "/"),
        "volume": item.get("volume"),
        "number": item.get("issue") or item.get("number"),
        "edition": item.get("edition"),
        "number_of_volumes": item.get("number-of-volumes"),
        "start_page": first_page,
        "end_page": last_page,
        "publisher": item.get("publisher"),
        "place_published": item.get("publisher-place"),
        "type_of_work": item.get("genre") if "title" in item else "",
        "doi": item.get("DOI"),
        "issn": _number(item, kind),
        "urls": [item.get("URL", "")],
        "access_date": iso_date(item.get("accessed")).replace("-", "/"),
        "name_of_database": item.get("archive"),
        "accession_number": item.get("archive_location"),
        "call_number": item.get("call-number"),
        "language": item.get("language"),
        "abstract": item.get("abstract"),
        "keywords": str(item.get("keyword", "")).split(","),
        "notes": _notes(item),
    }
    return {name: clean for name, value in fields.items() if (clean := _clean(value))}


def _type(item: CslItem) -> str:
    if item["type"] == "speech":
        return "CHAP" if "container-title" in item else "SLIDE"
    return TYPES.get(item["type"], "GEN")


def _clean(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [line for each in value if (line := one_line(each))]
    return one_line(value) if value else ""


def _people(item: CslItem, kind: str) -> dict[str, list[str]]:
    """Editors are A2 of a part, A3 of a whole book, authors if a book has none of its own; translators are A4."""
    names = {role: [inverted(name) for name in item.get(role, [])] for role in ("author", "editor", "translator")}
    others = [inverted(name) for role in ("host", "director", "guest", "contributor") for name in item.get(role, [])]
    editors = "secondary_authors" if kind in _IN_HOST else "tertiary_authors"
    people = {"authors": names["author"], editors: names["editor"], "subsidiary_authors": names["translator"]}
    people.setdefault("secondary_authors", []).extend(others)
    return people


def _host(item: CslItem, kind: str) -> dict[str, Any]:
    """The title of the whole: T2; the series is T3 where there is both."""
    host, series = item.get("container-title"), item.get("collection-title")
    short = {"alternate_title2": item.get("container-title-short")}
    if host or kind not in ("BOOK", "RPRT"):
        return {"secondary_title": host, "tertiary_title": series or item.get("volume-title"), **short}
    return {"secondary_title": series, "tertiary_title": item.get("volume-title"), **short}


def _number(item: CslItem, kind: str) -> str:
    """ISBN, ISSN, or the number of a report: all are SN."""
    if kind == "RPRT" and item.get("number"):
        return str(item["number"])
    return str(item.get("ISBN") or item.get("ISSN") or "")


def _notes(item: CslItem) -> list[str]:
    """What RIS has no tag for, so that it is not lost."""
    notes = [item.get("note", "")]
    for variable, label in (("event-title", "Event"), ("original-title", "Original title"), ("medium", "Medium")):
        if item.get(variable):
            notes.append(f"{label}: {item[variable]}")
    for variable, label in (("event-date", "Event date"), ("original-date", "Original date")):
        if item.get(variable):
            notes.append(f"{label}: {iso_date(item[variable])}")
    return notes
