"""Proofread a section as laid out: read every piece of printed text back against the source.

In: the source elements as they were before notes were cut, the laid-out pages. Out: a `Proof`: page starts, the
places of notes, counts, and findings for whatever is lost, doubled, changed or printed where it must not be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

from coursepack.document.model import PageStart
from coursepack.editions.layout.engine.boxes import Area, Piece, Region, areas, note_calls, pieces, source_elements
from coursepack.editions.layout.facts import Finding, FindingKind, NotePlace
from coursepack.editions.layout.folios import GAP
from coursepack.editions.layout.notes import is_note
from coursepack.editions.layout.reading import SNIPPET, Fault, Reading, checksum, own_text, visible

_KINDS = {
    Fault.LOST: (FindingKind.TEXT_LOST, FindingKind.NOTE_CUT),
    Fault.DOUBLED: (FindingKind.TEXT_DOUBLED, FindingKind.NOTE_DOUBLED),
    Fault.CHANGED: (FindingKind.TEXT_CHANGED, FindingKind.TEXT_CHANGED),
}
"""Of a fault, the kind of finding in running text, and in a note."""


@dataclass(slots=True)
class Source:
    """The source of a section, taken down before notes are cut."""

    body: Element
    readings: dict[Element, Reading] = field(default_factory=dict)
    parents: dict[Element, Element] = field(default_factory=dict)
    notes: list[Element] = field(default_factory=list)
    images: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        for element in (self.body, *source_elements(self.body)):
            self.parents.update(dict.fromkeys(element, element))
            self.readings[element] = Reading(own_text(element), repeatable=self._in_table_head(element))
            if is_note(element):
                self.notes.append(element)
            if element.tag == "img":
                self.images.append(element)

    def ancestors(self, element: Element) -> Iterator[Element]:
        """Go through the elements around an element, innermost first, up to the body's child."""
        parent = self.parents.get(element)
        while parent is not None and parent is not self.body:
            yield parent
            parent = self.parents.get(parent)

    def number(self, element: Element) -> int | None:
        """Tell the `data-n` of an element, or of the nearest around it."""
        for candidate in (element, *self.ancestors(element)):
            if (n := candidate.get("data-n")) is not None:
                return int(n)
        return None

    def labelled(self, element: Element) -> set[PageStart]:
        """The beginning of the text around an element, if the element is written before all its words."""
        around = self.parents.get(element)
        if around is None or "data-n" not in around.attrib or around[0] is not element or visible(around.text or ""):
            return set()
        return {PageStart(int(around.attrib["data-n"]), 0)}

    def note_of(self, element: Element) -> Element | None:
        """Find the note that an element is or stands in."""
        return next((candidate for candidate in (element, *self.ancestors(element)) if is_note(candidate)), None)

    def checksums(self) -> dict[int, int]:
        """Sum up what the sheet says, by `data-n`: for comparison with the canonical tree."""
        return {
            int(element.attrib["data-n"]): checksum(reading.text)
            for element, reading in self.readings.items()
            if "data-n" in element.attrib and (reading.source or element.tag == "img")
        }

    def _in_table_head(self, element: Element) -> bool:
        return any(candidate.tag in ("thead", "tfoot") for candidate in (element, *self.ancestors(element)))


