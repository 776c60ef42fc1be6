"""EndNote XML, as EndNote X9 and later read it; values are escaped by lxml, so that none can forge a record.

Reference types are EndNote's own numbers; the order of elements is that of its document type (RSXML). Roles are mapped as in
RIS, to which EndNote's generic fields correspond.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lxml import etree

from coursepack import __version__
from coursepack.editions.export.fields import (
    IN_HOST,
    editors_level,
    host_titles,
    maker_names,
    notes_of,
    other_names,
    report_number,
)
from coursepack.editions.export.plain_text import inverted, iso_date, keywords_of, one_line, title_of, year_of
from coursepack.sources.bibliography import CslItem

TYPES: Mapping[str, tuple[int, str]] = {
    "article": (17, "Journal Article"), "article-journal": (17, "Journal Article"),
    "article-magazine": (19, "Magazine Article"), "article-newspaper": (23, "Newspaper Article"), "book": (6, "Book"),
    "broadcast": (21, "Film or Broadcast"), "chapter": (5, "Book Section"), "dataset": (59, "Dataset"),
    "document": (13, "Generic"), "entry": (52, "Dictionary"), "entry-dictionary": (52, "Dictionary"),
    "entry-encyclopedia": (53, "Encyclopedia"), "graphic": (2, "Artwork"), "hearing": (14, "Hearing"),
    "interview": (26, "Personal Communication"), "legal_case": (7, "Case"), "legislation": (31, "Statute"),
    "manuscript": (36, "Manuscript"), "map": (20, "Map"), "motion_picture": (21, "Film or Broadcast"),
    "pamphlet": (24, "Pamphlet"), "paper-conference": (47, "Conference Paper"), "patent": (25, "Patent"),
    "performance": (3, "Audiovisual Material"), "periodical": (57, "Serial"),
    "personal_communication": (26, "Personal Communication"), "post": (12, "Web Page"), "post-weblog": (56, "Blog"),
    "report": (27, "Report"), "review": (17, "Journal Article"), "software": (9, "Computer Program"),
    "song": (61, "Music"), "speech": (13, "Generic"), "standard": (58, "Standard"), "thesis": (32, "Thesis"),
    "treaty": (50, "Legal Rule or Regulation"), "webpage": (12, "Web Page"),
}  # fmt: skip
"""CSL type → number and name of EndNote's reference type."""


def write_endnote(items: Sequence[CslItem]) -> bytes:
    """Write a library of one record an item."""
    root = etree.Element("xml")
    records = etree.SubElement(root, "records")
    for number, item in enumerate(items, 1):
        _add_record(records, number, item)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _add_record(records: etree._Element, number: int, item: CslItem) -> None:
    record = etree.SubElement(records, "record")
    code, name = TYPES.get(item["type"], TYPES["document"])
    etree.SubElement(record, "source-app", name="coursepack", version=__version__).text = "coursepack"
    etree.SubElement(record, "rec-number").text = str(number)
    etree.SubElement(record, "ref-type", name=name).text = str(code)
    _add_people(record, item)
    hosts = host_titles(item)
    _add_group(record, "titles", {"title": title_of(item), **_titles(hosts, item)})
    if item["type"].startswith("article") or item["type"] == "review":
        _add_group(record, "periodical", {"full-title": hosts.host})
    _add_all(record, {"pages": item.get("page"), **_numbers(item)})
    _add_list(record, "keywords", "keyword", keywords_of(item))
    _add_dates(record, item)
    _add_all(record, _description(item))
    urls = etree.Element("urls")
    _add_list(urls, "related-urls", "url", [item.get("URL", "")])
    if len(urls):
        record.append(urls)
    _add_all(record, {"access-date": iso_date(item.get("accessed"))})


def _numbers(item: CslItem) -> dict[str, Any]:
    return {
        "volume": item.get("volume"),
        "number": item.get("issue") or ("" if report_number(item) else item.get("number")),
        "num-vols": item.get("number-of-volumes"),
        "edition": item.get("edition"),
    }


def _titles(hosts: Any, item: CslItem) -> dict[str, str]:
    return {
        "secondary-title": hosts.host,
        "tertiary-title": hosts.series,
        "alt-title": item.get("container-title-short", ""),
        "short-title": item.get("title-short", ""),
        "translated-title": item.get("original-title", ""),
    }


def _description(item: CslItem) -> dict[str, Any]:
    return {
        "pub-location": item.get("publisher-place"),
        "publisher": item.get("publisher"),
        "isbn": report_number(item) or item.get("ISBN") or item.get("ISSN"),
        "accession-num": item.get("archive_location"),
        "call-num": item.get("call-number"),
        "electronic-resource-num": item.get("DOI"),
        "abstract": item.get("abstract"),
        "label": item["id"],
        "notes": "; ".join(line for note in notes_of(item) if (line := one_line(note))),
        "work-type": item.get("genre") if "title" in item else "",
        "remote-database-name": item.get("archive"),
        "language": item.get("language"),
    }


def _add_people(record: etree._Element, item: CslItem) -> None:
    """Editors are secondary authors of a part, tertiary authors of a whole; translators are subsidiary authors."""
    people = {"authors": maker_names(item), "secondary-authors": [], "tertiary-authors": [], "subsidiary-authors": []}
    people["secondary-authors" if editors_level(item) == IN_HOST else "tertiary-authors"] += item.get("editor", [])
    people["secondary-authors"] += other_names(item)
    people["subsidiary-authors"] += item.get("translator", [])
    contributors = etree.Element("contributors")
    for group, names in people.items():
        _add_list(contributors, group, "author", [_author(name) for name in names])
    if len(contributors):
        record.append(contributors)


def _author(name: Mapping[str, Any]) -> str:
    """A comma after a body's name keeps EndNote from dividing it."""
    return f"{inverted(dict(name))}," if "literal" in name else inverted(dict(name))


def _add_dates(record: etree._Element, item: CslItem) -> None:
    issued = item.get("issued")
    if issued:
        dates = etree.SubElement(record, "dates")
        _add_all(dates, {"year": year_of(issued)})
        _add_list(dates, "pub-dates", "date", [iso_date(issued)])


def _add_group(parent: etree._Element, name: str, fields: Mapping[str, Any]) -> None:
    group = etree.Element(name)
    _add_all(group, fields)
    if len(group):
        parent.append(group)


def _add_list(parent: etree._Element, group: str, name: str, values: Iterable[str]) -> None:
    clean = [line for value in values if (line := one_line(value))]
    if clean:
        element = etree.SubElement(parent, group)
        for value in clean:
            etree.SubElement(element, name).text = value


def _add_all(parent: etree._Element, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if value and (line := one_line(value)):
            etree.SubElement(parent, name).text = line
