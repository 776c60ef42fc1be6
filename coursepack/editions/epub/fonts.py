"""E-book: fonts with just the characters of the book that few devices have, Chinese and those of scripts that run from right to
left; for all other text the reader's own choice rules, unless the configuration asks for the book's typefaces, or for no fonts.

In: whole fonts (OpenType, single or first of a collection) and the trees. Out: small files, the same for the same characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from importlib import import_module
from typing import Literal

from lxml import etree

from coursepack.document.languages import EAST_ASIAN, cjk_of
from coursepack.editions.epub.container import Item
from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.kept import kept
from coursepack.keeping.store import MemoryStore, Store
from coursepack.scripts import RIGHT_TO_LEFT, Script

_FULL_WIDTH_SPACE = "\u3000"


@dataclass(frozen=True, slots=True)
class EpubFonts:
    """Font files, as bytes: `cjk`, `hebrew` and `arabic` are embedded in part; `roman` and `italic` (of variable weight) set the
    words of drawings.
    """

    cjk: bytes
    roman: bytes
    italic: bytes
    hebrew: bytes
    arabic: bytes
    store: Store = field(default_factory=MemoryStore)
    """Keeps what was cut out of them."""

    def of(self, script: Script) -> bytes:
        """The font of a script."""
        return {"hebrew": self.hebrew, "arabic": self.arabic}[script.name]

    def cut(self, font: bytes, characters: str, *, woff2: bool = False, kerned: bool = False) -> bytes:
        """One of them cut down to these characters, as `subset_font`, once."""
        inputs = _name_of(font), characters, woff2, kerned
        make = partial(subset_font, font, characters, woff2=woff2, kerned=kerned)
        return kept(self.store, "font of the e-book", inputs, make)


@lru_cache(maxsize=8)
def _name_of(font: bytes) -> str:
    return fingerprint(font)


@dataclass(frozen=True, slots=True)
class Face:
    """One embedded font file, and how the style sheet names it (CSS Fonts 4)."""

    family: str
    style: str
    weight: str
    item: Item
    languages: tuple[str, ...] = ()
    """Those that are set in it; none for the typeface of the text."""


def cjk_characters(roots: Iterable[etree._Element]) -> str:
    """Collect what the embedded font must have: all CJK characters, and all others in runs in such a language."""
    found: set[str] = set()
    for language, text in _runs(root for root in roots if _may_be_east_asian(root)):
        found |= set(text) if language.split("-")[0] in EAST_ASIAN else cjk_of(text)
    return "".join(
        sorted(character for character in found if not character.isspace() or character == _FULL_WIDTH_SPACE)
    )


def script_characters(roots: Iterable[etree._Element], script: Script) -> str:
    """Collect what the font of a script must have: its own characters, and all that stands among them; none without them."""
    within = [root for root in roots if script.occurs_in(_whole(root))]
    texts = [text for _, text in _runs(within) if script.occurs_in(text)]
    return "".join(sorted({character for text in texts for character in text}))


def _may_be_east_asian(root: etree._Element) -> bool:
    """Whether there is any such character or language: most trees have neither, and are not looked through run by run."""
    languages = {str(language).split("-")[0] for language in root.xpath(".//@lang")}
    return bool(cjk_of(_whole(root))) or not languages.isdisjoint(EAST_ASIAN)


def _whole(root: etree._Element) -> str:
    return str(root.xpath("string()"))


def _runs(roots: Iterable[etree._Element]) -> Iterator[tuple[str, str]]:
    """Each element's own text, with its language."""
    for root in roots:
        languages: dict[etree._Element | None, str] = {None: ""}
        for element in root.iter("*"):
            language = languages[element] = element.get("lang") or languages.get(element.getparent(), "")
            yield language, (element.text or "") + "".join(child.tail or "" for child in element)


def embedded_faces(
    roots: Sequence[etree._Element], fonts: EpubFonts, wanted: Literal["needed", "all", "none"]
) -> list[Face]:
    """The faces that go into the e-book, each cut down to what it sets; the check reports characters that are in none."""
    faces: list[Face] = []
    if wanted == "all":
        text = "".join(sorted({character for root in roots for part in root.itertext() for character in str(part)}))
        for style, name, font in (("normal", "roman", fonts.roman), ("italic", "italic", fonts.italic)):
            faces.append(Face("Reader", style, "400 800", _item(name, fonts.cut(font, text, kerned=True))))
    if wanted != "none":
        faces += _needed_faces(roots, fonts)
    return faces


def _needed_faces(roots: Sequence[etree._Element], fonts: EpubFonts) -> Iterator[Face]:
    """The faces of what few devices have."""
    if characters := cjk_characters(roots):
        item = _item("cjk", fonts.cut(fonts.cjk, characters))
        yield Face("Reader CJK", "normal", "normal", item, EAST_ASIAN)
    for script in RIGHT_TO_LEFT:
        if characters := script_characters(roots, script):
            item = _item(script.name, fonts.cut(fonts.of(script), characters, kerned=True))
            yield Face(f"Reader {script.name.title()}", "normal", "normal", item, script.languages)


def _item(name: str, data: bytes) -> Item:
    kind = "otf" if data.startswith(b"OTTO") else "ttf"
    return Item(f"font-{name}", f"fonts/{name}.{kind}", f"font/{kind}", data)


def subset_font(font: bytes, characters: str, *, woff2: bool = False, kerned: bool = False) -> bytes:
    """Cut a font down to these characters; as WOFF2, and with its kerning and ligatures, if asked for."""
    room = import_module("coursepack.editions.epub.font_cutting")
    cut: bytes = room.subset_font(font, characters, woff2=woff2, kerned=kerned)
    return cut
