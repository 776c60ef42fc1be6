"""Parts put in ink one by one: the same pages as the whole book put in ink, and no part twice."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pikepdf
import pytest
from press_books import BLEED, META, layout, plain, profile_for

from coursepack.editions.content_keys import ContentKeys
from coursepack.editions.layout import Layout
from coursepack.editions.page_layers import streams_of
from coursepack.editions.pdf import joined_in_ink
from coursepack.editions.press import PressJob, finish, finish_in_ink, ink_parts
from coursepack.editions.press.identity import Standard
from coursepack.editions.press.recolour import Recolouring
from coursepack.keeping.store import MemoryStore, Store
from coursepack.processes import divided_among


def job(standard: Standard = "pdfx-4", colour: str = "cmyk") -> PressJob:
    return PressJob(standard, profile_for(colour), BLEED, True, 4)


def by_parts(book: Layout, store: Store, wanted: PressJob) -> bytes:
    with joined_in_ink(book, META, partial(ink_parts, job=wanted, store=store)) as joined:
        return finish_in_ink(*joined, wanted)


def drawn(data: bytes) -> list[tuple[str, str, list[bytes]]]:
    """Of each page its label, a key of all that it names, and its content."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        keys = ContentKeys()
        return [
            (str(page.label), keys.around_content(page.obj), [stream.read_bytes() for stream in streams_of(page)])
            for page in pdf.pages
        ]


def relabelled(book: Layout) -> Layout:
    """The same parts, with other folios."""
    pages = tuple(replace(page, label=f"{page.index + 20}") for page in book.page_map.pages)
    return replace(book, page_map=replace(book.page_map, pages=pages))


@pytest.fixture
def inked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many parts have been put in ink since it was last asked."""
    made: list[int] = []
    convert = Recolouring.convert
    monkeypatch.setattr(Recolouring, "convert", lambda self, pieces: made.append(1) or convert(self, pieces))

    def count() -> int:
        number = len(made)
        made.clear()
        return number

    return count


@pytest.mark.parametrize(
    ("standard", "colour", "sheer"),
    [("pdfx-4", "cmyk", True), ("pdfx-4", "black", False), ("pdfx-1a", "cmyk", False)],
)
def test_parts_in_ink_are_the_pages_of_the_book_in_ink(standard: Standard, colour: str, sheer: bool):
    wanted = job(standard, colour)
    whole = finish(plain(sheer=sheer), wanted)
    assert drawn(by_parts(layout(sheer=sheer), MemoryStore(), wanted)) == drawn(whole)


def test_a_part_that_has_not_changed_is_not_put_in_ink_again(inked: Callable[[], int]):
    book, store = layout(sheer=False), MemoryStore()
    first = by_parts(book, store, job())
    assert inked() == len(book.parts)
    assert by_parts(book, store, job()) == first
    assert inked() == 0


def test_other_folios_make_another_part(inked: Callable[[], int]):
    store = MemoryStore()
    before = by_parts(layout(sheer=False), store, job())
    inked()
    after = by_parts(relabelled(layout(sheer=False)), store, job())
    assert inked() == len(layout(sheer=False).parts)
    assert drawn(after) != drawn(before)
    assert after == by_parts(relabelled(layout(sheer=False)), MemoryStore(), job())


def test_another_press_makes_other_parts(inked: Callable[[], int]):
    store = MemoryStore()
    by_parts(layout(sheer=False), store, job())
    inked()
    assert drawn(by_parts(layout(sheer=False), store, job(colour="black"))) == drawn(
        by_parts(layout(sheer=False), MemoryStore(), job(colour="black"))
    )


def test_any_number_of_processes_makes_the_same_file():
    alone = by_parts(layout(sheer=True), MemoryStore(), job())
    with divided_among(2):
        assert by_parts(layout(sheer=True), MemoryStore(), job()) == alone
