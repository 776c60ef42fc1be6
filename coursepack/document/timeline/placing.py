"""Where marks and labels stand: each label beside its mark or above it, each mark in the first lane that has room.

No two labels touch, none leaves the drawing, none is cut: a label that is too long for a line is set in several, and lanes are
added as they are needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coursepack.document.timeline.axis import MARGIN, SIZE, Axis, Tick
from coursepack.document.timeline.lettering import lines_of, width
from coursepack.document.timeline.moments import Mark, Span
from coursepack.labels import Labels

LEADING = 10.5
"""From line to line of a label, in points; its letters are `axis.SIZE` high."""
GAP = 3.5
"""Between a mark and its label."""
BETWEEN = 9.0
"""The least distance between neighbours in a lane: more than `GAP`, so that a label belongs to its own mark."""
LANE = 2.5
"""Between two lanes."""
RADIUS = 2.2
"""Of the mark of a moment, in points."""
ARROW = 5.0
"""Length of the point of a span that goes on."""
LINE, NARROWEST = 128.0, 90.0
"""The length of line that labels are set to, and the shortest that is worth setting beside a mark."""
HEAD, FOOT = 2.0, 14.0
"""Above the first lane, and below the last one for the axis with its names."""
ROW, KEY = 11.0, 5.0
"""The second row of names on an axis of months, or a row of the key, and the space above the key."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points, from the upper left corner of the drawing."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark in its lane: from where to where it is drawn, the height of its middle, its label's lines and their box."""

    mark: Mark
    left: float
    right: float
    middle: float
    lines: tuple[str, ...]
    label: Box


@dataclass(frozen=True, slots=True)
class Plan:
    """All of a drawing but its lines: `base` is the height of the axis."""

    axis: Axis
    ticks: tuple[Tick, ...]
    placed: tuple[Placed, ...]
    base: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Item:
    """A mark with its label set, before it has a lane; `above` where the label stands over the mark."""

    mark: Mark
    left: float
    right: float
    lines: tuple[str, ...]
    label_left: float
    label_right: float
    above: bool

    @property
    def reach(self) -> tuple[float, float]:
        return min(self.left, self.label_left), max(self.right, self.label_right)

    @property
    def height(self) -> float:
        return len(self.lines) * LEADING + (2 * RADIUS + 1 if self.above else 0)


@dataclass(slots=True)
class _Lane:
    items: list[_Item] = field(default_factory=list)

    def has_room(self, item: _Item) -> bool:
        left, right = item.reach
        return all(right + BETWEEN <= other.reach[0] or other.reach[1] + BETWEEN <= left for other in self.items)

    @property
    def height(self) -> float:
        return max(item.height for item in self.items)


def plan(marks: Sequence[Mark], span: Span, room: float, labels: Labels, key_rows: int = 0) -> Plan:
    """Place marks, which are in order of time, on a drawing of a width in points; `key_rows` are kept free at its foot."""
    axis = Axis(span, MARGIN, room - MARGIN)
    ticks = tuple(axis.ticks(labels))
    lanes: list[_Lane] = []
    for mark in marks:
        items = _items(mark, axis, room)
        lane, item = next(((lane, item) for lane in lanes for item in items if lane.has_room(item)), (None, items[0]))
        if lane is None:
            lanes.append(lane := _Lane())
        lane.items.append(item)
    placed, base = _stack(lanes)
    foot = FOOT + ROW * any(tick.above for tick in ticks) + (key_rows * ROW + KEY if key_rows else 0)
    return Plan(axis, ticks, tuple(placed), base, room, base + foot)


def _stack(lanes: Iterable[_Lane]) -> tuple[list[Placed], float]:
    """Set lanes below one another; returns the marks and the height at which the axis stands."""
    top = HEAD
    placed = []
    for lane in lanes:
        placed += [_placed(item, top) for item in lane.items]
        top += lane.height + LANE
    return placed, top + LANE


def _placed(item: _Item, top: float) -> Placed:
    box = Box(item.label_left, top, item.label_right, top + len(item.lines) * LEADING)
    middle = box.bottom + RADIUS if item.above else top + LEADING / 2
    return Placed(item.mark, item.left, item.right, middle, item.lines, box)


def _items(mark: Mark, axis: Axis, room: float) -> list[_Item]:
    """The ways to set the label of a mark, the best first: in the fewest lines, on the side that has more
    room, so that the other side is left to a neighbour; above it, where there is no room beside it.
    """
    left, right = _drawn(mark, axis)
    natural = width(mark.label, SIZE)
    items = []
    sides = sorted(((right + GAP, room), (0.0, left - GAP)), key=lambda side: side[0] - side[1])
    for start, stop in sides:
        line = min(LINE, stop - start)
        if line >= min(natural, NARROWEST):
            items.append(_beside(mark, left, right, lines_of(mark.label, line, SIZE), at_right=start > 0))
    return sorted(items, key=lambda item: len(item.lines)) or [_over(mark, left, right, room)]


def _beside(mark: Mark, left: float, right: float, lines: list[str], *, at_right: bool) -> _Item:
    wide = _widest(lines)
    start = right + GAP if at_right else left - GAP - wide
    return _Item(mark, left, right, tuple(lines), start, start + wide, above=False)


def _over(mark: Mark, left: float, right: float, room: float) -> _Item:
    lines = lines_of(mark.label, min(room, max(LINE, right - left)), SIZE)
    wide = _widest(lines)
    start = max(0.0, min(left, room - wide))
    return _Item(mark, left, right, tuple(lines), start, start + wide, above=True)


def _widest(lines: Sequence[str]) -> float:
    return max(width(line, SIZE) for line in lines)


def _drawn(mark: Mark, axis: Axis) -> tuple[float, float]:
    """From where to where a mark is drawn: never narrower than a dot, or than the points of an open span."""
    left, right = axis.x(mark.begin), axis.x(mark.end)
    least = 2 * RADIUS + ARROW * (mark.open_before + mark.open_after)
    if right - left < least:
        middle = (left + right) / 2
        left, right = middle - least / 2, middle + least / 2
        shift = max(0.0, axis.left - MARGIN - left) - max(0.0, right - axis.right - MARGIN)
        left, right = left + shift, right + shift
    return left, right


def is_moment(placed: Placed, axis: Axis) -> bool:
    """Whether what is known of a date is finer than the drawing can show: a dot, or the range that it lies in."""
    return not placed.mark.lasts and axis.x(placed.mark.end) - axis.x(placed.mark.begin) < 2 * RADIUS
