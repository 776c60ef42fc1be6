"""BibLaTeX from the author's own fields, and BibTeX for programs that know only its fourteen types.

Inheritance is resolved, so `crossref` and `xdata` are left out: an export holds the works that the book cites, no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from coursepack.editions.export.fields import notes_of
from coursepack.editions.export.plain_text import iso_date, one_line, year_of
from coursepack.sources.bibliography import CslItem, Entry
from coursepack.sources.bibliography.latex import legible
from coursepack.sources.bibliography.values import balance

_RESOLVED = frozenset({"crossref", "xdata", "xref"})
_VERBATIM = frozenset({"doi", "eprint", "file", "keywords", "langid", "pdf", "url", "verba", "verbb", "verbc"})
"""Fields whose values LaTeX does not read (biblatex, 2.2.1)."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SPECIAL: Mapping[str, str] = {
    **{char: f"\\{char}" for char in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_TYPES: Mapping[str, str] = {
    "article": "article", "suppperiodical": "article", "book": "book", "mvbook": "book", "collection": "book",
    "mvcollection": "book", "reference": "book", "mvreference": "book", "proceedings": "proceedings",
    "mvproceedings": "proceedings", "booklet": "booklet", "manual": "manual", "inbook": "incollection",
    "bookinbook": "incollection", "suppbook": "incollection", "incollection": "incollection",
    "suppcollection": "incollection", "inreference": "incollection", "inproceedings": "inproceedings",
    "conference": "inproceedings", "thesis": "phdthesis", "phdthesis": "phdthesis", "mastersthesis": "mastersthesis",
    "mathesis": "mastersthesis", "report": "techreport", "techreport": "techreport", "unpublished": "unpublished",
}  # fmt: skip
_NAMES: Mapping[str, str] = {
    "journaltitle": "journal",
    "location": "address",
    "maintitle": "series",
    "annotation": "annote",
}
_BIBTEX = frozenset(
    {
        "abstract", "address", "annote", "author", "booktitle", "chapter", "edition", "editor", "howpublished", "institution",
        "journal", "key", "note", "number", "organization", "pages", "publisher", "school", "series", "title", "translator",
        "type", "volume", "doi", "url", "urldate", "isbn", "issn", "language", "langid", "keywords", "eprint", "archiveprefix",
    }
)  # fmt: skip


def write_biblatex(entries: Sequence[Entry]) -> str:
    """Write the entries with the fields that their author gave them, and those that they inherit."""
    return "\n".join(_entry(entry.type, entry.key, _own_fields(entry)) for entry in entries)


def write_bibtex(entries: Sequence[Entry], items: Sequence[CslItem]) -> str:
    """Write the entries in BibTeX's types and fields, with `doi` and `url`; year and month are those of the CSL items."""
    return "\n".join(
        _entry(_TYPES.get(entry.type, "misc"), entry.key, _fields(entry, item))
        for entry, item in zip(entries, items, strict=True)
    )


def _own_fields(entry: Entry) -> dict[str, str]:
    """The author's fields; a piece with a date of its own in a dated book gets it as `eventdate`, and the book's as `date`."""
    fields = {name: value for name, value in entry.fields.items() if name not in _RESOLVED}
    if not entry.host_date:
        return fields
    own = {name: fields.pop(name) for name in ("date", "year", "month", "day") if name in fields}
    if "date" in own:
        fields.setdefault("eventdate", own["date"])
    return {**fields, **entry.host_date}


def _fields(entry: Entry, item: CslItem) -> dict[str, str]:
    fields = {_NAMES.get(name, name): value for name, value in entry.fields.items()}
    for whole, rest in (("title", "subtitle"), ("booktitle", "booksubtitle"), ("journal", "journalsubtitle")):
        if rest in fields and whole in fields:
            fields[whole] = f"{fields[whole]}: {fields[rest]}"
    if entry.type in ("inbook", "bookinbook") and "booktitle" not in fields and "series" in fields:
        fields["booktitle"] = fields.pop("series")
    if _TYPES.get(entry.type) == "phdthesis" and "institution" in fields:
        fields.setdefault("school", fields.pop("institution"))
    if entry.type not in _TYPES and "organization" in fields:
        fields.setdefault("howpublished", fields.pop("organization"))
    if not {"journal", "booktitle"} & fields.keys() and "container-title" in item and "maintitle" in entry.fields:
        fields["journal"] = entry.fields["maintitle"]
    fields["note"] = "; ".join(_notes(fields, item))
    chosen = {name: value for name, value in fields.items() if name in _BIBTEX and value}
    return {**chosen, **_date(entry, item)}


def _notes(fields: Mapping[str, str], item: CslItem) -> Iterator[str]:
    """The author's note, and as words what BibTeX has no field for."""
    if fields.get("note"):
        yield fields["note"]
    archive = ", ".join(item[name] for name in ("archive", "archive_location", "call-number") if item.get(name))
    has_field = {"note", "annote"}
    words = notes_of({name: value for name, value in item.items() if name not in has_field})
    issued = item.get("issued", {})
    date = f"Date: {iso_date(issued)}" if issued.get("season") or "literal" in issued else ""
    yield from (latex(line) for text in (archive, date, *words) if (line := one_line(text)))


def latex(text: str) -> str:
    """Write plain text so that LaTeX prints it."""
    return "".join(_SPECIAL.get(char, char) for char in text)


def _date(entry: Entry, item: CslItem) -> dict[str, str]:
    issued = item.get("issued")
    if not issued:
        return {}
    if "literal" in issued:
        return {"year": entry.fields.get("year") or entry.fields.get("date", "")}
    parts = issued["date-parts"][0]
    month = {"month": _MONTHS[parts[1] - 1]} if len(parts) > 1 and 1 <= parts[1] <= 12 else {}
    day = {"day": str(parts[2])} if len(parts) > 2 and len(issued["date-parts"]) == 1 else {}
    whole = {"date": iso_date(issued)} if len(issued["date-parts"]) > 1 or issued.get("circa") else {}
    return {"year": year_of(issued), **month, **day, **whole}


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    width = max((len(name) for name in fields), default=0)
    lines = [f"  {name:<{width}} = {_value(name, value)}," for name, value in fields.items()]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"]) + "\n"


def _value(name: str, value: str) -> str:
    """A value in braces that pair, on one line; a month as the macro that styles translate."""
    if name == "month" and value.lower() in _MONTHS:
        return value.lower()
    text = value if name in _VERBATIM else legible(value)
    return f"{{{balance(_CONTROL.sub(' ', text))[0]}}}"
