"""The printed pages, read back by pdfium: the lines of each page from top to bottom, and the numbers that stand raised.

Nothing here knows how the pages were made: pdfium decodes the fonts, and lines are ordered by where they stand.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from math import inf

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from coursepack.checks.citation_parity.directions import reading_order
from coursepack.checks.citation_parity.model import letters
from coursepack.checks.layer_reading import read_layers
from coursepack.editions.page_layers import file_layers
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import MemoryStore, Store
from coursepack.scripts import RIGHT_TO_LEFT

_HYPHEN_AT_LINE_END = (0x2, 0xFFFE)  # what pdfium returns for a hyphen-minus that ends a line
_RAISED = 0.85  # of the size of the character before
_LOWERED = 0.3  # of the size of the line: an index stands less below it than any other line does
_ZERO, _NINE, _BLANK = 0x30, 0x39, 0x20
_BASELINE = 1.5  # points by which pieces of one line may differ
_LINE_END, _OTHER_LINE = 0xA, 24.0  # a code; points, more than any raised number or fraction stands off its line
_FEW = 3
_LONGEST_NAME = 128
_TURNED_FAMILIES = tuple(script.published.replace(" ", "") for script in RIGHT_TO_LEFT)
_RECURS = 0.3  # of all pages: a line that stands at the same height on so many is furniture
_STANDS_OFF = 1.2  # of the distance of lines: furniture stands further than that from the text


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its label, its lines from top to bottom as `letters` without furniture, its raised numbers in order."""

    label: str
    lines: tuple[str, ...]
    raised: tuple[str, ...]
    ranks: tuple[int, ...] = ()
    """Of each line, its place in the order in which the page was written: a column of a table stands together there."""

    def written(self, lines: int) -> str:
        """Join the first `lines` lines in the order in which they were written."""
        return "".join(line for _, line in sorted(zip(self.ranks[:lines], self.lines[:lines], strict=True)))


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    x: float
    y: float
    rank: int


def read_pages(pdf: bytes, store: Store | None = None, left: float = 0) -> tuple[Page, ...]:
    """Read every page of a PDF; one that `store` knows, fonts and all, is not decoded again. Two proofs ask for the same file.

    What begins further left than `left`, in points, stands in the margin and is no part of the text. The pages of large print,
    which has such a margin, are kept beside those of print, not in their place.

    Raises `ValueError` for a file that pdfium cannot open.
    """
    return _read_once(pdf, store, left)  # type: ignore[arg-type]  # every store can be hashed


@lru_cache(maxsize=2)
def _read_once(pdf: bytes, store: Store | None, left: float) -> tuple[Page, ...]:
    kept = store or MemoryStore()
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as fault:
        raise ValueError(str(fault)) from fault
    with document, Pieces(kept, f"read pages {left:g}") as pieces:
        labels = [letters(document.get_page_label(index)) for index in range(len(document))]
        read = read_layers(pdf, file_layers(pdf, kept), pieces, partial(_read, left))
    rows = [(label, *_whole(layers)) for label, layers in zip(labels, read, strict=True)]
    furniture = _recurring([(label, lines) for label, lines, _ in rows])
    return tuple(_page(label, _without_furniture(label, lines, furniture), raised) for label, lines, raised in rows)


def _whole(layers: Sequence[_Read]) -> tuple[list[_Line], tuple[str, ...]]:
    """The lines of a page from top to bottom, and its raised numbers, from those of its layers."""
    lines: list[_Line] = []
    written = 0
    for found, _, count in layers:
        lines += [_Line(text, x, y, written + rank) for text, x, y, rank in found]
        written += count
    raised = tuple(number for _, numbers, _ in layers for number in numbers)
    return _in_rows(sorted(lines, key=lambda line: -line.y)), raised


def _page(label: str, lines: list[_Line], raised: tuple[str, ...]) -> Page:
    return Page(label, tuple(line.text for line in lines), raised, tuple(line.rank for line in lines))


_Read = tuple[list[tuple[str, float, float, int]], tuple[str, ...], int]
"""Of a layer: its lines, its raised numbers, and how many characters it has."""


def _read(left: float, page: pdfium.PdfPage) -> _Read:
    text = page.get_textpage()
    characters = _Characters(text.raw, text.count_chars())
    lines = [(line.text, line.x, line.y, line.rank) for line in characters.lines() if line.x >= left]
    result = lines, characters.raised(left), text.count_chars()
    text.close()
    return result


