"""Dublin Core: the fifteen elements (ISO 15836-1) in the container of OAI-PMH, which repositories harvest."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from coursepack.config import Config
from coursepack.editions.export.catalogue.people import authors, editors
from coursepack.editions.export.catalogue.reader import Pages
from coursepack.editions.export.plain_text import one_line

_DC = "http://purl.org/dc/elements/1.1/"
_OAI = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def write_dublin_core(config: Config, pages: Pages | None) -> bytes:
    """Write one record."""
    root = etree.Element(f"{{{_OAI}}}dc", nsmap={"oai_dc": _OAI, "dc": _DC, "xsi": _XSI})
    root.set(f"{{{_XSI}}}schemaLocation", f"{_OAI} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    for name, value in _elements(config, pages):
        if line := one_line(value):
            etree.SubElement(root, f"{{{_DC}}}{name}").text = line
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _elements(config: Config, pages: Pages | None) -> Iterator[tuple[str, str]]:
    """As the e-book does, editors are creators, after the authors."""
    yield "title", config.full_title
    yield from (("creator", person.inverted) for person in (*authors(config), *editors(config)))
    yield from (("subject", subject) for subject in config.subjects)
    yield "description", config.description
    yield "publisher", config.publisher
    yield "date", config.date.isoformat()
    yield "type", "Text"
    if pages:
        yield "format", f"{pages.sides} pages"
    yield from (("identifier", identifier) for identifier in identifiers(config))
    yield "language", config.language
    yield "rights", config.rights
    yield "rights", config.licence


def identifiers(config: Config) -> Iterator[str]:
    """Name the book as URIs: its ISBNs, its own URI, its DOI."""
    known = config.identifiers
    for isbn in (known.isbn_print, known.isbn_epub):
        if isbn:
            yield "urn:isbn:" + "".join(char for char in isbn if char.isalnum())
    if known.uri:
        yield known.uri
    if known.doi:
        yield "https://doi.org/" + known.doi.removeprefix("https://doi.org/")
