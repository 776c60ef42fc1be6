"""Cut long notes at line boundaries, so that they can run on to the next page.

The layout engine never divides a footnote between pages: what does not fit is printed over other text or off the
page. A note that is handed to it as a row of short notes, only the first with a call and a number, does run on. In:
the note's element and the lines it was found to have. Out: the tree, changed in place; every clone remembers its
original.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from coursepack.editions.layout.reading import raw_offset, visible

LONG_NOTE_CHARACTERS = 350
"""Shorter notes are not even measured: they have fewer lines than `LONG_NOTE_LINES` at any measure that a book has."""
LONG_NOTE_LINES = 6
"""Notes with fewer lines are kept whole."""
CHUNK_LINES = 2
"""No page begins or ends with fewer lines of a carried note."""

_SPACE = " \t\n\r\f"
"""White space that collapses (CSS Text 3, 4.1.1)."""

CARRY_CSS = """
.footnote.carried { footnote-policy: auto !important; margin-top: 0 !important; padding-top: 0 !important;
  border-top: none !important }
.footnote.carried::footnote-call, .footnote.carried::footnote-marker { content: none !important }
.footnote.carries { margin-bottom: 0 !important; padding-bottom: 0 !important; border-bottom: none !important }
.continued { text-indent: 0 !important; margin-top: 0 !important; padding-top: 0 !important }
.continued::before, .continued::marker { content: "" !important }
.runs-on { margin-bottom: 0 !important; padding-bottom: 0 !important }
.runs-on::after { content: none !important }
.stretched { text-align-last: justify !important }
.ghost { display: none !important }
"""
"""Makes the pieces of a note look like one note; goes with the book's style sheet."""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line of a note as it would be set alone."""

    element: Element | None
    """Whose own text the line begins with; None if it does not begin with text: then nothing is cut before it."""
    character: int
    """Visible characters of that text which stand on earlier lines."""
    block: Element
    """The block that the line belongs to."""
    hyphenated: bool
    """The line ends in a hyphen that the engine put there: nothing is cut after it."""
    stretched: bool
    """The line is justified: it must stay so where it becomes the last of a piece."""


def is_note(element: Element) -> bool:
    """Tell a footnote from other elements, by its class."""
    return "footnote" in element.get("class", "").split()


def is_carried(note: Element) -> bool:
    """Tell whether a footnote is the rest of one that was cut."""
    return "carried" in note.get("class", "").split()


def is_long(note: Element) -> bool:
    """Tell whether a note may be worth cutting, and so worth measuring."""
    return len(visible("".join(note.itertext()))) >= LONG_NOTE_CHARACTERS


def cutting_lines(lines: Sequence[NoteLine]) -> list[int]:
    """Choose the lines before which to cut: pieces as short as can be, but none shorter than `CHUNK_LINES`."""
    if len(lines) < LONG_NOTE_LINES:
        return []
    cuts: list[int] = []
    last = 0
    for index in range(1, len(lines) - CHUNK_LINES + 1):
        if index - last >= CHUNK_LINES and lines[index].element is not None and not lines[index - 1].hyphenated:
            cuts.append(index)
            last = index
    return cuts


def cut_note(note: Element, parent: Element, lines: Sequence[NoteLine], origins: dict[Element, Element]) -> None:
    """Cut a note in place. `parent` is its parent element; `origins` gets clone → original for every clone made."""
    blocks = _blocks(note, lines)
    for index in reversed(cutting_lines(lines)):
        line, before = lines[index], lines[index - 1]
        carried = _split(note, line, blocks, origins)
        if carried is None:
            continue
        _trim_end(note)
        _add_class(note, "carries")
        _add_class(carried, "carried")
        if before.stretched and before.block is line.block:
            _add_class(before.block, "stretched")
        _move_tail(note, carried)
        parent.insert(_index(parent, note) + 1, carried)


def _blocks(note: Element, lines: Sequence[NoteLine]) -> set[Element]:
    """The elements inside a note that hold whole lines."""
    parents = {child: parent for parent in note.iter() for child in parent}
    blocks: set[Element] = set()
    for line in lines:
        element: Element | None = line.block
        while element is not None and element is not note:
            blocks.add(element)
            element = parents.get(element)
    return blocks


@dataclass(frozen=True, slots=True)
class _Point:
    """A place in an element's own text: segment 0 is its text, segment i the tail of its child i - 1."""

    element: Element
    segment: int
    offset: int


