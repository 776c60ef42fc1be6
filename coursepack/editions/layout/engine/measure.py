"""Find the lines of a note, as they would be set at the notes' measure.

The engine lays the note out alone, inside copies of the elements that it stands in (so that it inherits what it
should), with no limit to the height of the notes' area. Lines in the book will be the same: the measure is the same,
and lines are filled one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes as wp

from coursepack.editions.layout.engine.boxes import Box, Region, box_pieces, page_box
from coursepack.editions.layout.notes import NoteLine
from coursepack.editions.layout.reading import Reading, own_text, visible

MEASURE_CSS = "@page { @footnote { max-height: none !important } }"


def graft(note: Element, ancestors: list[Element], body: Element) -> dict[Element, Element]:
    """Copy a note and the elements around it (innermost first, without `body`) into an empty body.

    Returns copy → original for the elements of the note.
    """
    copy = deepcopy(note)
    copy.tail = None
    originals = dict(zip(copy.iter(), note.iter(), strict=True))
    branch = copy
    for ancestor in ancestors:
        around = Element(ancestor.tag, dict(ancestor.attrib))
        around.append(branch)
        branch = around
    body.append(branch)
    return originals


def note_lines(pages: list[Any], originals: dict[Element, Element]) -> list[NoteLine]:
    """Read off the lines of the only note of a document."""
    readings: dict[Element, Reading] = {}
    lines = []
    for page in pages:
        for area in page_box(page).children:
            if isinstance(area, wp.FootnoteAreaBox):
                for box, whole in _line_boxes(area):
                    line = _line(box, readings, originals)
                    lines.append(replace(line, element=None) if whole else line)
    return lines


def _line_boxes(box: Box) -> Iterator[tuple[Box, bool]]:
    """Go through the lines in a box, and tell of each whether it may not be parted from the line before."""
    for child in getattr(box, "children", ()):
        if isinstance(child, wp.LineBox):
            yield child, False
        elif isinstance(child, wp.TableBox):
            # A table in a note stays whole: its rows cannot be told apart by lines.
            yield from ((line, index > 0) for index, (line, _) in enumerate(_line_boxes(child)))
        else:
            yield from _line_boxes(child)


def _line(box: Box, readings: dict[Element, Reading], originals: dict[Element, Element]) -> NoteLine:
    start: tuple[Element, int] | None = None
    hyphenated, first = False, True
    printed = [piece for piece in box_pieces(box, Region.NOTE) if piece.text is None or visible(piece.text)]
    for piece in printed:
        if piece.text is not None:
            reading = readings.setdefault(piece.element, Reading(own_text(piece.element)))
            if first:
                start = originals[piece.element], reading.position
            hyphenated = reading.read(piece.text, 0, hyphenated=piece.hyphenated)
        first = False
    stretched = any(piece.text is not None and piece.box.justification_spacing for piece in printed)
    element, character = start or (None, 0)
    return NoteLine(element, character, originals[box.element], hyphenated, stretched)
