"""E-book: vector drawings that bring the font of their labels with them.

A drawing shown as an image sees no font of the book: a reading system would set its labels in another, wider one, and they
would run into each other. So each drawing gets a font of just its own characters, inside the file (as a `data:` URL, which
EPUB 3.3, §3.8, allows there).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from lxml import etree

from coursepack.document.languages import is_cjk
from coursepack.editions.epub.fonts import EpubFonts
from coursepack.editions.epub.vocabulary import SVG
from coursepack.fonts import BODY_FAMILY, DRAWING_NAMES, EAST_ASIAN_FAMILY

_ROMAN = DRAWING_NAMES[BODY_FAMILY]
_CJK = DRAWING_NAMES[EAST_ASIAN_FAMILY]


def embed_fonts(svg: bytes, fonts: EpubFonts) -> bytes:
    """Put the font into a drawing that has words in the book's typeface; any other comes back as it is."""
    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
    rules = "".join(_rules(root, svg.decode("utf-8", "replace"), fonts))
    if not rules:
        return svg
    style = etree.Element(f"{{{SVG}}}style", nsmap={None: SVG})
    style.text = rules
    root.insert(0, style)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _rules(root: etree._Element, source: str, fonts: EpubFonts) -> Iterator[str]:
    """The `@font-face` rules (CSS Fonts 4, §4) for the characters of the labels."""
    words = "".join(text for label in root.iter(f"{{{SVG}}}text") for text in label.itertext())
    characters = "".join(sorted(set(words) - set("\n\t")))
    chinese = "".join(filter(is_cjk, characters))
    if characters.strip() and _ROMAN in source:
        yield _rule(_ROMAN, "normal", fonts.cut(fonts.roman, characters, woff2=True))
        if "italic" in source:
            yield _rule(_ROMAN, "italic", fonts.cut(fonts.italic, characters, woff2=True))
    if chinese and _CJK in source:
        yield _rule(_CJK, "normal", fonts.cut(fonts.cjk, chinese, woff2=True))


def _rule(family: str, style: str, font: bytes) -> str:
    data = base64.b64encode(font).decode("ascii")
    return (
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: 400 800; '
        f'src: url("data:font/woff2;base64,{data}") format("woff2") }}'
    )
