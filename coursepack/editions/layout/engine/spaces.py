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
        self._after: list[Content] = []
        self._before: list[Content] = []
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
                self._after.append(last)
        if text.strip() or not isinstance(box, wp.TextBox):
            self._last[block] = content, text[-1:].isspace()
        elif text and block in self._last:
            self._last[block] = self._last[block][0], True

    def _parted(self, box: Box, text: str) -> bool:
        element = self._origins.get(box.element, box.element)
        if not isinstance(box, wp.TextBox):
            return self._partings.take(element, "", "")
        return bool(text.strip()) and self._partings.take(element, text, box.style["hyphenate_character"])

    def add(self, marks: Sequence[PageMarks]) -> None:
        """Set the spaces that were found missing."""
        for content in self._after:
            tokens, segment = marks[content.page].segment(content.mcid)
            shows = [at for at in range(segment.start, segment.stop) if _shows_text(tokens[at])]
            fonts = [token for token in tokens[segment] if isinstance(token, bytes) and token.endswith(b" Tf")]
            if shows and fonts:
                glyph = self._glyph(fonts[-1].split()[0][1:].decode())
                tokens[shows[-1]] = tokens[shows[-1]][: -len(_SHOW)] + f"<{glyph:04x}>".encode() + _SHOW

    def _glyph(self, name: str) -> int:
        font = self._fonts[name]
        known = next((glyph for glyph, text in font.to_unicode.items() if text == SPACE), None)
        if known is not None:
            return int(known)
        face = TTFont(io.BytesIO(font.file_content), lazy=True, fontNumber=font.index)
        glyph_name = face.getBestCmap()[ord(SPACE)]
        glyph = face.getGlyphID(glyph_name)
        font.to_unicode[glyph] = SPACE
        font.widths[glyph] = round(face["hmtx"][glyph_name][0] * 1000 / face["head"].unitsPerEm)
        return int(glyph)


def _shows_text(token: Any) -> bool:
    return isinstance(token, bytes) and token.endswith(_SHOW)
