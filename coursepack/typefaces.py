"""The typefaces of the large-print edition, from packages: letters that are hard to mistake for each other.

Atkinson Hyperlegible was drawn for the Braille Institute, for readers who see little; Lexend for readers who read slowly, and it
has no italic. Both are under the SIL Open Font License. What they lack is set in the book's own fonts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from coursepack.fonts import BODY_FAMILY, PUBLISHED_NAMES, Face, face_rule, kept, recipe_key, static_instance

NAMES = {"serif": PUBLISHED_NAMES[BODY_FAMILY], "sans": "Atkinson Hyperlegible", "dyslexic": "Lexend"}
"""What the typefaces are called, as the copyright page says."""

FAMILY = "Book Large"
"""Stands before the book's own family in the large-print style sheet."""

UNEVEN = frozenset({"dyslexic"})
"""Typefaces whose digits differ in width, and have no forms that do not (the OpenType feature `tnum`)."""

_FACES = {
    "serif": (),
    "sans": (
        Face("fonts/large-regular.ttf", FAMILY, 400, italic=False),
        Face("fonts/large-italic.ttf", FAMILY, 400, italic=True),
        Face("fonts/large-bold.ttf", FAMILY, 700, italic=False),
        Face("fonts/large-bold-italic.ttf", FAMILY, 700, italic=True),
    ),
    "dyslexic": (
        Face("fonts/large-regular.ttf", FAMILY, 400, italic=False),
        Face("fonts/large-bold.ttf", FAMILY, 700, italic=False),
    ),
}
_ATKINSON = files("fontpkg_atkinson_hyperlegible") / "files"
_LEXEND = files("fontpkg_lexend") / "files"


def large_fonts(typeface: str, store: Path) -> Mapping[str, bytes]:
    """The font files of a typeface, by name; none for "serif", which is the book's own. `store`: as for `book_fonts`."""
    if typeface == "dyslexic":
        variable = (_LEXEND / "Lexend[wght].ttf").read_bytes()
        release = version("fontpkg-lexend")
        return {
            face.file: kept(
                store,
                recipe_key("lexend", release, str(face.weight)),
                partial(static_instance, variable, face.weight),
            )
            for face in _FACES[typeface]
        }
    return {face.file: (_ATKINSON / _atkinson_file(face)).read_bytes() for face in _FACES[typeface]}


def large_face_rules(typeface: str) -> str:
    """The `@font-face` rules of a typeface."""
    return "".join(face_rule(face, FAMILY) for face in _FACES[typeface])


def _atkinson_file(face: Face) -> str:
    style = ("Bold" if face.weight == 700 else "") + ("Italic" if face.italic else "")
    return f"AtkinsonHyperlegible-{style or 'Regular'}.ttf"
