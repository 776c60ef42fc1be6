"""A diagnostic with the lines of the manuscript that it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coursepack.diagnostics import Diagnostic, Location
from coursepack.sources.files import read_text

_AROUND = 1
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, cut where it is very long; `meant` where the diagnostic points at it."""

    number: int
    text: str
    meant: bool


@dataclass(frozen=True, slots=True)
class Quoted:
    """A finding, and what stands at its place; no lines where the place is not a line of a text of the project."""

    diagnostic: Diagnostic
    lines: tuple[Line, ...]
    reason: str = ""
    """Why the authors have set it aside."""


class Quoter:
    """Quotes lines of the files of a project; each file is read once."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._texts: dict[str, list[str]] = {}

    def quote(self, diagnostic: Diagnostic, reason: str = "") -> Quoted:
        """Give a finding the line that it points at, and those around it."""
        place = diagnostic.location
        texts = self._lines(place.file) if place.line else []
        first, last = max(1, place.line - _AROUND), min(len(texts), place.line + _AROUND)
        lines = [Line(number, _cut(texts[number - 1]), number == place.line) for number in range(first, last + 1)]
        return Quoted(diagnostic, tuple(lines), reason)

    def _lines(self, file: str) -> list[str]:
        if file not in self._texts:
            source, _ = read_text(self._project, file, Location(file))
            self._texts[file] = source.text.split("\n") if source else []
        return self._texts[file]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
