"""E-book: a font with just the Chinese characters that the book uses; for all other text the reader's own choice rules.

In: a whole CJK font (OpenType, single or first of a collection) and the trees. Out: a small font file, always the
same for the same characters.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from fontTools import subset
from fontTools.ttLib import TTFont
from lxml import etree

from coursepack.document.languages import cjk_of
from coursepack.editions.epub.container import Item

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


def cjk_characters(roots: Iterable[etree._Element]) -> str:
    """Collect what the embedded font must have: all CJK characters, and all others in runs in such a language."""
    found: set[str] = set()
    for root in roots:
        for element in root.iter("*"):
            texts = [element.text or "", *(child.tail or "" for child in element)]
            text = "".join(texts)
            found |= set(text) if _language(element).split("-")[0] in _SCRIPTS else cjk_of(text)
    return "".join(sorted(character for character in found if not character.isspace()))


def _language(element: etree._Element) -> str:
    for node in (element, *element.iterancestors()):
        if node.get("lang"):
            return str(node.get("lang"))
    return ""


def embedded_font(font: bytes, characters: str) -> Item:
    """Cut the font down to these characters; the check of the e-book reports those that it does not have."""
    data = subset_font(font, characters)
    kind = "otf" if data.startswith(b"OTTO") else "ttf"
    return Item("font-cjk", f"fonts/cjk.{kind}", f"font/{kind}", data)


def subset_font(font: bytes, characters: str, *, woff2: bool = False) -> bytes:
    """Cut a font down to these characters, its kerning and ligatures left out; as WOFF2 if asked for."""
    whole = TTFont(io.BytesIO(font), fontNumber=0, recalcTimestamp=False)
    for table in _UNUSED_TABLES:  # before fontTools takes seconds to read them
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
