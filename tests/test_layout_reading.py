from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coursepack.editions.layout.reading import Fault, Reading, checksum, raw_offset, visible


def read(source: str, *pieces: str, repeatable: bool = False) -> Reading:
    reading = Reading(source, repeatable)
    for page, piece in enumerate(pieces):
        reading.read(piece, page, hyphenated=piece.endswith("‐"))
    return reading


def test_text_printed_once_in_pieces_has_no_fault():
    assert read("One two three.", "One two", "three.").close() == []


def test_a_hyphen_of_the_engine_is_passed_over_and_one_of_the_author_is_not():
    assert read("consideration", "consid‐", "eration").close() == []
    assert read("twenty‐two", "twenty‐", "two").close() == []
    assert read("twenty‐two", "twenty", "two").close() != []


def test_letter_case_and_compatibility_forms_may_change():
    assert read("Straße ﬁne", "STRASSE FINE").close() == []


def test_white_space_soft_hyphens_and_word_joiners_do_not_count():
    assert read("extra\u00adordi\u00adnary\n word\u2060", "extraordinary word").close() == []


def test_text_that_is_missing_at_the_end_is_lost():
    reading = read("One two three.", "One two")
    assert reading.close() == [(Fault.LOST, 6, 12)]
    assert reading.snippet(6) == "three."


def test_text_that_is_missing_in_the_middle_is_lost_there_only():
    assert read("One two three four.", "One", "four.").close() == [(Fault.LOST, 3, 11)]


def test_text_printed_again_is_doubled():
    assert read("One two.", "One two.", "One two.").close() == [(Fault.DOUBLED, 0, 7)]
    assert read("One two three.", "One two", "two", "three.").close() == [(Fault.DOUBLED, 3, 6)]


def test_a_table_head_may_be_printed_again_but_must_be_whole():
    assert read("Year", "Year", "Year", repeatable=True).close() == []
    assert read("Year of", "Year of", "Year", repeatable=True).close() == [(Fault.LOST, 4, 6)]


def test_other_text_is_a_change():
    assert read("One two.", "Ene", "two.").close() == [(Fault.CHANGED, 0, 3)]


def test_checksums_differ_by_letters_and_not_by_space():
    assert checksum(" a b\n") == checksum("ab") != checksum("a c")
    assert checksum("  ") == 0


@given(st.text(alphabet="ab c‐\u00ad-é"), st.lists(st.integers(0, 40), max_size=5))
def test_any_cutting_of_any_text_reads_back_whole(text: str, cuts: list[int]):
    bounds = sorted({0, len(text), *(min(cut, len(text)) for cut in cuts)})
    pieces = [text[start:end] for start, end in pairwise(bounds)]
    assert read(text, *pieces).close() == []


@given(st.text(alphabet="xyz 字\u2060\n"), st.data())
def test_raw_offset_counts_visible_characters(text: str, data: st.DataObject):
    count = data.draw(st.integers(0, len(visible(text))))
    assert len(visible(text[: raw_offset(text, count)])) == count
