"""E-book: a font with just the Chinese characters that the book uses; for all other text the reader's own choice rules,
unless the configuration asks for the book's own typefaces, or for no fonts.

In: a whole CJK font (OpenType, single or first of a collection) and the trees. Out: a small font file, always the
same for the same characters.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from fontTools import subset
from fontTools.ttLib import TTFont
from lxml import etree

from coursepack.document.languages import cjk_of
from coursepack.editions.epub.container import Item

_FULL_WIDTH_SPACE = "\u3000"
_SCRIPTS = ("zh", "ja", "ko")
_FAMILY_NAMES = [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    13,
    14,
]  # copyright, family, style, id, full name, version, PostScript name, licence
_UNUSED_TABLES = ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "DSIG", "GDEF"]


@dataclass(frozen=True, slots=True)
class EpubFonts:
    """Font files, as bytes: `cjk` is embedded in part; `roman` and `italic` (of variable weight) set the words of drawings."""

    cjk: bytes
    roman: bytes
    italic: bytes


@dataclass(frozen=True, slots=True)
class Face:
    """One embedded font file, and how the style sheet names it (CSS Fonts 4)."""

    family: str
    style: str
    weight: str
    item: Item


def cjk_characters(roots: Iterable[etree._Element]) -> str:
    """Collect what the embedded font must have: all CJK characters, and all others in runs in such a language."""
    found: set[str] = set()
    for root in roots:
        for element in root.iter("*"):
            texts = [element.text or "", *(child.tail or "" for child in element)]
            text = "".join(texts)
            found |= set(text) if _language(element).split("-")[0] in _SCRIPTS else cjk_of(text)
    return "".join(
        sorted(character for character in found if not character.isspace() or character == _FULL_WIDTH_SPACE)
    )


def _language(element: etree._Element) -> str:
    for node in (element, *element.iterancestors()):
        if node.get("lang"):
            return str(node.get("lang"))
    return ""


def embedded_faces(
    roots: Sequence[etree._Element], fonts: EpubFonts, wanted: Literal["needed", "all", "none"]
) -> list[Face]:
    """The faces that go into the e-book, each cut down to what it sets; the check reports characters that are in none."""
    faces = []
    if wanted == "all":
        text = "".join(sorted({character for root in roots for part in root.itertext() for character in str(part)}))
        faces += [_face("Reader", style, "400 800", font, text) for style, font in _text_fonts(fonts)]
    characters = "" if wanted == "none" else cjk_characters(roots)
    return [*faces, _face("Reader CJK", "normal", "normal", fonts.cjk, characters)] if characters else faces


def _text_fonts(fonts: EpubFonts) -> tuple[tuple[str, bytes], ...]:
    return ("normal", fonts.roman), ("italic", fonts.italic)


def _face(family: str, style: str, weight: str, font: bytes, characters: str) -> Face:
    is_text = family == "Reader"
    data = subset_font(font, characters, kerned=is_text)
    kind = "otf" if data.startswith(b"OTTO") else "ttf"
    name = {"normal": "roman", "italic": "italic"}[style] if is_text else "cjk"
    return Face(family, style, weight, Item(f"font-{name}", f"fonts/{name}.{kind}", f"font/{kind}", data))


def subset_font(font: bytes, characters: str, *, woff2: bool = False, kerned: bool = False) -> bytes:
    """Cut a font down to these characters; as WOFF2, and with its kerning and ligatures, if asked for."""
    whole = TTFont(io.BytesIO(font), fontNumber=0, recalcTimestamp=False)
    for table in () if kerned else _UNUSED_TABLES:  # before fontTools takes seconds to read them
        if table in whole:
            del whole[table]
    options = subset.Options()
    options.name_IDs = _FAMILY_NAMES
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(whole)
    if woff2:
        whole.flavor = "woff2"
    target = io.BytesIO()
    whole.save(target)
    return target.getvalue()
