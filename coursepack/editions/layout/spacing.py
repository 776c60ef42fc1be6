"""Where words part: which visible characters of a section follow white space, or begin a block.

A line on the page ends without its space; a tagged PDF has to say it all the same (ISO 32000-1, 14.8.2.5).
"""

from __future__ import annotations

from itertools import repeat
from xml.etree.ElementTree import Element

from coursepack.editions.layout.notes import is_note
from coursepack.editions.layout.reading import visible
from coursepack.editions.layout.roles import kind

_APART = frozenset(
    "p div section header nav pre blockquote figure figcaption ul ol li dl dt dd br table caption thead tbody tfoot tr th td hr "
    "h1 h2 h3 h4 h5 h6".split()
)
"""What begins and ends a line wherever it stands."""


class Partings:
    """Of each element, for each visible character of its own text, whether white space stands right before it."""

    def __init__(self, body: Element) -> None:
        self._parted: dict[Element, list[bool]] = {}
        self._texts: dict[Element, str] = {}
        self._read: dict[Element, int] = {}
        self._pending = True
        self._visit(body)

    def take(self, element: Element, piece: str, hyphen: str) -> bool:
        """Read on in an element's text by a printed piece; returns whether white space stands before the piece.

        `hyphen`: the character that the engine sets where it breaks a word, which may end the piece.
        """
        parted, at = self._parted.get(element, []), self._read.get(element, 0)
        printed = visible(piece)
        length = len(printed)
        if printed.endswith(hyphen) and not self._texts.get(element, "").startswith(printed, at):
            length -= len(hyphen)
        self._read[element] = at + length
        return at < len(parted) and parted[at]

    def _visit(self, element: Element) -> None:
        self._parted[element] = []
        self._take(element, element.text)
        for child in element:
            if is_note(child):
                before, self._pending = self._pending, True
                self._visit(child)
                self._pending = before
            elif isinstance(child.tag, str):
                self._visit_child(child)
            self._take(element, child.tail)
        self._texts[element] = visible((element.text or "") + "".join(child.tail or "" for child in element))

    def _visit_child(self, child: Element) -> None:
        if child.tag == "img":
            self._parted[child] = [self._pending]
            self._pending = False
            return
        apart = kind(child) in _APART
        self._pending = self._pending or apart
        self._visit(child)
        self._pending = self._pending or apart

    def _take(self, element: Element, text: str | None) -> None:
        if not text:
            return
        parted = self._parted[element]
        self._pending = self._pending or text[0].isspace()
        for place, word in enumerate(text.split()):
            self._pending = self._pending or place > 0
            if length := len(visible(word)):
                parted.append(self._pending)
                parted.extend(repeat(False, length - 1))
                self._pending = False
        self._pending = self._pending or text[-1].isspace()
