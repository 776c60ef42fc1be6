"""Take down a pagination: the canonical book, and the page map of its pages → which block begins on which page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from typing import Any, NamedTuple

from coursepack.config import Config
from coursepack.document.markup import Element
from coursepack.document.model import Book, Kind, PageMap, PrintedPage, Section
from coursepack.editions.pagination.blocks import Passage, Passages, blocks_of
from coursepack.editions.pagination.model import Block, BookName, Pagination, SectionPages, Turn
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import MemoryStore, Store

_NEVER_CITED = frozenset(
    {Kind.HALF_TITLE, Kind.TITLE_PAGE, Kind.COPYRIGHT, Kind.CONTENTS, Kind.ILLUSTRATIONS, Kind.INDEX}
)
"""Sections made anew for every printing: nobody cites their lines, only the page on which they begin is kept."""


class _Start(NamedTuple):
    place: int
    folio: str


def record(book: Book, config: Config, page_map: PageMap, store: Store | None = None) -> Pagination:
    """Say of every block of the book on which page it begins, and which pages begin inside it; `store` keeps it by sections."""
    with Pieces(store or MemoryStore(), "pagination") as pieces:
        return Pagination(
            book=BookName(config.full_title, config.edition, config.date.isoformat()),
            pages=tuple(page.label for page in page_map.pages),
            sections=tuple(_section(section, page_map, pieces) for section in book.sections),
        )


def _section(section: Section, page_map: PageMap, pieces: Pieces) -> SectionPages:
    pages = [page for page in page_map.pages if page.section == section.id]
    blocks: tuple[Block, ...] = ()
    if section.kind not in _NEVER_CITED:
        rows, labels = _kept_rows(section, pages, page_map.folios, pieces)
        blocks = tuple(_block(row, labels) for row in rows)
    return SectionPages(section.id, section.title, pages[0].label, blocks)


def _kept_rows(
    section: Section, pages: Sequence[PrintedPage], folios: Mapping[str, str], pieces: Pieces
) -> tuple[list[Any], Sequence[str]]:
    """The blocks with numbers in the place of folios, so that they stay the same where only these are others; and the folios
    that the numbers stand for.
    """
    own = {name: folios[name] for name in map(str, section.root.xpath(".//@id")) if name in folios}
    labels = list(dict.fromkeys([*(page.label for page in pages), *own.values()]))
    numbers = {label: str(number) for number, label in enumerate(labels)}
    counted = [replace(page, label=numbers[page.label]) for page in pages]
    named = {name: numbers[folio] for name, folio in own.items()}
    starts = [(page.label, page.start) for page in counted]
    return pieces.once([section.root, starts, named], lambda: _rows(section.root, counted, named)), labels


def _rows(root: Element, pages: Sequence[PrintedPage], folios: Mapping[str, str]) -> list[Any]:
    passages = blocks_of(root)
    return [astuple(block) for block in _blocks(passages, _starts(passages, pages), pages[0].label, folios)]


def _block(row: Sequence[Any], labels: Sequence[str]) -> Block:
    kind, page, words, clauses, name, turns = row
    turned = tuple(Turn(labels[int(folio)], character, after) for folio, character, after in turns)
    return Block(kind, labels[int(page)], words, tuple(clauses), name, turned)


def _starts(passages: Passages, pages: Sequence[PrintedPage]) -> list[_Start]:
    """Where the pages of a section begin; those that hold only the rest of a note begin nowhere."""
    found = []
    for page in pages:
        place = passages.place_of(page.start) if page.start is not None else None
        if place is not None:
            found.append(_Start(place, page.label))
    return sorted(found, key=lambda start: start.place)


def _blocks(passages: Passages, starts: Sequence[_Start], first: str, folios: Mapping[str, str]) -> Iterator[Block]:
    for passage in passages.flow:
        begin, end = passage.places[0], passage.places[-1]
        before = [start for start in starts if start.place <= begin]
        turns = tuple(_turn(passage, start) for start in starts if begin < start.place <= end)
        page = before[-1].folio if before else first
        yield Block(passage.kind, page, passage.words, passage.clauses, passage.id, turns)
    for note in passages.notes:
        yield Block("note", folios.get(note.id, first), note.words, note.clauses, note.id)


def _turn(passage: Passage, start: _Start) -> Turn:
    character = bisect_left(passage.places, start.place)
    return Turn(start.folio, character, passage.words_from(character))
