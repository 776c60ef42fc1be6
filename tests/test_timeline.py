"""The timeline: every label whole, none on another or outside the drawing; forms that differ without colour; the same bytes."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from coursepack.document.timeline import Plan, draw, mark_of, plan, span_of
from coursepack.document.timeline.axis import APART, SIZE, Axis, name_box
from coursepack.document.timeline.lettering import lines_of, width
from coursepack.document.timeline.moments import Span, place_of
from coursepack.document.timeline.placing import Box, Placed
from coursepack.labels import read_labels
from coursepack.sources.edtf_date import When, parse_date
from coursepack.theme import Theme

LABELS = read_labels(Theme(), "en-GB")
ROOM = 321.0
DATA = Path(__file__).parent / "data"
SVG = "{http://www.w3.org/2000/svg}"

Event = tuple[str, str]


def drawn(events: list[Event], room: float = ROOM, start: str = "", end: str = "") -> tuple[bytes, Plan]:
    """Draw events as a chapter asks for them."""
    dated = sorted(((parse_date(date), label) for date, label in events), key=lambda e: (e[0].earliest, e[0].latest))
    ends = [parse_date(text) if text else None for text in (start, end)]
    span = span_of([when for when, _ in dated], *ends)
    return draw([mark_of(label, when, span) for when, label in dated], span, room, LABELS, "Title")


def elements(svg: bytes, name: str) -> list[etree._Element]:
    return list(etree.fromstring(svg).iter(f"{SVG}{name}"))


def overlap(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def mark_box(placed: Placed) -> Box:
    return Box(placed.left, placed.middle - 2.2, placed.right, placed.middle + 2.2)


FORMS = [line.split("\t")[0] for line in (DATA / "edtf-words.tsv").read_text(encoding="utf-8").splitlines()]
LEAP = [
    *(
        "1949",
        "1956",
        "1958-05",
        "1958-05-17",
        "1958-22",
        "1957-24",
        "1958~",
        "1959?",
        "1960-07-16?",
        "1966-06",
        "1962-12-31",
    ),
    *(
        "1958/1962",
        "1956-24/1957-21",
        "1957-24/1958-22",
        "1949/1966",
        "1959-22/1960-22",
        "1950~/1961",
        "1958-11/1959-02",
    ),
    *("1949/..", "../1960", "1962/", "/1953", "1958-05-17/1958-05-23", "1949-10-01", "1960-24", "1961-21", "195X"),
]
DATES = st.one_of(st.sampled_from(LEAP), st.sampled_from(LEAP), st.sampled_from(FORMS))
NAMES = st.text(alphabet="aiMW é冒-. ", min_size=1, max_size=90).filter(lambda text: bool(text.strip()))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(DATES, NAMES), min_size=1, max_size=16), st.sampled_from([170.0, 321.0, 440.0]))
def test_no_two_labels_touch_and_all_are_whole_and_inside(events: list[Event], room: float) -> None:
    _, planned = drawn(events, room)
    assert len(planned.placed) == len(events)
    assert sorted("".join(" ".join(p.lines).split()) for p in planned.placed) == sorted(
        "".join(n.split()) for _, n in events
    )
    boxes = [(placed.label, mark_box(placed)) for placed in planned.placed]
    for number, (label, mark) in enumerate(boxes):
        assert label.left >= -0.01
        assert label.right <= room + 0.01
        assert label.bottom <= planned.base <= planned.height
        assert mark.left >= -0.01
        assert mark.right <= room + 0.01
        assert not overlap(label, mark)
        for other_label, other_mark in boxes[number + 1 :]:
            assert not overlap(label, other_label)
            assert not overlap(label, other_mark)
            assert not overlap(mark, other_label)
            assert not overlap(mark, other_mark)
    for placed in planned.placed:
        for line in placed.lines:
            assert width(line, SIZE) <= placed.label.right - placed.label.left + 0.01


@settings(max_examples=80, deadline=None)
@given(st.floats(-3000, 2500), st.floats(0.003, 4000))
def test_ticks_stay_apart_and_on_the_axis(begin: float, years: float) -> None:
    axis = Axis(Span(begin, begin + years), 8, ROOM - 8)
    ticks = axis.ticks(LABELS)
    assert all(axis.left - 0.1 <= tick.x <= axis.right + 0.1 for tick in ticks)
    assert [tick.x for tick in ticks] == sorted(tick.x for tick in ticks)
    boxes = [name_box(tick.name, tick.x, axis) for tick in ticks if tick.name]
    assert all(one[1] + APART <= other[0] + 0.01 for one, other in pairwise(boxes))
    assert all(left >= -0.01 and right <= ROOM + 0.01 for left, right in boxes)


@pytest.mark.parametrize(
    ("start", "end", "names"),
    [
        ("1949", "1966", ["1950", "1952", "1954", "1956", "1958", "1960", "1962", "1964", "1966"]),
        ("1957", "1959", ["1957", "1958", "1959", "1960"]),
        ("1958-05", "1959-04", ["May", "July", "September", "November", "January", "March", "May"]),
        ("1958-05-10", "1958-05-19", ["10", "11", "12", "13", "14", "15", "16", "17", "18", "19"]),
        ("-0399", "0400", ["400 BCE", "200 BCE", "1", "200", "400"]),
        ("1000", "1999", [str(year) for year in range(1000, 2001, 100)]),
    ],
)
def test_an_axis_has_round_names(start: str, end: str, names: list[str]) -> None:
    span = span_of([], parse_date(start), parse_date(end))
    assert [tick.name for tick in Axis(span, 8, ROOM - 8).ticks(LABELS) if tick.name] == names


def test_years_and_months_are_named_below_months_and_days() -> None:
    span = span_of([], parse_date("1958-11"), parse_date("1959-02"))
    named = [(tick.name, tick.above) for tick in Axis(span, 8, ROOM - 8).ticks(LABELS) if tick.name]
    assert named == [("November", "1958"), ("December", ""), ("January", "1959"), ("February", ""), ("March", "")]


def test_forms_differ_in_shape() -> None:
    events = [
        ("1949-10-01", "a day"),
        ("1952~/1953", "about"),
        ("1956", "within a year"),
        ("1958/1962", "a span"),
        ("1960/..", "goes on"),
        ("1961-03-04?", "perhaps"),
    ]
    svg, planned = drawn(events)
    circles, paths = elements(svg, "circle"), elements(svg, "path")
    dashed = [element for element in (*circles, *paths) if element.get("stroke-dasharray")]
    assert {element.get("fill") for element in dashed} == {"#fff"}
    assert len(dashed) == 3  # two events, and the specimen in the key
    assert any(len(path.get("d", "").split("L")) == 5 for path in paths)  # a span that goes on is pointed
    words = [element.text for element in elements(svg, "text")]
    assert words[-5:] == ["event", "some time within", "span", "uncertain", "goes on"]
    assert [placed.mark.label for placed in planned.placed if placed.mark.open_after] == ["goes on"]


def test_a_drawing_of_plain_moments_and_spans_needs_no_key() -> None:
    svg, _ = drawn([("1949-10-01", "One"), ("1950/1952", "Two")])
    assert "span" not in [element.text for element in elements(svg, "text")]


def test_all_is_grey_and_words_are_words_in_the_book_face() -> None:
    svg, _ = drawn([("1949-10-01", "Rash advance 冒进"), ("1956~", "Two"), ("1950/..", "<& Three")])
    colours = set(re.findall(r'(?:fill|stroke)="(#\w+)"', svg.decode()))
    assert colours
    assert all(len(set(colour[1:])) == 1 for colour in colours)
    assert etree.fromstring(svg).get("font-family", "").startswith("EB Garamond, Noto Serif SC")
    assert "Rash advance 冒进" in [element.text for element in elements(svg, "text")]


def test_what_lies_outside_is_cut_and_pointed() -> None:
    _, planned = drawn([("1950/1955", "High Tide"), ("1953-05", "x")], start="1952", end="1953")
    [tide] = [placed for placed in planned.placed if placed.mark.label == "High Tide"]
    assert (tide.mark.open_before, tide.mark.open_after) == (True, True)
    assert (tide.left, tide.right) == (planned.axis.left, planned.axis.right)


def test_the_same_events_give_the_same_bytes() -> None:
    events = [("1949-10-01", "One"), ("1950/1952", "Two"), ("1951~", "Three")]
    assert drawn(events)[0] == drawn(list(reversed(events)))[0]


def test_spans_of_one_time_stand_in_lanes() -> None:
    _, planned = drawn([("1950/1952", "First"), ("1951/1953", "Second"), ("1960", "Third")])
    middles = {placed.mark.label: placed.middle for placed in planned.placed}
    assert middles["First"] == middles["Third"] < middles["Second"]


def test_lines_are_even_and_long_words_are_divided() -> None:
    assert lines_of("one two three four", 60, 9) == ["one two", "three four"]
    parts = lines_of("W" * 40, 60, 9)
    assert "".join(parts) == "W" * 40
    assert all(width(part, 9) <= 60 for part in parts)


def test_widths_are_those_of_the_typeface() -> None:
    assert width("iiii", 10) < width("WWWW", 10) / 2
    assert width("AV", 10) < width("A", 10) + width("V", 10)  # kerned
    assert width("冒进", 10) == pytest.approx(20)


def test_a_day_stands_within_its_year() -> None:
    days = [(1958, 1, 1), (1958, 2, 28), (1958, 12, 31)]
    assert [1958 <= place_of(day) < place_of(day, after=True) <= 1959 for day in days] == [True] * 3
    assert place_of((1958, 12, 31), after=True) == 1959
    assert place_of((1960, 2, 29)) < place_of((1960, 3, 1))


def test_a_plan_without_room_for_labels_beside_marks_sets_them_above() -> None:
    when: When = parse_date("1950/1960")
    span = span_of([when], None, None)
    [placed] = plan([mark_of("The whole time", when, span)], span, ROOM, LABELS).placed
    assert placed.label.bottom <= placed.middle - 2
