"""Where in the style sheets of a book's own there stands what the layout engine complains of.

In: the sheets as their author wrote them, and what the engine said of them filled. Out: the file and the line; the file alone
where the words are made by the template; nothing where the book has no style sheet of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from coursepack.diagnostics import Location
from coursepack.editions.layout import Finding, FindingKind

SHEETS = ("print/book.css", "print/large-print.css")
"""What the layout engine reads, by the names of the templates."""

_NAMED = re.compile(r"`([^`]+)`|'([^']+)'|\"([^\"]+)\"|(@[\w-]+)")
"""What a message is about: a declaration, a selector, a font or a rule."""
_FONT = re.compile(r"\bfont(?:-family)?\s*:\s*([^;{}]+)")
_OWN_FAMILY = re.compile(r"[\"']Book\b|\binherit\b")
_FILLED_IN = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)


def place_in_styles(finding: Finding, sheets: Mapping[str, str]) -> Location | None:
    """The place of what a finding is about, in style sheets given by name."""
    if finding.kind is FindingKind.ENGINE_WARNING:
        words = next((word for match in _NAMED.finditer(finding.detail) for word in match.groups() if word), "")
        found = _place_of(_spaced(words), sheets)
        return found or next((Location(f"templates/{name}") for name in sheets), None)
    if finding.kind is FindingKind.FOREIGN_FONT and finding.detail.isascii():  # characters that the book's fonts have
        return _foreign_font(sheets)
    return None


def _spaced(words: str) -> re.Pattern[str]:
    """A pattern for words of a style sheet, however it sets spaces between them."""
    return re.compile(r"\s*".join(re.escape(token) for token in re.findall(r"[\w.-]+|[^\w\s]", words)) or r"(?!)")


def _place_of(pattern: re.Pattern[str], sheets: Mapping[str, str]) -> Location | None:
    for name, text in sheets.items():
        if match := pattern.search(text):
            return Location(f"templates/{name}", text.count("\n", 0, match.start()) + 1)
    return None


def _foreign_font(sheets: Mapping[str, str]) -> Location | None:
    """The first declaration of a font that is none of the book's."""
    for name, sheet in sheets.items():
        text = _FILLED_IN.sub(lambda filled: re.sub(r"[^\n]", " ", filled[0]), sheet)
        for match in _FONT.finditer(text):
            face = text.rfind("{", 0, match.start())
            is_face = "@font-face" in text[text.rfind("}", 0, face) + 1 : face]
            if not is_face and not _OWN_FAMILY.search(match[1]):
                return Location(f"templates/{name}", text.count("\n", 0, match.start()) + 1)
    return None
