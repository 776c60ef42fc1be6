"""Coordinates of a page: transformations (ISO 32000-1, 8.3.4) and the boxes of what is drawn through them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from coursepack.checks.preflight.model import Box

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def matrix(numbers: Iterable[object]) -> Matrix:
    """Read the six numbers of a transformation."""
    a, b, c, d, e, f = (float(str(number)) for number in numbers)
    return a, b, c, d, e, f


def product(first: Matrix, then: Matrix) -> Matrix:
    """The transformation that does `first`, and then `then`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def moved(point: Point, by: Matrix) -> Point:
    """A point after a transformation."""
    x, y = point
    return x * by[0] + y * by[2] + by[4], x * by[1] + y * by[3] + by[5]


def scale(by: Matrix) -> float:
    """How much longer a transformation makes a line, as the mean of all directions."""
    return math.sqrt(abs(by[0] * by[3] - by[1] * by[2]))


def sides(by: Matrix) -> tuple[float, float]:
    """Width and height of the unit square after a transformation: of an image as it is placed."""
    return math.hypot(by[0], by[1]), math.hypot(by[2], by[3])


def around(points: Sequence[Point]) -> Box:
    """The box around some points."""
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def grown(box: Box, by: float) -> Box:
    """A box with its edges moved outwards."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def overlap(one: Box, other: Box, slack: float = 0.01) -> bool:
    """Whether two boxes share more than an edge."""
    return (
        one[0] < other[2] - slack
        and other[0] < one[2] - slack
        and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )


def holds(outer: Box, inner: Box, slack: float = 0.05) -> bool:
    """Whether one box lies within another."""
    return (
        outer[0] <= inner[0] + slack
        and outer[1] <= inner[1] + slack
        and outer[2] >= inner[2] - slack
        and outer[3] >= inner[3] - slack
    )
