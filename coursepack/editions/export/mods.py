"""MODS 3.4 (Library of Congress), the least version that has all that is needed: library catalogues and repositories read it.

A part stands in its whole (`relatedItem type="host"`), which carries the whole's title, editors, publisher, volume and pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from coursepack.editions.export.names import OF_HOST, RELATORS
from coursepack.editions.export.plain_text import iso_date, keywords_of, one_line, title_of, whole_family
from coursepack.sources.bibliography import CslItem

NAMESPACE = "http://www.loc.gov/mods/v3"
_SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-4.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"

_RESOURCES: Mapping[str, str] = {
    "broadcast": "sound recording-nonmusical", "song": "sound recording-musical", "motion_picture": "moving image",
    "graphic": "still image", "map": "cartographic", "dataset": "software, multimedia",
    "software": "software, multimedia", "performance": "moving image",
}  # fmt: skip
"""CSL type → typeOfResource; all others are text."""

GENRES: Mapping[str, str] = {
    "book": "book", "thesis": "thesis", "report": "technical report", "article-journal": "article",
    "article-magazine": "article", "article-newspaper": "newspaper article", "review": "review", "map": "map",
    "webpage": "web site", "post-weblog": "web site", "personal_communication": "letter", "interview": "interview",
    "speech": "speech", "legislation": "legislation", "treaty": "treaty", "legal_case": "legal case and case notes",
    "entry-encyclopedia": "encyclopedia", "entry-dictionary": "dictionary", "motion_picture": "motion picture",
    "patent": "patent", "periodical": "periodical", "pamphlet": "pamphlet", "graphic": "picture", "chapter": "book chapter",
    "paper-conference": "conference publication", "broadcast": "sound", "song": "sound", "manuscript": "manuscript",
}  # fmt: skip
"""CSL type → a word of the MARC genre list where that has one (`marcgt`), else of our own."""
_MARC_GENRES = frozenset(
    {
        "book", "thesis", "technical report", "article", "review", "map", "web site", "letter", "interview", "speech",
        "legislation", "treaty", "legal case and case notes", "encyclopedia", "dictionary", "motion picture", "patent",
        "periodical", "picture", "conference publication", "sound",
    }
)  # fmt: skip


def write_mods(items: Sequence[CslItem]) -> bytes:
    """Write a collection of one record an item; `ID` is the citation key where XML allows it, the citekey identifier always."""
    root = etree.Element(f"{{{NAMESPACE}}}modsCollection", nsmap={None: NAMESPACE, "xsi": _XSI})
    root.set(f"{{{_XSI}}}schemaLocation", f"{NAMESPACE} {_SCHEMA}")
    for item in items:
        _Record(root, item).write()
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


class _Record:
    """One record under way."""

    def __init__(self, root: etree._Element, item: CslItem) -> None:
        self._item = item
        self._mods = _add(root, "mods", version="3.4")
        self._part = "container-title" in item

    def write(self) -> None:
        """Write every element that the item has matter for."""
        item, mods = self._item, self._mods
        _titles(mods, item)
        roles = [role for role in RELATORS if not (self._part and role in ("editor", *OF_HOST))]
        for role in roles:
            _names(mods, item.get(role, []), RELATORS[role])
        _add_text(mods, "typeOfResource", _RESOURCES.get(item["type"], "text"))
        self._genres()
        self._origin(mods, whole=not self._part)
        if item.get("language"):
            _add_text(_add(mods, "language"), "languageTerm", item["language"], type="code", authority="rfc4646")
        self._physical()
        _add_text(mods, "abstract", item.get("abstract"))
        self._notes()
        for word in keywords_of(item):
            _add_text(_add(mods, "subject"), "topic", word)
        self._related()
        if not self._part:
            self._number(mods)
        for variable, kind in (("DOI", "doi"), ("number", "report number"), ("PMID", "pmid"), ("PMCID", "pmcid")):
            _add_text(mods, "identifier", item.get(variable), type=kind)
        if not self._part:
            self._standard_numbers(mods)
        _add_text(mods, "identifier", item["id"], type="citekey")
        self._location()

    def _physical(self) -> None:
        item, physical = self._item, etree.Element(f"{{{NAMESPACE}}}physicalDescription")
        _add_text(physical, "form", item.get("medium"))
        for variable, unit in (("number-of-volumes", "volumes"), ("number-of-pages", "pages")):
            if item.get(variable):
                _add_text(physical, "extent", f"{item[variable]} {unit}")
        if len(physical):
            self._mods.append(physical)

    def _genres(self) -> None:
        genre = GENRES.get(self._item["type"])
        if genre in _MARC_GENRES:
            _add_text(self._mods, "genre", genre, authority="marcgt")
        else:
            _add_text(self._mods, "genre", genre or self._item["type"].replace("_", " "))
        if "title" in self._item:
            _add_text(self._mods, "genre", self._item.get("genre"), type="form")

    def _origin(self, parent: etree._Element, *, whole: bool) -> None:
        """Where, by whom and when: of a part, the date is its own and the rest its whole's."""
        item, origin = self._item, etree.Element(f"{{{NAMESPACE}}}originInfo")
        if whole:
            _place_and_publisher(origin, item)
        _date(origin, "dateIssued", item.get("issued"))
        if whole:
            _add_text(origin, "edition", item.get("edition"))
        _date(origin, "dateCreated", item.get("event-date"))
        if len(origin):
            parent.append(origin)

    def _notes(self) -> None:
        item = self._item
        for variable, kind in (
            ("note", ""),
            ("annote", ""),
            ("event-title", "event"),
            ("event-place", "venue"),
            ("status", "status"),
            ("version", "version"),
        ):
            _add_text(self._mods, "note", item.get(variable), **({"type": kind} if kind else {}))
        for name, value in item.get("custom", {}).items():
            if name != "entrysubtype":
                _add_text(self._mods, "note", f"{name}: {value}")

    def _related(self) -> None:
        item = self._item
        if self._part:
            host = _add(self._mods, "relatedItem", type="host")
            _add_text(_add(host, "titleInfo"), "title", item["container-title"])
            if item.get("container-title-short"):
                _add_text(_add(host, "titleInfo", type="abbreviated"), "title", item["container-title-short"])
            for role in ("editor", *OF_HOST):
                _names(host, item.get(role, []), RELATORS[role])
            origin = etree.Element(f"{{{NAMESPACE}}}originInfo")
            _place_and_publisher(origin, item)
            _add_text(origin, "edition", item.get("edition"))
            if len(origin):
                host.append(origin)
            self._number(host)
            self._standard_numbers(host)
        if item.get("collection-title"):
            series = _add(_add(self._mods, "relatedItem", type="series"), "titleInfo")
            _add_text(series, "title", item["collection-title"])
            _add_text(series, "partNumber", item.get("collection-number"))
        if any(item.get(f"original-{part}") for part in ("title", "date", "publisher", "publisher-place")):
            original = _add(self._mods, "relatedItem", type="original")
            _add_text(_add(original, "titleInfo"), "title", item.get("original-title") or title_of(item))
            origin = etree.Element(f"{{{NAMESPACE}}}originInfo")
            _place_and_publisher(origin, item, "original-")
            _date(origin, "dateIssued", item.get("original-date"))
            if len(origin):
                original.append(origin)

    def _number(self, parent: etree._Element) -> None:
        """Volume, issue and pages."""
        item, part = self._item, etree.Element(f"{{{NAMESPACE}}}part")
        for variable, kind in (
            ("volume", "volume"),
            ("issue", "issue"),
            ("part-number", "part"),
            ("chapter-number", "chapter"),
        ):
            if item.get(variable):
                _add_text(_add(part, "detail", type=kind), "number", item[variable])
        if item.get("volume-title"):
            _add_text(_add(part, "detail", type="volume"), "title", item["volume-title"])
        if item.get("page"):
            self._pages(part)
        if len(part):
            parent.append(part)

    def _pages(self, part: etree._Element) -> None:
        pages = one_line(self._item["page"])
        extent = _add(part, "extent", unit="pages")
        first, dash, last = pages.partition("-")
        if dash and "," not in pages:
            _add_text(extent, "start", first)
            _add_text(extent, "end", last)
        else:
            _add_text(extent, "list" if "," in pages else "start", pages)

    def _standard_numbers(self, parent: etree._Element) -> None:
        for variable in ("ISBN", "ISSN"):
            _add_text(parent, "identifier", self._item.get(variable), type=variable.lower())

    def _location(self) -> None:
        """Where the work is kept, and where it stands on the web."""
        item, location = self._item, etree.Element(f"{{{NAMESPACE}}}location")
        _add_text(location, "physicalLocation", item.get("archive"))
        _add_text(
            location, "shelfLocator", ", ".join(item[v] for v in ("archive_location", "call-number") if item.get(v))
        )
        accessed = iso_date(item.get("accessed"))
        if item.get("URL"):
            _add_text(location, "url", item["URL"], **({"dateLastAccessed": accessed} if accessed else {}))
        if len(location):
            self._mods.append(location)
        if accessed and not item.get("URL"):
            _add_text(self._mods, "note", f"accessed {accessed}", type="accessed")


