"""What a content stream leaves behind: saved states are counted, and anything else that is left open is noticed."""

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursepack.editions.content_balance import balance


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"q 1 0 0 1 9 9 cm Q", (0, 1, 0)),
        (b"q\n", (0, None, 1)),
        (b"Q\n", (-1, None, -1)),
        (b"1 w q 2 w Q", (0, 0, 0)),
        (b"q q BT /F 9 Tf [<0012>-3(a\\)b)]TJ ET Q Q", (0, 2, 0)),
        (b"/Artifact <</Type/Pagination /BBox [0 0 1 1]>> BDC q 0 g Q EMC", (0, 1, 0)),
        (b"q 0 0 9 9 re W n 0 0 m 9 9 l S Q", (0, 1, 0)),
        (b"Q q", (-1, None, 0)),
        (b"", (0, None, 0)),
    ],
)
def test_saved_states_are_counted(content: bytes, found: tuple[int, int | None, int]) -> None:
    assert balance(content) == found


@pytest.mark.parametrize(
    "content",
    [
        b"q (words Q",
        b"q (a(b)) Tj Q",
        b"q [1 2 Q",
        b"q <</A 1 Q",
        b"q <00 Q",
        b"q Q 3",
        b"q Q /Name",
        b"q % Q\nQ",
        b"q BT 1 g Q",
        b"q BT Q ET",
        b"ET",
        b"BT BT ET",
        b"q 0 0 m 9 9 l Q",
        b"q 0 0 9 9 re 1 g f Q",
        b"q BT 0 0 m ET Q",
        b"/P BMC q Q",
        b"EMC /P BMC",
        b"q BI /W 1 /H 1 ID \0 EI Q",
        b"q 1q Q",
        b"q { Q",
        b"q ) Q",
    ],
)
def test_a_stream_that_leaves_more_open_cannot_be_told(content: bytes) -> None:
    assert balance(content) is None


_PIECES = (
    b"q",
    b"Q",
    b"1 w",
    b"BT",
    b"ET",
    b"(a b)",
    b"[",
    b"]",
    b"<</A",
    b">>",
    b"/N",
    b"0 0 1 1 re",
    b"f",
    b"<00>",
    b"%",
    b"\n",
)


@given(st.lists(st.sampled_from(_PIECES), max_size=12), st.lists(st.sampled_from(_PIECES), max_size=6))
def test_what_can_be_told_is_read_alike_before_anything_else(one: list[bytes], other: list[bytes]) -> None:
    """qpdf finds the same instructions in two streams apart as in both together, wherever the first can be followed."""
    first, second = b" ".join(one), b" ".join(other)
    if balance(first) is None or balance(second) is None:
        return
    assert instructions(first) + instructions(second) == instructions(first + b"\n" + second)


def instructions(content: bytes) -> list[bytes]:
    pdf = pikepdf.new()
    steps = pikepdf.parse_content_stream(pdf.make_stream(content))
    return [pikepdf.unparse_content_stream([step]) for step in steps]
