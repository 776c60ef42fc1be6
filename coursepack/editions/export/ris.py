"""RIS through rispy, mapped as Zotero maps it, for EndNote, Zotero, Mendeley and library catalogues.

A RIS record is lines of `TAG  - value`; a line break in a value could begin a new tag, so every value is one line. rispy numbers
records, which some readers reject, and writes a string given for a list one letter a line: both are met here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import rispy

from coursepack.editions.export.fields import (
    IN_HOST,
    editors_level,
    host_titles,
    maker_names,
    notes_of,
    other_names,
    report_number,
)
from coursepack.editions.export.plain_text import inverted, iso_year, keywords_of, one_line, ris_date, title_of
from coursepack.sources.bibliography import CslItem

TYPES: Mapping[str, str] = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "article": "JOUR", "book": "BOOK",
    "chapter": "CHAP", "broadcast": "SOUND", "song": "SOUND", "motion_picture": "MPCT", "dataset": "DATA",
    "document": "GEN", "entry": "DICT", "entry-dictionary": "DICT", "entry-encyclopedia": "ENCYC", "graphic": "ART",
    "hearing": "HEAR", "interview": "PCOMM", "legal_case": "CASE", "legislation": "STAT", "manuscript": "MANSCPT",
    "map": "MAP", "pamphlet": "PAMP", "paper-conference": "CONF", "patent": "PAT", "performance": "GEN",
    "periodical": "SER", "personal_communication": "PCOMM", "post": "ICOMM", "post-weblog": "BLOG", "report": "RPRT",
    "review": "JOUR", "software": "COMP", "speech": "SLIDE", "standard": "STAND", "thesis": "THES", "treaty": "GEN",
    "webpage": "ELEC",
}  # fmt: skip
"""CSL type → RIS type; a speech is Zotero's presentation."""

_LIST_TAGS = ["A1", "A2", "A3", "A4", "AU", "KW", "N1", "UR"]


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
    hosts = host_titles(item)
    first_page, _, last_page = str(item.get("page", "")).partition("-")
    fields: dict[str, Any] = {
        "type_of_reference": _type(item),
        "id": item["id"],
        "title": title_of(item),
        "short_title": item.get("title-short"),
        **_people(item),
        "secondary_title": hosts.host,
        "tertiary_title": hosts.series,
        "alternate_title2": item.get("container-title-short"),
        "translated_title": item.get("original-title"),
        "year": iso_year(item.get("issued")),
        "date": ris_date(item.get("issued")),
        "volume": item.get("volume"),
        "number": item.get("issue"),
        "note": "" if report_number(item) else item.get("number"),
        "edition": item.get("edition"),
        "number_of_volumes": item.get("number-of-volumes"),
        "start_page": first_page,
        "end_page": last_page,
        "publisher": item.get("publisher"),
        "place_published": item.get("publisher-place"),
        "type_of_work": item.get("genre") if "title" in item else "",
        "doi": item.get("DOI"),
        "issn": report_number(item) or item.get("ISBN") or item.get("ISSN"),
        "urls": [item.get("URL", "")],
        "access_date": ris_date(item.get("accessed")),
        "name_of_database": item.get("archive"),
        "accession_number": item.get("archive_location"),
        "call_number": item.get("call-number"),
        "language": item.get("language"),
        "abstract": item.get("abstract"),
        "keywords": keywords_of(item),
        "notes": list(notes_of(item)),
    }
    return {name: clean for name, value in fields.items() if (clean := _clean(value))}


def _type(item: CslItem) -> str:
    """A speech that stands in a book is a chapter of it."""
    if item["type"] == "speech" and "container-title" in item:
        return "CHAP"
    return TYPES.get(item["type"], "GEN")


def _clean(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [line for each in value if (line := one_line(each))]
    return one_line(value) if value else ""


def _people(item: CslItem) -> dict[str, list[str]]:
    """Editors are A2 of a part, A3 of a whole book; translators are A4, all others A2."""
    editors = [inverted(name) for name in item.get("editor", [])]
    in_host = editors_level(item) == IN_HOST
    return {
        "authors": [inverted(name) for name in maker_names(item)],
        "secondary_authors": [*(editors if in_host else []), *(inverted(name) for name in other_names(item))],
        "tertiary_authors": [] if in_host else editors,
        "subsidiary_authors": [inverted(name) for name in item.get("translator", [])],
    }
