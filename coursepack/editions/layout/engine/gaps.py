"""Folios in the run of the text become gaps: the glyphs that stand for their digits are marked, for the joiner to fill in.

The mark stays where the glyph was, within its marked content: tags, reading order and places do not change by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.text.fonts import font_features

from coursepack.editions.layout.engine.boxes import Box
from coursepack.editions.layout.engine.marks import PageMarks
from coursepack.editions.layout.facts import Finding, FindingKind, FolioGap
from coursepack.editions.layout.folios import GAP, NOUGHT, mark

GAPS_CSS = f"[{GAP}] {{ font-feature-settings: 'tnum' !important }}"
"""Digits of one width. Lining or old-style ones, as the text around has them."""

_SHOW = b"] TJ"
_FONT = b" Tf"
_GLYPHS = re.compile(rb"<([0-9a-f]+)>")


class Gaps:
    """Marks the gaps of one document; collects them, and findings."""

    def __init__(self) -> None:
        self.found: list[FolioGap] = []
        self.findings: list[Finding] = []

    def take(self, box: Box, element: Element, page: int, marks: PageMarks, mcid: int) -> None:
        """Mark the digits of a box of text; nothing where it is no folio, or one that stands as it is."""
        target = element.get(GAP)
        if target is None or set(box.text) != {NOUGHT}:
            return
        tokens, segment = marks.segment(mcid)
        font = next(token for token in tokens[segment] if isinstance(token, bytes) and token.endswith(_FONT)).split()
        shown = [at for at in range(segment.start, segment.stop) if _shows(tokens[at])]
        glyphs = [glyph for at in shown for glyph in _glyphs(tokens[at])]
        if box.text != element.text or len(glyphs) != len(box.text) or len(set(glyphs)) != 1:
            detail = f"the page number for #{target} is not set as it should be"
            self.findings.append(Finding(FindingKind.ENGINE_WARNING, "", detail, pages=(page,)))
            return
        digits = iter(range(len(glyphs)))
        for at in shown:
            tokens[at] = _GLYPHS.sub(lambda run: _marked(run[1], len(self.found), digits), tokens[at])
        self.found.append(
            FolioGap(
                page=page,
                target=target,
                digits=len(glyphs),
                font=font[0][1:].decode(),
                size=float(font[1]),
                features=features_of(box),
                nought=int(glyphs[0], 16),
            )
        )


def _shows(token: Any) -> bool:
    return isinstance(token, bytes) and token.endswith(_SHOW)


def _glyphs(token: bytes) -> list[bytes]:
    """The glyphs that an operator shows, of two bytes each (ISO 32000-1, 9.7.6.2)."""
    return [run[at : at + 4] for run in _GLYPHS.findall(token) for at in range(0, len(run), 4)]


def _marked(run: bytes, gap: int, digits: Iterator[int]) -> bytes:
    return b"<" + b"".join(mark(gap, next(digits)) for _ in range(0, len(run), 4)) + b">"


def features_of(text: Box) -> tuple[tuple[str, int], ...]:
    """The OpenType features that a box of text is set with."""
    names = "kerning", "variant_ligatures", "variant_position", "variant_caps", "variant_numeric"
    more = "variant_alternates", "variant_east_asian", "feature_settings"
    found = font_features(*(text.style[f"font_{name}"] for name in (*names, *more)))
    return tuple(sorted((str(name), int(value)) for name, value in found.items()))