class _Characters:
    """The characters of one page, in the order of the page's content; pdfium is asked once for each."""

    def __init__(self, text: ctypes.c_void_p, count: int) -> None:
        self._text = text
        self._codes = [pdfium_c.FPDFText_GetUnicode(text, index) for index in range(count)]
        self._inked = [
            code > _BLANK and pdfium_c.FPDFText_IsGenerated(text, index) != 1 for index, code in enumerate(self._codes)
        ]
        self._places = _origins(text, count)

    def lines(self) -> list[_Line]:
        """The lines; pdfium marks where each ends, save before what is drawn last of all."""
        found: list[_Line] = []
        start = 0
        for end in self._ends():
            line = letters(self._decoded(start, end))
            if line:
                found.append(_Line(line, *self._origin(start, end), start))
            start = end
        return found

    def _ends(self) -> Iterator[int]:
        """Where lines end: at pdfium's marks, and where the next character stands on another line altogether."""
        base: float | None = None
        for index, (code, inked, (_, y)) in enumerate(zip(self._codes, self._inked, self._places, strict=True)):
            if code == _LINE_END:
                base = None
                yield index
            elif inked:
                if base is not None and abs(y - base) > _OTHER_LINE:
                    yield index
                    base = None
                base = y if base is None else base
        yield len(self._codes)

    def raised(self, left: float) -> tuple[str, ...]:
        """Numbers in smaller type above the line, as the calls of notes are set.

        What stands in the margin comes between the words of its line, as pdfium reads them, and is passed over.
        """
        found: list[str] = []
        base, last = -1, -1  # the last character on the line; the last digit that stands raised
        sizes = [pdfium_c.FPDFText_GetFontSize(self._text, index) for index in range(len(self._codes))]
        for index, (code, inked, (x, _)) in enumerate(zip(self._codes, self._inked, self._places, strict=True)):
            if not inked or x < left:
                continue
            is_small = base >= 0 and sizes[index] < _RAISED * sizes[base]
            off = self._off_line(index, base, sizes[base]) if is_small else 0
            if off > 0 and _ZERO <= code <= _NINE:
                if last == index - 1:
                    found[-1] += chr(code)
                else:
                    found.append(chr(code))
                last = index
            else:
                base, last = base if off else index, -1
        return tuple(found)

    def _off_line(self, index: int, base: int, size: float) -> float:
        """How far a smaller character stands above the line of another, or as an index below it (then less than nothing)."""
        off = self._places[index][1] - self._places[base][1]
        return off if -_LOWERED * size < off < size else 0.0

    def _decoded(self, start: int, end: int) -> str:
        units = "".join(chr(0x2D if code in _HYPHEN_AT_LINE_END else code) for code in self._codes[start:end])
        decoded = units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if len(decoded) != len(units):  # a character that takes two places stands in no script that is turned
            return decoded
        return reading_order(
            decoded, lambda index: self._places[start + index][0], lambda index: self._is_turned(start + index)
        )

    def _is_turned(self, index: int) -> bool:
        """Whether a character is set in the font of a script that runs from right to left."""
        name, flags = ctypes.create_string_buffer(_LONGEST_NAME), ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self._text, index, name, _LONGEST_NAME, flags)
        return any(family in name.value.decode("utf-8", "replace") for family in _TURNED_FAMILIES)

    def _origin(self, start: int, end: int) -> tuple[float, float]:
        """Where the first character of a line stands: its x, and its baseline."""
        return self._places[next((index for index in range(start, end) if self._inked[index]), start)]


def _origins(text: ctypes.c_void_p, count: int) -> list[tuple[float, float]]:
    """Where each character stands on its line; at the page's corner where pdfium cannot tell."""
    x, y = ctypes.c_double(), ctypes.c_double()
    across, up = ctypes.byref(x), ctypes.byref(y)
    places = []
    for index in range(count):
        known = pdfium_c.FPDFText_GetCharOrigin(text, index, across, up)
        places.append((x.value, y.value) if known else (0.0, 0.0))
    return places


def _in_rows(lines: Sequence[_Line]) -> list[_Line]:
    """Order pieces that stand on one baseline from left to right: a list's mark is written after its text."""
    rows: list[list[_Line]] = []
    for line in lines:
        if rows and rows[-1][0].y - line.y < _BASELINE:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda each: each.x)]


def _recurring(pages: Sequence[tuple[str, list[_Line]]]) -> frozenset[tuple[str, int]]:
    """First and last lines that recur at one height on many pages, folios aside, and stand off the text.

    A text that says the same again and again begins and ends its pages with the same lines too, one line from the next.
    """
    near = _STANDS_OFF * _line_distance(pages)
    counted = Counter(
        (_without_label(line.text, label), round(line.y))
        for label, lines in pages
        for line in {*lines[:1], *lines[-1:]}
        if _gap(lines, line) > near
    )
    enough = max(_FEW, _RECURS * len(pages))
    return frozenset(line for line, times in counted.items() if times >= enough)


def _line_distance(pages: Sequence[tuple[str, list[_Line]]]) -> float:
    """The distance at which most lines stand below each other, in points; 0 where no two do."""
    distances = Counter(
        round(above.y - below.y)
        for _, lines in pages
        for above, below in pairwise(lines[1:-1])
        if above.y - below.y > _BASELINE
    )
    return max(distances, key=lambda distance: (distances[distance], -distance), default=0)


def _gap(lines: Sequence[_Line], line: _Line) -> float:
    """How far the next line stands from the first or last one, which may be in pieces; without end where there is none."""
    return min((gap for other in lines if (gap := abs(other.y - line.y)) >= _BASELINE), default=inf)


def _without_label(text: str, label: str) -> str:
    return re.sub(rf"^{re.escape(label)}|{re.escape(label)}$", "", text) if label else text


def _without_furniture(label: str, lines: list[_Line], recurring: frozenset[tuple[str, int]]) -> list[_Line]:
    """Take off the folio and the running head: the line that is or holds the page's label, and lines that recur.

    On a page of a reading, which is a picture, nothing else can be read. One line alone below its folio is text.
    """
    kept, is_below = list(lines), False
    first = [line for line in kept if kept[0].y - line.y < _BASELINE]
    if len(kept) > len(first) and kept[-1].text == label:
        kept.pop()
    elif label and any(line.text.startswith(label) or line.text.endswith(label) for line in first):
        kept, is_below = kept[len(first) :], True
    for end in (0, -1):
        if len(kept) > is_below and (_without_label(kept[end].text, label), round(kept[end].y)) in recurring:
            kept.pop(end)
    return kept
