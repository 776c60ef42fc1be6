"""How many digits folios will have, before anything is laid out."""

from hypothesis import given
from hypothesis import strategies as st
from layout_books import chapter, job

from coursepack.editions.layout import lay_out, token
from coursepack.editions.layout.facts import Extent
from coursepack.editions.layout.guess import Bulk, capacity_of, weigh


def test_a_place_stands_behind_the_text_before_it():
    bulk = weigh('<p id="a">ten ten te</p> <p><img src="a.png" id=\'b\'>more</p><p id="c"></p>')
    assert bulk.before["b"] - bulk.before["a"] == 11
    assert bulk.before["c"] - bulk.before["b"] > 4
    assert bulk.whole == bulk.before["c"]


def test_ids_that_are_filled_in_later_are_no_text():
    assert weigh(f"<p>See {token('a-very-long-name-of-a-place')}</p>") == weigh("<p>See </p>")


def test_a_page_holds_what_the_pages_of_long_sections_hold():
    assert capacity_of([(Bulk(900, {}), Extent(1, {})), (Bulk(6000, {}), Extent(3, {}))]) == 2000
    assert capacity_of([(Bulk(900, {}), Extent(1, {}))]) is None


@given(st.integers(0, 10**6), st.lists(st.floats(0, 1)), st.floats(100, 10_000))
def test_no_place_stands_outside_its_section(whole: int, places: list[float], capacity: float):
    extent = Bulk(whole, {str(place): int(place * whole) for place in places}).extent(capacity)
    assert extent.length >= 1
    assert all(0 <= page < extent.length for page in extent.anchors.values())


def test_a_chapter_that_is_laid_out_is_as_long_as_one_like_it_is_guessed_to_be():
    one, two = chapter("one", 1), chapter("two", 2)
    laid_out = {part.id: part.part.facts.extent for part in lay_out([one, two], job()).parts}
    capacity = capacity_of([(weigh(one.html), laid_out["one"])])
    assert capacity is not None
    assert weigh(two.html).extent(capacity).length == laid_out["two"].length
