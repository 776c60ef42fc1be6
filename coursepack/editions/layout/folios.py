"""Folios: the tokens that stand for them, their numerals, and where each section falls in the book.

All that crosses a section boundary is one of these: a part never knows what page it starts on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coursepack.document.model import Matter, Opening, PageMap, PageStart, PrintedPage
from coursepack.editions.layout.facts import Extent, PlacedPart
from coursepack.editions.layout.sheet import Sheet

UNKNOWN = "000"
"""Stands for a folio before it is known; as wide as most."""
NOUGHT = "0"
"""Stands for each digit of a folio that is filled in on joining."""

GAP = "data-folio-of"
"""Attribute of an element whose only text is a folio: the id of what the folio is of."""

_TOKEN = re.compile("\ue000folio:([^\ue000\ue001]+)\ue001")
_FOLIO = re.compile(rf'(<span {GAP}="[^"]*">)([0-9]+)(?=</span>)')
MARK = re.compile(rb"@folio:([0-9]+)\.([0-9]+)@")
"""What `mark` writes."""
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip

Fill = Callable[[Sheet, Mapping[str, str]], str]
"""Makes the final HTML of a sheet from the folios known so far (id → folio); a pure function of its arguments."""


def token(anchor: str) -> str:
    """Write the token that becomes the folio of the page on which the element with this id begins.

    Made of private-use characters, which no manuscript holds (the checks of the manuscript see to it).
    """
    return f"\ue000folio:{anchor}\ue001"


def fill(html: str, folios: Mapping[str, str]) -> str:
    """Replace tokens by folios; by `UNKNOWN` where the folio is not known. Arabic ones get an element of their own (`GAP`)."""
    return _TOKEN.sub(lambda match: _element(match[1], folios.get(match[1], "")), html)


def _element(anchor: str, numeral: str) -> str:
    """Write a folio. Apart from its neighbours it is as wide as any other of so many digits."""
    quoted = anchor.replace('"', "&quot;")
    return f'<span {GAP}="{quoted}">{numeral}</span>' if numeral.isdecimal() else numeral or UNKNOWN


def leave_gaps(html: str) -> str:
    """Put noughts in the place of arabic folios: they are laid out so, and the joiner knows which digits go there.

    So the layout of a section depends on how many digits the folios have that it prints, and on nothing else of them.
    """
    return _FOLIO.sub(lambda match: match[1] + NOUGHT * len(match[2]), html)


def mark(gap: int, digit: int) -> bytes:
    """What stands in the content of a page for the glyph of a digit; `gap` is counted in `PartFacts.gaps`. No PDF has it."""
    return f"@folio:{gap}.{digit}@".encode()


def fill_sheet(sheet: Sheet, folios: Mapping[str, str]) -> str:
    """Replace the tokens of a sheet."""
    return fill(sheet.html, folios)


def tokens(html: str) -> set[str]:
    """Find the ids whose folios a text asks for."""
    return set(_TOKEN.findall(html))


def roman(number: int) -> str:
    """Write a number above 0 in small roman numerals."""
    numeral = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral


def folio(matter: Matter, number: int) -> str:
    """Write the folio of a page: front matter in roman numerals, the rest in arabic."""
    return roman(number) if matter is Matter.FRONT else str(number)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a section starts: index of its first page in the book, and number of that page in its run of folios."""

    page: int
    number: int


def paginate(sheets: Sequence[Sheet], lengths: Mapping[str, int]) -> dict[str, Position]:
    """Place sections of the given lengths (in pages) one after the other, each on the side where it must start.

    The numbers of a run count from 1 at its first section, blank pages included.
    """
    positions: dict[str, Position] = {}
    origins: dict[Matter, int] = {}
    page = 0
    for sheet in sheets:
        if page % 2 != (sheet.opening is Opening.VERSO):
            page += 1
        origin = origins.setdefault(sheet.matter, page)
        positions[sheet.id] = Position(page, page - origin + 1)
        page += lengths[sheet.id]
    return positions


def folios_of(sheets: Sequence[Sheet], extents: Mapping[str, Extent]) -> dict[str, str]:
    """Find the folio of every id in the book, and of every section by its own id."""
    positions = paginate(sheets, {name: extent.length for name, extent in extents.items()})
    found: dict[str, str] = {}
    for sheet in sheets:
        number, extent = positions[sheet.id].number, extents[sheet.id]
        printed = [folio(sheet.matter, number + page) for page in range(max(extent.length, 1))]
        found[sheet.id] = printed[0]
        found.update((name, printed[page]) for name, page in extent.anchors.items())
    return found


def page_map(parts: Sequence[PlacedPart], folios: Mapping[str, str]) -> PageMap:
    """Say what stands on every page of the book, blank pages included."""
    pages: list[PrintedPage] = []
    origins: dict[Matter, int] = {}
    run = parts[0].matter if parts else Matter.BODY
    for placed in parts:
        while len(pages) < placed.first_page:
            number = len(pages) - origins.get(run, 0) + 1
            pages.append(PrintedPage(len(pages), folio(run, number), "", None))
        run = placed.matter
        origins.setdefault(run, placed.first_page)
        pages += _printed(placed)
    return PageMap(tuple(pages), dict(folios))


def _printed(placed: PlacedPart) -> list[PrintedPage]:
    starts: tuple[PageStart | None, ...] = placed.part.facts.starts
    return [
        PrintedPage(placed.first_page + index, folio(placed.matter, placed.first_number + index), placed.id, start)
        for index, start in enumerate(starts)
    ]
