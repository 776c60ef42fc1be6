"""Drawings of a book that is to be PDF/X-1a: nothing in them may show through (ISO 15930-4, 6.9).

In: the book's images. Out: a diagnostic for the first transparent thing in each SVG file, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from coursepack.anatomy import Image
from coursepack.diagnostics import Diagnostic, Location, error

SHOWS_THROUGH = error("P002", "an SVG image shows through, and PDF/X-1a cannot")

_SHARE = re.compile(r"\b((?:fill-|stroke-|stop-)?opacity)\s*:\s*([\d.]+)(%?)")
_PROPERTY = re.compile(r"\b(mask|filter|mix-blend-mode)\s*:\s*(?!none|normal)\S")
_COLOUR = re.compile(
    r"\b(?:rgb|hsl)a\([^)]*,\s*(?:0?\.\d+|0|\d{1,2}%)\s*\)|/\s*(?:0?\.\d+|0|\d{1,2}%)\s*\)"
    r"|(?<!url\()#(?:[0-9a-f]{6}(?!ff)[0-9a-f]{2}|[0-9a-f]{3}(?!f)[0-9a-f])\b",
    re.IGNORECASE,
)
"""A colour with an alpha below one (CSS Color 4, 4.1 and 5.2)."""
_ATTRIBUTES = frozenset(
    ("opacity", "fill-opacity", "stroke-opacity", "stop-opacity", "mask", "filter", "mix-blend-mode")
)
_COLOURED = frozenset(("fill", "stroke", "stop-color", "color"))


def check_flat(images: Iterable[Image]) -> Iterator[Diagnostic]:
    """Find what shows through in the SVG images."""
    for image in images:
        if image.media_type == "image/svg+xml":
            root = etree.fromstring(image.data, etree.XMLParser(resolve_entities=False, no_network=True))
            found = next(
                ((element, what) for element in root.iter(etree.Element) if (what := _transparent(element))), None
            )
            if found is not None:
                element, what = found
                place = Location(f"manuscript/{image.path}", element.sourceline or 0)
                yield SHOWS_THROUGH.at(place, f"{what} shows what is below", 'use full colours, or standard = "pdfx-4"')


def _transparent(element: etree._Element) -> str:
    """What makes an element show through; empty where nothing does."""
    declared = [f"{name}: {value}" for name, value in element.attrib.items() if name in _ATTRIBUTES]
    declared += [str(element.get("style", "")), *(str(element.get(name, "")) for name in sorted(_COLOURED))]
    if etree.QName(element).localname == "style":
        declared.append("".join(map(str, element.itertext())))
    for text in declared:
        share = next((match for match in _SHARE.finditer(text) if _is_less(match)), None)
        match = share or _PROPERTY.search(text) or _COLOUR.search(text)
        if match:
            return f"‘{match[0].strip()}’"
    return ""


def _is_less(match: re.Match[str]) -> bool:
    try:
        return float(match[2]) < (100 if match[3] else 1)
    except ValueError:
        return False
