"""Page furniture: running heads become artifacts, and folios are cut out (ISO 32000-1, 14.8.2.2.2).

Folios are told as templates, because a part cannot know its page numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint.formatting_structure import boxes as wp

from coursepack.editions.layout.engine.boxes import Box
from coursepack.editions.layout.engine.gaps import features_of
from coursepack.editions.layout.engine.marks import PageMarks
from coursepack.editions.layout.facts import Finding, FindingKind, FolioTemplate

_SUBTYPES = {"top": "/Subtype/Header/Attached[/Top]", "bottom": "/Subtype/Footer/Attached[/Bottom]"}


class Furniture:
    """Clears the margins of pages; collects the folios, and findings."""

    def __init__(self) -> None:
        self.folios: list[FolioTemplate] = []
        self.findings: list[Finding] = []

    def clear(self, index: int, page: Any, margins: Sequence[Box], marks: PageMarks) -> None:
        """Make the margin boxes of a page artifacts, and cut its folios out."""
        for box in margins:
            for text in _text_boxes(box):
                if _is_folio(box):
                    self._cut_folio(index, page, box, text, marks.cut(text))
            marks.discard(box, "Pagination", _SUBTYPES.get(box.at_keyword.removeprefix("@").split("-")[0], ""))

    def _cut_folio(self, index: int, page: Any, box: Box, text: Box, tokens: list[Any]) -> None:
        if box.style["content"] is None or len(box.style["content"]) != 1:
            detail = f"the page number in {box.at_keyword} stands with other text"
            self.findings.append(Finding(FindingKind.ENGINE_WARNING, "", detail, pages=(index,)))
        self.folios.append(_template(index, page, box, text, tokens))


def _text_boxes(box: Box) -> Iterator[Box]:
    if isinstance(box, wp.TextBox):
        if box.text.strip():
            yield box
    else:
        for child in getattr(box, "children", ()):
            yield from _text_boxes(child)


def _is_folio(box: Box) -> bool:
    content = box.style["content"]
    return isinstance(content, list | tuple) and any(
        item[0] == "counter()" and item[1][0] == "page" for item in content
    )


def _template(index: int, page: Any, box: Box, text: Box, tokens: list[Any]) -> FolioTemplate:
    font = next(token for token in tokens if isinstance(token, bytes) and token.endswith(b" Tf")).split()
    align = _alignment(box, text)
    return FolioTemplate(
        page=index,
        font=font[0][1:].decode(),
        size=float(font[1]),
        colour=tuple(t.decode() for t in tokens if isinstance(t, bytes) and t.endswith((b" gs", b" rg", b" k", b" g"))),
        features=features_of(text),
        align=align,
        x=text.position_x + align * text.width,
        y=text.position_y + text.baseline,
    )


def _alignment(box: Box, text: Box) -> float:
    """Which point of the folio stays where it is when its width changes."""
    style = text.style["text_align_all"]
    if style in ("center", "left", "right"):
        return {"left": 0.0, "center": 0.5, "right": 1.0}[style]
    return {"left": 0.0, "right": 1.0}.get(box.at_keyword.split("-")[-1], 0.5)
