"""Pieces of the last build, kept as one entry; and what makes a page of a PDF the same page."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from coursepack.editions.content_keys import ContentKeys
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import MemoryStore


def build(store: MemoryStore, *inputs: str) -> list[str]:
    """Make a piece of each input; return those that had to be made."""
    made: list[str] = []
    with Pieces(store, "stage") as pieces:
        for each in inputs:
            assert pieces.once(each, lambda each=each: made.append(each) or [each, 1.5]) == [each, 1.5]
    return made


def test_only_pieces_that_are_new_are_made() -> None:
    store = MemoryStore()
    assert build(store, "a", "b") == ["a", "b"]
    assert build(store, "a", "c", "b") == ["c"]
    assert build(store, "a", "c", "b") == []


def test_pieces_that_are_no_longer_asked_for_are_dropped() -> None:
    store = MemoryStore()
    build(store, "a", "b")
    build(store, "a")
    assert build(store, "b") == ["b"]


def test_a_stage_that_fails_keeps_nothing() -> None:
    store = MemoryStore()
    with pytest.raises(ZeroDivisionError), Pieces(store, "stage") as pieces:
        pieces.once("a", lambda: 1 / 0)
    assert build(store, "a") == ["a"]


@pytest.mark.parametrize("made", ["two\nlines", "\u2028 \x0b\x85 \ud800", {"a": [None, True, 0.1]}])
def test_pieces_come_back_as_they_were_made(made: object) -> None:
    store = MemoryStore()
    for _ in range(2):
        with Pieces(store, "stage") as pieces:
            assert pieces.once("a", lambda: made) == made
            assert pieces.every(["b"], lambda _: made) == [made]


def page(pdf: pikepdf.Pdf, content: bytes = b"BT ET", width: int = 400, glyphs: bytes = b"glyphs") -> pikepdf.Object:
    font = pdf.make_indirect(Dictionary(Type=Name.Font, FontFile2=pdf.make_stream(glyphs)))
    made = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, width, 600]),
        Contents=pdf.make_stream(content),
        Resources=Dictionary(Font=Dictionary(F1=font)),
    )
    return pdf.make_indirect(made)


def test_equal_pages_have_equal_keys_wherever_they_stand() -> None:
    one, other = pikepdf.new(), pikepdf.new()
    other.make_stream(b"first")
    first, second = page(one), page(other)
    second.StructParents = 7
    assert ContentKeys().of(first) == ContentKeys().of(second)


@pytest.mark.parametrize("change", [{"content": b"BT  ET"}, {"width": 401}, {"glyphs": b"other"}])
def test_pages_that_differ_have_keys_that_differ(change: dict[str, bytes]) -> None:
    pdf = pikepdf.new()
    keys = ContentKeys()
    assert keys.of(page(pdf)) == keys.of(page(pdf))
    assert keys.of(page(pdf)) != keys.of(page(pdf, **change))


def test_objects_that_name_each_other_have_a_key() -> None:
    pdf = pikepdf.new()
    one, other = pdf.make_indirect(Dictionary()), pdf.make_indirect(Dictionary())
    one.Next, other.Next = other, one
    assert ContentKeys().of(one)


def test_a_row_of_pieces_is_made_where_it_is_new_and_each_once() -> None:
    store = MemoryStore()
    made: list[int] = []
    row = ["a", "b", "a", "c"]

    def make(place: int) -> str:
        made.append(place)
        return row[place].upper()

    for expected in ([0, 1, 3], []):
        made.clear()
        with Pieces(store, "stage") as pieces:
            assert pieces.every(row, make) == ["A", "B", "A", "C"]
        assert made == expected