@dataclass(slots=True)
class Proof:
    """What proofreading found; filled in page by page."""

    source: Source
    origins: Mapping[Element, Element]
    """Clone → original for elements of notes that were cut."""
    starts: list[PageStart | None] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    hyphenated: int = 0
    _aside: PageStart | None = None
    """The first beginning, on the page that is read, of text that is floated or positioned."""
    _labels: set[PageStart] = field(default_factory=set)
    """Where texts begin before whose words such a text is written, as the number before a title in a list."""
    _furthest: int = -1
    """The highest number of an element that has begun in the flow of the text."""
    _calls: dict[Element, int] = field(default_factory=dict)
    _bodies: dict[Element, list[int]] = field(default_factory=dict)
    _seen_images: set[Element] = field(default_factory=set)
    _misplaced: set[tuple[FindingKind, Element]] = field(default_factory=set)

    def read(self, pages: list[Any]) -> None:
        """Proofread all pages."""
        for index, page in enumerate(pages):
            for note in note_calls(page):
                self._calls.setdefault(self.origins.get(note, note), index)
            self.starts.append(None)
            limits = areas(page)
            self._aside, read_before = None, self._furthest
            self._labels.clear()
            for piece in pages_pieces(page):
                self._take(piece, index, limits[piece.region])
            self._start_aside(read_before)
        self._conclude()

    @property
    def notes(self) -> tuple[NotePlace, ...]:
        """Where each note stands, in the order of the calls in the source."""
        return tuple(
            NotePlace(note.get("data-number", ""), self._calls[note], tuple(self._bodies[note]))
            for note in self.source.notes
            if note in self._calls and note in self._bodies
        )

    def _take(self, piece: Piece, page: int, area: Area) -> None:
        element = self.origins.get(piece.element, piece.element)
        if piece.text is None:
            self._seen_images.add(element)
            self._start(piece, element, 0)
        elif visible(piece.text):
            self._take_text(piece, element, page)
        else:
            return
        self._check_place(piece, element, page, area)

    def _check_place(self, piece: Piece, element: Element, page: int, area: Area) -> None:
        kind = FindingKind.OVERFULL if area.holds_upright(piece.box) else FindingKind.OVERPRINTED
        if not area.holds(piece.box) and (kind, element) not in self._misplaced:
            self._misplaced.add((kind, element))
            self._find(kind, element, " ".join((piece.text or "").split()), "", (page,))

    def _take_text(self, piece: Piece, element: Element, page: int) -> None:
        reading = self.source.readings.get(element)
        if reading is None or piece.text is None:
            return
        if not (reading.finished or reading.repeating):
            filled = self.source.parents[element] if GAP in element.attrib else element
            self._start(piece, filled, 0 if "data-page-of" in filled.attrib else reading.position)
        self.hyphenated += reading.read(piece.text, page, hyphenated=piece.hyphenated)
        note = self.source.note_of(element)
        if note is not None and piece.region is Region.NOTE:
            body = self._bodies.setdefault(note, [])
            if page not in body:
                body.append(page)

    def _start(self, piece: Piece, element: Element, character: int) -> None:
        if "data-n" not in element.attrib:
            return
        start = PageStart(int(element.attrib["data-n"]), character)
        if piece.region is Region.FLOW:
            self.starts[-1] = self.starts[-1] or start
            self._furthest = max(self._furthest, start.n)
        elif piece.region is Region.ASIDE and character == 0:
            self._labels |= self.source.labelled(element)
            if self._aside is None or start.n < self._aside.n:
                self._aside = start

    def _start_aside(self, read_before: int) -> None:
        """Let a page begin with what stands beside or off the text (a date in the margin), if it comes first in the source."""
        first = self.starts[-1]
        if self._aside is None or read_before >= self._aside.n:
            return
        if first is None or self._aside.n < first.n or first in self._labels:
            self.starts[-1] = self._aside

    def _conclude(self) -> None:
        for note in self.source.notes:
            self._conclude_note(note)
        self._check_order()
        for element, reading in self.source.readings.items():
            self._conclude_element(element, reading)
        for image in self.source.images:
            if image not in self._seen_images:
                self._find(FindingKind.IMAGE_LOST, image, "", image.get("src", ""), ())

    def _conclude_note(self, note: Element) -> None:
        words = " ".join("".join(note.itertext()).split())
        if note not in self._bodies or note not in self._calls:
            if visible(words):
                self._find(FindingKind.NOTE_MISSING, note, words[:SNIPPET], note.get("data-number", ""), ())
        elif self._bodies[note][0] > self._calls[note] + 1:
            places = (self._calls[note], self._bodies[note][0])
            self._find(FindingKind.NOTE_LATE, note, words[:SNIPPET], note.get("data-number", ""), places)

    def _check_order(self) -> None:
        """Notes must begin in the order in which they are called."""
        places = {note: place for place, note in enumerate(self.source.notes)}
        for before, after in pairwise(self._bodies):
            if places[after] < places[before]:
                words = " ".join("".join(after.itertext()).split())
                number, pages = after.get("data-number", ""), tuple(self._bodies[after])
                self._find(FindingKind.NOTE_DISORDER, after, words[:SNIPPET], number, pages)

    def _conclude_element(self, element: Element, reading: Reading) -> None:
        note = self.source.note_of(element)
        if note is not None and note not in self._bodies:
            return  # missing as a whole, which has been said
        parent = self.source.readings.get(self.source.parents.get(element, element))
        if not reading.pages and parent and parent is not reading and parent.source and not parent.pages:
            return  # lost with the text around it
        for fault, start, end in reading.close():
            kind = _KINDS[fault][note is not None]
            self._find(kind, element, reading.snippet(start), f"{end - start} characters", tuple(reading.pages))

    def _find(self, kind: FindingKind, element: Element, snippet: str, detail: str, pages: tuple[int, ...]) -> None:
        self.findings.append(Finding(kind, snippet, detail, self.source.number(element), pages))


def pages_pieces(page: Any) -> Iterator[Piece]:
    """Pieces of a page that come from an element of the source."""
    return (piece for piece in pieces(page) if piece.element is not None)
