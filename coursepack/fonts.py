"""The book's typefaces, from packages, never the system's: EB Garamond for text, Noto Serif SC for Chinese, and those of scripts
that run from right to left (`scripts`).

The variable font is cut into static instances, and the Chinese font, whose outlines are cubic (CFF), is made a TrueType
font of just the characters that the book uses: with CFF outlines the layout engine writes glyph ids where PDF readers
expect character ids, and presses print boxes. Both are pure functions of the packages and the characters.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from coursepack.scripts import RIGHT_TO_LEFT, Script, right_to_left_characters, scripts_of

BODY_FAMILY = "Book"
EAST_ASIAN_FAMILY = "Book CJK"
DRAWING_NAMES = {BODY_FAMILY: "EB Garamond", EAST_ASIAN_FAMILY: "Noto Serif SC"}
"""What figures call the same fonts, so that they look right in other programs too."""
PUBLISHED_NAMES = DRAWING_NAMES | {script.family: script.published for script in RIGHT_TO_LEFT}
"""What everybody else calls the book's fonts."""
RECIPE = "1"
"""Raise it when the way in which fonts are made changes: it is part of the name that they are kept under."""
MAX_ERROR = 1.0
"""Largest distance between the quadratic outlines and the cubic ones, in thousandths of an em."""


@dataclass(frozen=True, slots=True)
class Face:
    """One font file of the book, as style sheets name it."""

    file: str
    family: str
    weight: int
    italic: bool


FACES = (
    Face("fonts/book-regular.ttf", BODY_FAMILY, 400, italic=False),
    Face("fonts/book-italic.ttf", BODY_FAMILY, 400, italic=True),
    Face("fonts/book-semibold.ttf", BODY_FAMILY, 600, italic=False),
    Face("fonts/book-semibold-italic.ttf", BODY_FAMILY, 600, italic=True),
)
EAST_ASIAN = Face("fonts/book-cjk.ttf", EAST_ASIAN_FAMILY, 400, italic=False)
OTHERS = {
    script.name: Face(f"fonts/book-{script.name}.ttf", script.family, 400, italic=False) for script in RIGHT_TO_LEFT
}
"""Of scripts that run from right to left, by their names."""

_GARAMOND = files("fontpkg_eb_garamond") / "files"
_NOTO = files("pylopdf_fonts_zh_cn") / "NotoSerifSC-Regular.otf"


def book_fonts(beyond: Iterable[str], store: Path) -> Mapping[str, bytes]:
    """The book's font files by name. `beyond`: the characters that the text face is not to set; `store`: a folder that keeps
    what was made, by what it was made of.
    """
    wanted = set(beyond)
    made = {face.file: kept(store, _instance_key(face), partial(_instance, face)) for face in FACES}
    for script in scripts_of(wanted):
        key = recipe_key(script.name, version(script.package))
        made[OTHERS[script.name].file] = kept(store, key, partial(_script_font, script))
    characters = "".join(sorted(char for char in wanted if ord(char) not in right_to_left_characters()))
    if characters:
        characters = f" {characters}"  # a space after a run in a running head is set with it
        key = recipe_key("noto-serif-sc", version("pylopdf-fonts-zh-cn"), str(MAX_ERROR), characters)
        made[EAST_ASIAN.file] = kept(store, key, partial(_truetype_subset, characters))
    return made


@cache
def body_characters() -> frozenset[int]:
    """The code points that the text face has in all of its styles."""
    covers = [set(TTFont(io.BytesIO(_source(face)), lazy=True).getBestCmap()) for face in FACES[:2]]
    return frozenset(set.intersection(*covers))


@cache
def east_asian_characters() -> frozenset[int]:
    """The code points that the Chinese font has."""
    return frozenset(TTFont(io.BytesIO(_NOTO.read_bytes()), lazy=True).getBestCmap())


def font_face_rules(names: Iterable[str]) -> str:
    """The `@font-face` rules (CSS Fonts 4) of the book's font files."""
    present = set(names)
    return "".join(
        face_rule(face, family)
        for face in (*FACES, EAST_ASIAN, *OTHERS.values())
        for family in (face.family, PUBLISHED_NAMES[face.family])
        if face.file in present
    )


def face_rule(face: Face, family: str) -> str:
    """The `@font-face` rule of one file."""
    style = "italic" if face.italic else "normal"
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {face.weight}; '
        f'font-style: {style}; src: url("{face.file}") }}\n'
    )


def _source(face: Face) -> bytes:
    name = "EBGaramond-Italic[wght].ttf" if face.italic else "EBGaramond[wght].ttf"
    return (_GARAMOND / name).read_bytes()


def _instance_key(face: Face) -> str:
    return recipe_key("eb-garamond", version("fontpkg-eb-garamond"), str(face.weight), str(face.italic))


def recipe_key(*parts: str) -> str:
    """Name what is made by everything that it is made of."""
    text = "\0".join((RECIPE, *parts, version("fonttools")))
    return hashlib.sha256(text.encode()).hexdigest()


def _instance(face: Face) -> bytes:
    return static_instance(_source(face), face.weight)


def _script_font(script: Script) -> bytes:
    """The regular weight of a script's typeface, whole: which shapes its letters take, only setting them tells."""
    data = script.font()
    return static_instance(data, 400) if "fvar" in TTFont(io.BytesIO(data), lazy=True) else data


def static_instance(variable: bytes, weight: int) -> bytes:
    """Cut one weight out of a variable font."""
    cut: bytes = _making().static_instance(variable, weight)
    return cut


def _truetype_subset(characters: str) -> bytes:
    cut: bytes = _making().truetype_subset(_NOTO.read_bytes(), characters, MAX_ERROR)
    return cut


def _making() -> Any:
    """The room that makes fonts, which a build that finds all of them made does not wait for."""
    return import_module("coursepack.font_making")


def kept(store: Path, key: str, make: Callable[[], bytes]) -> bytes:
    """Read a font from the store, or make it and keep it; a file that does not hold what it should is made again."""
    path = store / f"{key}.ttf"
    try:
        digest, data = path.read_bytes().split(b"\n", 1)
        if hashlib.sha256(data).hexdigest().encode() == digest:
            return data
    except (OSError, ValueError):
        pass
    data = make()
    with suppress(OSError):  # a machine where nothing can be kept builds more slowly, but builds
        store.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=store, delete=False) as beside:
            beside.write(hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
        Path(beside.name).replace(path)
    return data


def source_fonts() -> dict[str, bytes]:
    """The packages' own files, for the e-book: `roman` and `italic` (variable weight), `cjk`, and one a script."""
    regular, italic = FACES[0], FACES[1]
    own = {"roman": _source(regular), "italic": _source(italic), "cjk": _NOTO.read_bytes()}
    return own | {script.name: script.font() for script in RIGHT_TO_LEFT}
