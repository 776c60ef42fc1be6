"""The lines of printed contents, found in the e-book's, which list more headings."""

import pytest

from coursepack.checks.epub_check.listed import begins_with_list, holds_list

PRINTED = ["thefirstplan12", "thesecondplan", "27", "preface", "vii"]
LISTED = "thefirstplan" + "asectionthatonlytheebooklists" * 9 + "parttwothesecondplan" + "preface" + "nextpage"


def test_headings_between_the_printed_lines_are_passed_over() -> None:
    assert begins_with_list(LISTED, PRINTED, 40)
    assert holds_list(LISTED, PRINTED)


def test_two_entries_may_be_read_as_one_line() -> None:
    assert begins_with_list(LISTED, ["thefirstplan122thesecondplan27", "preface", "vii"], 40)
    assert not holds_list(LISTED, ["thefirstplan122thethirdplan27"])


@pytest.mark.parametrize("heading", ["part", "of which nothing is printed" * 3])
def test_before_the_first_line_little_may_stand(heading: str) -> None:
    assert begins_with_list(heading + LISTED, PRINTED, 40) is (heading == "part")


@pytest.mark.parametrize(
    "spoilt",
    [
        ["thesecondplan27", "thefirstplan12"],
        ["thefirstplan12", "thethirdplan27"],
        ["thefirstplan12", "thesecondplan27", "thesecondplan27"],
        ["vii", "27"],
        [],
    ],
)
def test_lines_out_of_order_and_lines_that_are_not_there_are_seen(spoilt: list[str]) -> None:
    assert not begins_with_list(LISTED, spoilt, 40)


def test_a_line_that_is_missing_far_down_does_not_spoil_the_beginning() -> None:
    lines = [*PRINTED[:4], "thethirdplan99"]
    assert begins_with_list(LISTED, lines, 20)
    assert not holds_list(LISTED, lines)
