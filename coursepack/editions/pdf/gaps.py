"""Fill the folios in that the text prints, in the gaps that the layout left for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pikepdf

from coursepack.editions.layout import MARK, FolioGap
from coursepack.editions.pdf.fonts import FontSet
from coursepack.errors import ToolFailed

Digits = tuple[tuple[int, int, bytes], ...]
"""Of each digit the place of its gap among those of the part, its place in the gap, and its glyph as content streams have it."""


def digits_of(gaps: Sequence[FolioGap], folios: Mapping[str, str], fonts: FontSet) -> Digits:
    """The glyphs of all folios that the text of a part prints. Raises `ToolFailed` where one does not fit its gap."""
    return tuple(
        (place, digit, glyph)
        for place, gap in enumerate(gaps)
        for digit, glyph in enumerate(_glyphs(gap, folios.get(gap.target, ""), fonts))
    )


def fill_gaps(pages: Sequence[pikepdf.Object], digits: Digits) -> None:
    """Write the folios into the pages of a part, whose contents are as the layout wrote them.

    Raises `ToolFailed` unless every gap gets the digits that it was made for, and no mark is left.
    """
    glyphs = {(gap, digit): glyph for gap, digit, glyph in digits}
    written: list[tuple[int, int]] = []

    def write(match: re.Match[bytes]) -> bytes:
        written.append((int(match[1]), int(match[2])))
        return glyphs.get(written[-1], b"")

    for page in pages:
        content = page.Contents.read_bytes()
        if MARK.search(content):
            page.Contents.write(MARK.sub(write, content))
    if sorted(written) != sorted(glyphs):
        raise ToolFailed("page numbers in the text were not filled in, or not once each")


def _glyphs(gap: FolioGap, folio: str, fonts: FontSet) -> list[bytes]:
    """The glyphs of a folio, as a content stream has them."""
    if not folio.isdecimal() or len(folio) != gap.digits:
        raise ToolFailed(
            f"the page number of #{gap.target} is {folio or 'not known'}, and has room for {gap.digits} digits"
        )
    digits = (fonts.digit(gap.font, gap.size, gap.features, gap.nought, digit) for digit in folio)
    return [f"{glyph:04x}".encode() for glyph in digits]
