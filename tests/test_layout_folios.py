import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursepack.document.model import Matter, Opening
from coursepack.editions.layout import Sheet, fill, token
from coursepack.editions.layout.folios import UNKNOWN, folio, leave_gaps, paginate, roman, tokens


def sheet(name: str, matter: Matter = Matter.BODY, opening: Opening = Opening.RECTO) -> Sheet:
    return Sheet(name, matter, opening, "", "en")


@pytest.mark.parametrize(
    ("number", "numeral"), [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (44, "xliv"), (99, "xcix")]
)
def test_front_matter_counts_in_small_roman_numerals(number: int, numeral: str):
    assert folio(Matter.FRONT, number) == numeral
    assert folio(Matter.BODY, number) == str(number)


@given(st.integers(1, 3999))
def test_roman_numerals_read_back(number: int):
    values = {"m": 1000, "d": 500, "c": 100, "l": 50, "x": 10, "v": 5, "i": 1}
    digits = [values[letter] for letter in roman(number)]
    following = [*digits[1:], 0]
    assert sum(-d if d < after else d for d, after in zip(digits, following, strict=True)) == number


def test_tokens_become_folios_and_unknown_ones_a_placeholder():
    html = f"See p. {token('sec-planners')} and {token('map')}."
    assert tokens(html) == {"sec-planners", "map"}
    filled = fill(html, {"sec-planners": "43"})
    assert filled == f'See p. <span data-folio-of="sec-planners">43</span> and {UNKNOWN}.'
    assert fill(html, {"sec-planners": "xii", "map": "v"}) == "See p. xii and v."


def test_of_an_arabic_folio_only_the_number_of_digits_goes_to_press():
    html = f"See p. {token('map')}."
    assert leave_gaps(fill(html, {"map": "43"})) == leave_gaps(fill(html, {"map": "91"}))
    assert leave_gaps(fill(html, {"map": "43"})) != leave_gaps(fill(html, {"map": "143"}))
    assert leave_gaps("In 1958, 43 of them.") == "In 1958, 43 of them."


def test_sections_start_on_their_side_and_the_body_starts_again_at_1():
    front, body = Matter.FRONT, Matter.BODY
    sheets = [
        sheet("half-title", front),
        sheet("title", front),
        sheet("copyright", front, Opening.VERSO),
        sheet("one", body),
        sheet("two", body),
    ]
    lengths = {"half-title": 1, "title": 1, "copyright": 1, "one": 3, "two": 2}
    positions = paginate(sheets, lengths)
    assert {name: (at.page, at.number) for name, at in positions.items()} == {
        "half-title": (0, 1),
        "title": (2, 3),
        "copyright": (3, 4),
        "one": (4, 1),
        "two": (8, 5),
    }


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 9)), min_size=1, max_size=12))
def test_no_section_overlaps_another_or_starts_on_the_wrong_side(book: list[tuple[bool, int]]):
    sheets = [sheet(str(i), opening=Opening.VERSO if verso else Opening.RECTO) for i, (verso, _) in enumerate(book)]
    positions = paginate(sheets, {str(i): pages for i, (_, pages) in enumerate(book)})
    end = 0
    for index, (verso, pages) in enumerate(book):
        start = positions[str(index)].page
        assert start - end in (0, 1)
        assert start % 2 == verso
        end = start + pages
