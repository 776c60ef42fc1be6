"""What records for shops and library servers say of the e-book, read from the finished file: accessibility, cover, size.

Nothing is said twice: identifiers, accessibility metadata and cover are those of the package document (EPUB 3.3, 5.5).
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

_CONTAINER = "META-INF/container.xml"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass(frozen=True, slots=True)
class Finished:
    """The e-book as it is given away."""

    identifier: str
    """A URI, as in `dc:identifier`."""
    accessibility: Mapping[str, tuple[str, ...]]
    """Values by property of schema.org: `accessMode`, `accessibilityFeature` and so on."""
    cover: bytes
    cover_type: str
    size: int
    """Bytes."""


def read_finished(epub: bytes) -> Finished:
    """Read the package document of an e-book that the build has written and proved."""
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        path = str(
            etree.fromstring(archive.read(_CONTAINER), _PARSER).xpath("string(//*[local-name()='rootfile']/@full-path)")
        )
        package = etree.fromstring(archive.read(path), _PARSER)
        (item,) = [found for found in package.iter("{*}item") if "cover-image" in found.get("properties", "").split()]
        cover = archive.read(posixpath.join(posixpath.dirname(path), item.get("href", "")))
    said: dict[str, list[str]] = {}
    for meta in package.iter("{*}meta"):
        name = meta.get("property", "")
        if name.startswith("schema:"):
            said.setdefault(name.removeprefix("schema:"), []).append(meta.text or "")
    identifier = package.findtext(".//{http://purl.org/dc/elements/1.1/}identifier") or ""
    accessibility = {name: tuple(values) for name, values in said.items()}
    return Finished(identifier, accessibility, cover, item.get("media-type", ""), len(epub))
