"""Say the spaces between words that a line end has swallowed: a tagged PDF spells out all that parts words (14.8.2.5).

A space is set after the last word of the line, where nobody sees it. Fonts are asked for their glyph of the space.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from fontTools.ttLib import TTFont
from weasyprint.formatting_structure import boxes as wp

from coursepack.editions.layout.engine.boxes import Box, is_generated
from coursepack.editions.layout.engine.marks import PageMarks
from coursepack.editions.layout.engine.structure import Content, Node
from coursepack.editions.layout.spacing import Partings

SPACE = " "
_SHOW = b"] TJ"


class WordSpaces:
    """Finds the places of one section where a space is missing, and sets it."""

    def __init__(self, partings: Partings, origins: Any) -> None:
        self._partings, self._origins = partings, origins
        self._last: dict[Node, tuple[Content, bool]] = {}
        self._blanks: dict[Node, list[Content]] = {}
        """Since the last words of a block: white space alone, which may have been drawn or not."""
        self._missing: list[tuple[Content, list[Content], Content]] = []
        self._fonts: dict[str, Any] = {}

    def use(self, document: Any) -> None:
        """Take note of the fonts of the document."""
        self._fonts = {font.hash: font for font in document.fonts.values()}

    def read(self, box: Box, block: Node, content: Content) -> None:
        """Read on by one box of a block."""
        text = box.text if isinstance(box, wp.TextBox) else ""
        parted = not is_generated(box) and self._parted(box, text)
        if block in self._last:
            last, spaced = self._last[block]
            if parted and not spaced and not text[:1].isspace():
                self._missing.append((last, self._blanks.get(block, []), content))
        if (box.element_tag or "").endswith("::before"):
            return  # what a style sheet sets before a word, such as a bracket, belongs to that word
        if text.strip() or not isinstance(box, wp.TextBox):
            self._last[block] = content, text[-1:].isspace()
            self._blanks[block] = []
        elif block in self._last:
            self._blanks[block].append(content)

    def _parted(self, box: Box, text: str) -> bool:
        element = self._origins.get(box.element, box.element)
        if not isinstance(box, wp.TextBox):
            return self._partings.take(element, "", "")
        return bool(text.strip()) and self._partings.take(element, text, box.style["hyphenate_character"])

    def add(self, marks: Sequence[PageMarks]) -> None:
        """Set the spaces that were found missing."""
        for before, blanks, after in self._missing:
            if any(_shows(marks, blank) for blank in blanks):
                continue
            if _shows(marks, before):
                self._set(marks, before, after=True)
            elif _shows(marks, after):
                self._set(marks, after, after=False)

    def _set(self, marks: Sequence[PageMarks], content: Content, *, after: bool) -> None:
        """Set a space after the words of a mark; or before them, where an image stands before, and go back by its width."""
        tokens, segment = marks[content.page].segment(content.mcid)
        fonts = [token for token in tokens[segment] if isinstance(token, bytes) and token.endswith(b" Tf")]
        font = self._fonts[fonts[-1 if after else 0].split()[0][1:].decode()]
        glyph = _space(font)
        at = _shows(marks, content)[-1 if after else 0]
        if after:
            tokens[at] = tokens[at][: -len(_SHOW)] + f"<{glyph:04x}>".encode() + _SHOW
        else:
            tokens[at] = f"[<{glyph:04x}>{font.widths[glyph]}".encode() + tokens[at][1:]


def _space(font: Any) -> int:
    """The glyph of the space in a font, noted among those that the document uses."""
    known = next((glyph for glyph, text in font.to_unicode.items() if text == SPACE), None)
    if known is not None:
        return int(known)
    face = TTFont(io.BytesIO(font.file_content), lazy=True, fontNumber=font.index)
    glyph_name = face.getBestCmap()[ord(SPACE)]
    glyph = face.getGlyphID(glyph_name)
    font.to_unicode[glyph] = SPACE
    font.widths[glyph] = round(face["hmtx"][glyph_name][0] * 1000 / face["head"].unitsPerEm)
    return int(glyph)


def _shows(marks: Sequence[PageMarks], content: Content) -> list[int]:
    """Where among the tokens of its page marked content shows text."""
    tokens, segment = marks[content.page].segment(content.mcid)
    shown = ((at, tokens[at]) for at in range(segment.start, segment.stop))
    return [at for at, token in shown if isinstance(token, bytes) and token.endswith(_SHOW)]