def _split(note: Element, line: NoteLine, blocks: set[Element], origins: dict[Element, Element]) -> Element | None:
    """Take a line and what follows it out of a note, as a new note; None if nothing would be left."""
    if line.element is None:
        return None
    parents = {child: parent for parent in note.iter() for child in parent}
    point = _outermost(_point(line.element, line.character), note, parents)
    if point is None:
        return None
    rest: Element | None = None
    segment, offset, current = point.segment, point.offset, point.element
    while True:
        first = current[segment - 1] if rest is not None else next(iter(current[segment:]), None)
        siblings = list(current)
        clone = _divide(current, segment, offset, rest)
        if first in blocks:
            _keep_places(current, clone, siblings, first)
        origins[clone] = origins.get(current, current)
        rest = clone
        if current is note:
            return rest
        _add_class(current, "runs-on")
        _add_class(clone, "continued")
        parent = parents[current]
        segment, offset, current = _index(parent, current) + 1, 0, parent


def _keep_places(left: Element, right: Element, siblings: Sequence[Element], first: Element) -> None:
    """Put invisible stand-ins on both sides of a cut, for the blocks that went to the other side.

    Then selectors that ask for the place of a block among its siblings (`:first-child`, `p + p`) still find it there.
    """
    at = next(index for index, sibling in enumerate(siblings) if sibling is first)
    for index, sibling in enumerate(siblings[:at]):
        right.insert(index, _ghost(sibling))
    for sibling in siblings[max(at, len(left)) :]:
        left.append(_ghost(sibling))


def _ghost(element: Element) -> Element:
    ghost = Element(element.tag, {name: value for name, value in element.attrib.items() if name != "id"})
    _add_class(ghost, "ghost")
    return ghost


def _point(element: Element, character: int) -> _Point:
    """Find the visible character of an element's own text."""
    for segment in range(len(element) + 1):
        text = _segment(element, segment)
        length = len(visible(text))
        if character < length or segment == len(element):
            return _Point(element, segment, raw_offset(text, character))
        character -= length
    raise AssertionError  # the last segment always returns


def _outermost(point: _Point, note: Element, parents: dict[Element, Element]) -> _Point | None:
    """Step out of elements that the place is the very beginning of, so that no empty clone is left behind."""
    while not _stands_before(point):
        if point.element is note:
            return None
        parent = parents[point.element]
        segment = _index(parent, point.element)
        point = _Point(parent, segment, len(_segment(parent, segment)))
    return point


def _stands_before(point: _Point) -> bool:
    """Tell whether anything visible stands in the element before the place."""
    before = "".join(_segment(point.element, index) for index in range(point.segment))
    return bool(visible(before + _segment(point.element, point.segment)[: point.offset])) or any(
        _prints(child) for child in list(point.element)[: point.segment]
    )


def _prints(element: Element) -> bool:
    return bool(visible("".join(element.itertext()))) or any(True for _ in element.iter("img"))


def _divide(element: Element, segment: int, offset: int, rest: Element | None) -> Element:
    """Move what follows a place in an element into a clone of it; `rest` is what was already taken from a child."""
    clone = Element(element.tag, {name: value for name, value in element.attrib.items() if name != "id"})
    children = list(element)
    text = _segment(element, segment)
    if rest is None:
        clone.text = text[offset:].lstrip(_SPACE)
        _set_segment(element, segment, text[:offset])
    else:
        rest.tail = text
        _set_segment(element, segment, "")
        clone.append(rest)
    for child in children[segment:]:
        element.remove(child)
        clone.append(child)
    return clone


def _trim_end(element: Element) -> None:
    """Drop white space at the end of a piece: the engine would count it when it sees whether the last line fits."""
    last = next((child for child in reversed(element) if "ghost" not in child.get("class", "").split()), None)
    if last is None:
        element.text = (element.text or "").rstrip(_SPACE)
        return
    last.tail = (last.tail or "").rstrip(_SPACE)
    if not last.tail:
        _trim_end(last)


def _segment(element: Element, segment: int) -> str:
    return (element.text if segment == 0 else element[segment - 1].tail) or ""


def _set_segment(element: Element, segment: int, text: str) -> None:
    if segment == 0:
        element.text = text
    else:
        element[segment - 1].tail = text


def _index(parent: Element, child: Element) -> int:
    return next(index for index, candidate in enumerate(parent) if candidate is child)


def _add_class(element: Element, name: str) -> None:
    names = element.get("class", "").split()
    if name not in names:
        element.set("class", " ".join([*names, name]))


def _move_tail(source: Element, target: Element) -> None:
    target.tail, source.tail = source.tail, None
