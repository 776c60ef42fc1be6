"""Drawings for PDF/X-1a: what shows through is found, what only looks like it is not."""

import pytest

from coursepack.anatomy import Image
from coursepack.checks.flattening import check_flat


def said_of(inner: str) -> list[tuple[str, int, str]]:
    data = f'<svg xmlns="http://www.w3.org/2000/svg">\n{inner}\n</svg>'.encode()
    image = Image("figures/a.svg", "image/svg+xml", data, 9, 9)
    return [(item.location.file, item.location.line, item.message) for item in check_flat([image])]


@pytest.mark.parametrize(
    ("inner", "what"),
    [
        ('<rect opacity=".5"/>', "opacity: .5"),
        ('<rect fill-opacity="50%"/>', "fill-opacity: 50%"),
        ('<rect style="stroke-opacity:0.3"/>', "stroke-opacity:0.3"),
        ('<stop stop-opacity="0"/>', "stop-opacity: 0"),
        ("<style>.a { opacity: .9 }</style>", "opacity: .9"),
        ('<g mask="url(#m)"/>', "mask: u"),
        ('<g style="mix-blend-mode: multiply"/>', "mix-blend-mode: m"),
        ('<rect fill="rgba(1, 2, 3, 0.5)"/>', "rgba(1, 2, 3, 0.5)"),
        ('<rect fill="rgb(1 2 3 / 50%)"/>', "/ 50%)"),
        ('<rect fill="#11223380"/>', "#11223380"),
        ('<rect fill="#1238"/>', "#1238"),
    ],
)
def test_what_shows_through_is_named_with_its_line(inner: str, what: str) -> None:
    assert said_of(inner) == [("manuscript/figures/a.svg", 2, f"‘{what}’ shows what is below")]


@pytest.mark.parametrize(
    "inner",
    [
        '<rect opacity="1" fill-opacity="100%" mask="none" filter="none"/>',
        '<rect fill="#123" stroke="#112233"/>',
        '<rect fill="#112233ff"/>',
        '<rect fill="url(#face)"/>',
        '<rect fill="rgba(1, 2, 3, 1)" style="mix-blend-mode: normal"/>',
        '<rect opacity="inherit"/>',
    ],
)
def test_what_is_solid_passes(inner: str) -> None:
    assert said_of(inner) == []
