"""Scripts that run from right to left, and their typefaces, from packages: Frank Ruhl Libre for Hebrew, Amiri for Arabic.

Both are under the SIL Open Font License. A file goes into an edition only where the book has words in its script.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fontTools.ttLib import TTFont


@dataclass(frozen=True, slots=True)
class Script:
    """A script and the font that sets it."""

    name: str
    family: str
    """As the style sheets of the pages call the font."""
    published: str
    """As everybody else does."""
    languages: tuple[str, ...]
    """Primary language subtags (BCP 47) that are written in it; a run without a mark is taken to be in the first."""
    characters: str
    """Ranges, for a class of a regular expression."""
    package: str
    file: str

    def holds(self, character: str) -> bool:
        """Whether a character belongs to the script."""
        return bool(re.match(f"[{self.characters}]", character))

    def occurs_in(self, text: str) -> bool:
        """Whether any character of a text belongs to the script."""
        return bool(re.search(f"[{self.characters}]", text))

    def font(self) -> bytes:
        """The package's own font file."""
        return (files(self.package.replace("-", "_")) / "files" / self.file).read_bytes()


HEBREW = Script(
    "hebrew",
    "Book Hebrew",
    "Frank Ruhl Libre",
    ("he", "yi", "lad", "arc"),
    "\u0591-\u05f4\ufb1d-\ufb4f",
    "fontpkg-frank-ruhl-libre",
    "FrankRuhlLibre[wght].ttf",
)
ARABIC = Script(
    "arabic",
    "Book Arabic",
    "Amiri",
    ("ar", "fa", "ur", "ps", "sd", "ug", "ckb", "ota"),
    "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "fontpkg-amiri",
    "Amiri-Regular.ttf",
)
RIGHT_TO_LEFT = (HEBREW, ARABIC)


def scripts_of(characters: Iterable[str]) -> list[Script]:
    """The scripts that some characters belong to, in a fixed order."""
    found = "".join(set(characters))
    return [script for script in RIGHT_TO_LEFT if script.occurs_in(found)]


def runs_right_to_left(language: str) -> bool:
    """Whether a language (BCP 47) is written in one of these scripts; a script subtag (`ks-Deva`, `az-Arab`) rules."""
    primary, *subtags = language.split("-")
    named = next((subtag.title() for subtag in subtags if len(subtag) == 4), "")
    if named:
        return named in ("Hebr", "Arab")
    return any(primary.lower() in script.languages for script in RIGHT_TO_LEFT)


@cache
def right_to_left_characters() -> frozenset[int]:
    """The code points of these scripts that their fonts have; but no vowel signs, whose glyphs a PDF cannot name one by one."""
    return frozenset(
        code
        for script in RIGHT_TO_LEFT
        for code in TTFont(io.BytesIO(script.font()), lazy=True).getBestCmap()
        if script.holds(chr(code)) and unicodedata.category(chr(code)) != "Mn"
    )
