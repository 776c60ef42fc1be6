"""The citation exports, read back: which works each holds, in order, with the fields that no format may lose.

JSON and CSV are read by Python's own readers, BibTeX and BibLaTeX by pandoc, RIS line by line (a tag, two blanks, a hyphen),
EndNote XML and MODS by lxml.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

from lxml import etree

from coursepack import pandoc

_RIS = re.compile(r"^([A-Z][A-Z0-9])  - ?(.*)$")
_BIB_HEAD = re.compile(r"^@\w+\{([^,]+),", re.MULTILINE)
_MODS = {"m": "http://www.loc.gov/mods/v3"}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_FAMILY = ("dropping-particle", "non-dropping-particle", "family", "literal")
_OPEN_RANGE = re.compile(r"^\s*date\s*=\s*\{(-?\d{4})[^}\n]*/(?:\.\.)?\}", re.MULTILINE)
_MARKUP = re.compile(r"<[^<>]+>")


IN_WORDS = "in words"
"""The year of a date that is kept as it was written: some formats hold the words, of which the first figures are no year."""


@dataclass(frozen=True, slots=True)
class Record:
    """One work in an export: key, title, family name of the first author with its particles, year (of CSL: 2 BC is -2).

    Letters only, case folded.
    """

    key: str
    title: str
    author: str
    year: str


def core(item: Mapping[str, Any]) -> Record:
    """Make the record of a CSL item."""
    names = item.get("author") or [{}]
    issued = item.get("issued") or {}
    parts = issued.get("date-parts") or [[IN_WORDS if "literal" in issued else ""]]
    year = str(parts[0][0]) if parts[0] else ""
    return Record(
        str(item["id"]),
        fold(str(item.get("title", ""))),
        fold(" ".join(names[0].get(part, "") for part in _FAMILY)),
        year,
    )


def fold(text: str) -> str:
    """Letters and digits only, case folded, markup taken off."""
    return "".join(char for char in _MARKUP.sub("", text).casefold() if char.isalnum())


def reads(name: str) -> bool:
    """Whether an export, known by its suffix, has fields that can be compared."""
    return name.endswith(tuple(_READERS))


def read_export(name: str, data: bytes) -> list[Record]:
    """Read an export, known by its suffix. Raises `ValueError` for one that cannot be read."""
    reader = next(reader for suffix, reader in _READERS.items() if name.endswith(suffix))
    return reader(data.decode("utf-8-sig"))


def bib_records(data: bytes) -> list[tuple[str, str]]:
    """Divide BibTeX or BibLaTeX as we write it, each entry from its head to the next: key and text."""
    text = data.decode()
    heads = list(_BIB_HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)][: len(heads)]
    return [(head[1], text[head.start() : end].strip()) for head, end in zip(heads, ends, strict=True)]


def _read_csl(text: str) -> list[Record]:
    return [core(item) for item in json.loads(text)]


def _read_bib(text: str, reader: str) -> list[Record]:
    """Read what pandoc reads; entries of which it keeps one only, because their keys are equal, are counted all.

    pandoc makes the title of a part of a work from several fields, so the title is looked for in all of them. It does not know
    `1990/..`, which BibLaTeX writes for what has not ended: the year of such a date is taken from the file.
    """
    items = {str(item["id"]): item for item in json.loads(pandoc.run(["-f", reader, "-t", "csljson"], text))}
    records = {key: replace(core(item), title=_all_words(item)) for key, item in items.items()}
    return [
        record if record.year else replace(record, year=_open_year(entry))
        for key, entry in bib_records(text.encode())
        for record in [records.get(key, Record(key, "", "", ""))]
    ]


def _open_year(entry: str) -> str:
    date = _OPEN_RANGE.search(entry)
    return _year(date[1]) if date else ""


def _all_words(item: Mapping[str, Any]) -> str:
    return fold(" ".join(value for value in item.values() if isinstance(value, str)))


def _read_ris(text: str) -> list[Record]:
    records: list[dict[str, str]] = []
    for line in text.splitlines():
        match = _RIS.match(line)
        if match and match[1] == "TY":
            records.append({})
        elif match and records:
            records[-1].setdefault(match[1], match[2])
    return [
        Record(
            row.get("ID", ""),
            fold(row.get("TI", "")),
            fold(row.get("AU", "").partition(",")[0]),
            _year(row.get("PY", "")),
        )
        for row in records
    ]


def _read_csv(text: str) -> list[Record]:
    return [
        Record(row["Key"], fold(row["Title"]), fold(re.split(r"[,;]", row["Author"])[0]), _year(row["Date"]))
        for row in csv.DictReader(StringIO(text))
    ]


def _read_endnote(text: str) -> list[Record]:
    return [
        Record(
            record.findtext("label", ""),
            fold(record.findtext("titles/title", "")),
            fold(record.findtext("contributors/authors/author", "").partition(",")[0]),
            record.findtext("dates/year", ""),
        )
        for record in _xml(text).iter("record")
    ]


def _read_mods(text: str) -> list[Record]:
    return [
        Record(
            record.findtext("m:identifier[@type='citekey']", "", _MODS),
            fold(record.findtext("m:titleInfo/m:title", "", _MODS)),
            _mods_author(record),
            _year(record.findtext(".//m:dateIssued", "", _MODS)),
        )
        for record in _xml(text).iterfind("m:mods", _MODS)
    ]


def _mods_author(record: etree._Element) -> str:
    for name in record.iterfind("m:name", _MODS):
        if name.findtext("m:role/m:roleTerm", "", _MODS) == "aut":
            family = name.findtext("m:namePart[@type='family']", "", _MODS)
            return fold(family or name.findtext("m:namePart", "", _MODS))
    return ""


def _xml(text: str) -> etree._Element:
    try:
        return etree.fromstring(text.encode(), _PARSER)
    except etree.XMLSyntaxError as fault:
        raise ValueError(str(fault)) from fault


def _year(date: str) -> str:
    """The first year of an ISO date, which has a year 0, as CSL counts, which has none."""
    found = re.search(r"-?\d{4}", date)
    year = int(found[0]) if found else 1
    return str(year if year > 0 else year - 1) if found else ""


_READERS: Mapping[str, Callable[[str], list[Record]]] = {
    ".csl.json": _read_csl,
    ".biblatex.bib": lambda text: _read_bib(text, "biblatex"),
    ".bib": lambda text: _read_bib(text, "bibtex"),
    ".ris": _read_ris,
    ".endnote.xml": _read_endnote,
    ".mods.xml": _read_mods,
    ".csv": _read_csv,
}
