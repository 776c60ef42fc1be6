"""The marked content of one page: which mark stands around the content of which box, and what of it is no part of the text.

Internals used: `Stream._tags` (box → number of its mark) and `Stream.stream`, where a mark is the tokens tag, properties,
`BDC` and, after the content, `EMC` (ISO 32000-1, 14.6).
"""

from __future__ import annotations

from typing import Any

from coursepack.editions.layout.engine.boxes import Box


class PageMarks:
    """The marks of one page."""

    def __init__(self, stream: Any) -> None:
        self._numbers = {box: tag["mcid"] for box, tag in stream._tags.items()}  # noqa: SLF001 - told nowhere else
        self._tokens: list[Any] = stream.stream
        self._artifacts: dict[int, str] = {}
        self._known: dict[int, tuple[int, int]] = {}
        self.count = len(self._numbers)

    def take(self, box: Box) -> int | None:
        """The number of the mark around a box's content; None where nothing was drawn."""
        number: int | None = self._numbers.get(box)
        return number

    def discard(self, box: Box, kind: str, more: str = "") -> None:
        """Make the content of a box, and of all boxes in it, an artifact of a kind (ISO 32000-1, 14.8.2.2.2)."""
        for inner in [box, *getattr(box, "descendants", tuple)()]:
            if inner in self._numbers:
                self._artifacts[self._numbers[inner]] = f"<</Type/{kind}{more}>>"

    def cut(self, box: Box) -> list[Any]:
        """Take the content of a box off the page; returns its tokens."""
        at, end = self._bounds()[self._numbers.pop(box)]
        tokens = self._tokens[at + 3 : end]
        del self._tokens[at : end + 1]
        self._known = {}
        return tokens

    def segment(self, number: int) -> tuple[list[Any], slice]:
        """All tokens of the page, and where among them the content of a mark stands."""
        at, end = self._bounds()[number]
        return self._tokens, slice(at + 3, end)

    def write_artifacts(self) -> None:
        """Write what was discarded as artifacts."""
        bounds = self._bounds()
        for number, properties in self._artifacts.items():
            at, _ = bounds[number]
            self._tokens[at : at + 2] = [b"/Artifact", properties.encode()]

    def _bounds(self) -> dict[int, tuple[int, int]]:
        """Of each mark, where its tag and its end stand; marks do not hold each other."""
        if self._known:
            return self._known
        number, start = -1, 0
        for index, token in enumerate(self._tokens):
            if isinstance(token, dict) and "MCID" in token:
                number, start = token["MCID"], index - 1
            elif token == b"EMC" and number >= 0:
                self._known[number] = (start, index)
                number = -1
        return self._known