def _titles(mods: etree._Element, item: CslItem) -> None:
    _add_text(_add(mods, "titleInfo"), "title", title_of(item))
    if item.get("title-short"):
        _add_text(_add(mods, "titleInfo", type="abbreviated"), "title", item["title-short"])


def _names(parent: etree._Element, names: Sequence[Mapping[str, Any]], relator: str) -> None:
    for name in names:
        if "literal" in name or "given" not in name:
            element = _add(parent, "name", type="corporate" if "literal" in name else "personal")
            _add_text(element, "namePart", name.get("literal") or name.get("family"))
        else:
            element = _add(parent, "name", type="personal")
            _add_text(element, "namePart", whole_family(name), type="family")
            _add_text(element, "namePart", name["given"], type="given")
            _add_text(element, "namePart", name.get("suffix"), type="termsOfAddress")
        role = _add(element, "role")
        _add_text(role, "roleTerm", relator, type="code", authority="marcrelator")


def _place_and_publisher(origin: etree._Element, item: CslItem, prefix: str = "") -> None:
    if item.get(f"{prefix}publisher-place"):
        _add_text(_add(origin, "place"), "placeTerm", item[f"{prefix}publisher-place"], type="text")
    _add_text(origin, "publisher", item.get(f"{prefix}publisher"))


def _date(origin: etree._Element, name: str, date: Mapping[str, Any] | None) -> None:
    """Write a date, a range as its two ends (MODS user guidelines, originInfo)."""
    if not date:
        return
    doubt = {"qualifier": "approximate"} if date.get("circa") else {}
    plain = {key: value for key, value in date.items() if key not in ("circa", "date-parts")}
    ends = date.get("date-parts", [])
    if len(ends) == 2 and all(end and end[0] for end in ends):
        for end, point in zip(ends, ("start", "end"), strict=True):
            _add_text(origin, name, iso_date({"date-parts": [end]}), encoding="w3cdtf", point=point, **doubt)
        return
    encoded = {} if plain.get("season") or "literal" in plain else {"encoding": "w3cdtf"}
    _add_text(origin, name, iso_date({**plain, "date-parts": ends[:1]}), **encoded, **doubt)


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    element: etree._Element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    return element


def _add_text(parent: etree._Element, name: str, text: Any, **attributes: str) -> None:
    if text and (line := one_line(text)):
        _add(parent, name, **attributes).text = line
