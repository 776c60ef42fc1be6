"""The e-book as an OPDS 2.0 publication, for a library's server (OPDS Catalog 2.0, 5; Readium Web Publication Manifest)."""

from __future__ import annotations

import io
import json
from typing import Any

from PIL import Image

from coursepack.config import Config
from coursepack.editions.export.catalogue.people import Person, authors, editors
from coursepack.editions.export.catalogue.reader import Pages
from coursepack.editions.export.trade.finished import Finished

_OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access"
_BUY = "http://opds-spec.org/acquisition/buy"
_PRINTED_PAGES = {"pageNavigation": "printPageNumbers", "pageBreakMarkers": "printPageNumbers"}
"""Features that the vocabulary of the manifest knows by an older name."""
_EPUB_ACCESSIBILITY = "https://www.w3.org/TR/epub-a11y-11#wcag-{version}-{level}"


def write_opds(config: Config, finished: Finished, pages: Pages | None, files: tuple[str, str, str]) -> bytes:
    """Write the entry; `files` names the entry itself, the e-book and the cover, below the configured address."""
    entry, epub, cover = (f"{config.distribution.address.rstrip('/')}/{file}" for file in files)
    with Image.open(io.BytesIO(finished.cover)) as picture:
        width, height = picture.size
    price = config.distribution.amount
    acquisition: dict[str, Any] = {"rel": _OPEN_ACCESS, "href": epub, "type": "application/epub+zip"}
    if price is not None:
        currency, value = price
        acquisition |= {"rel": _BUY, "properties": {"price": {"currency": currency, "value": float(value)}}}
    data = {
        "metadata": _metadata(config, finished, pages),
        "links": [{"rel": "self", "href": entry, "type": "application/opds-publication+json"}, acquisition],
        "images": [{"href": cover, "type": finished.cover_type, "width": width, "height": height}],
    }
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _metadata(config: Config, finished: Finished, pages: Pages | None) -> dict[str, Any]:
    given: dict[str, Any] = {
        "@type": "http://schema.org/Book",
        "identifier": finished.identifier,
        "title": config.title,
        "subtitle": config.subtitle,
        "author": [_contributor(person) for person in authors(config)],
        "editor": [_contributor(person) for person in editors(config)],
        "publisher": config.publisher,
        "published": config.date.isoformat(),
        "modified": f"{config.date.isoformat()}T00:00:00Z",
        "language": config.language,
        "description": config.description,
        "subject": list(config.subjects)
        + [{"name": code, "code": code, "scheme": _THEMA} for code in config.distribution.thema],
        "numberOfPages": pages.sides if pages else None,
        "accessibility": _accessibility(config, finished),
    }
    return {name: value for name, value in given.items() if value}


_THEMA = "https://ns.editeur.org/thema"


def _contributor(person: Person) -> dict[str, str]:
    return {"name": person.printed, **({"sortAs": person.inverted} if person.family else {})}


def _accessibility(config: Config, finished: Finished) -> dict[str, Any]:
    said = finished.accessibility
    features = (_PRINTED_PAGES.get(name, name) for name in said.get("accessibilityFeature", ()))
    ways = [way.split(",") for way in said.get("accessModeSufficient", ())]
    found: dict[str, Any] = {
        "summary": " ".join(said.get("accessibilitySummary", ())),
        "accessMode": list(said.get("accessMode", ())),
        "accessModeSufficient": [way[0] if len(way) == 1 else way for way in ways],
        "feature": list(dict.fromkeys(features)),
        "hazard": list(said.get("accessibilityHazard", ())),
    }
    claim = config.epub.conformance
    if claim is not None:
        version = claim.wcag.replace(".", "")
        certified = {"certifiedBy": claim.certified_by, "credential": claim.credential, "report": claim.report}
        found["conformsTo"] = _EPUB_ACCESSIBILITY.format(version=version, level=claim.level.lower())
        found["certification"] = {name: value for name, value in certified.items() if value}
    return found
