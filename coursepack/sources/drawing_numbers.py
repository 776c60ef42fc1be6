"""The numbers of a drawing (SVG): whether a page can have them, and how many points they are.

In: elements of a drawing. Out: a number that is none or has no end, in words; and counts. What draws the pages would write such a
number into the file for the press as it is, where no reader of PDF understands it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

LARGEST = 10_000_000
"""Of a number: surveyors count metres from the equator in seven digits."""

_MEASURES = frozenset(
    "width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy d points viewBox transform gradientTransform patternTransform "
    "rotate offset refX refY markerWidth markerHeight stroke-width stroke-dasharray stroke-dashoffset stroke-miterlimit "
    "font-size letter-spacing word-spacing baseline-shift textLength pathLength startOffset opacity fill-opacity stroke-opacity "
    "stop-opacity stdDeviation style".split()
)
"""Attributes that hold lengths, coordinates and other numbers."""
_POINTS = frozenset({"d", "points"})
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_IN_STYLE = re.compile(rf"(?<![\w#.-]){_NUMBER.pattern}")
"""Where numbers stand among names and colours."""
_NONE = re.compile(r"(?<![\w-])[-+]?(?:nan|inf(?:inity)?)\b(?!-)", re.IGNORECASE)
_LONG = re.compile(r"\d{8}|[eE]\+?0*[1-9]|\d{4}\.?\d*[eE]")
"""What a number beyond `LARGEST` has in it: only then is it looked at."""
_TOO_LONG = 400
"""Digits and more: no number."""


def unprintable_number(root: etree._Element) -> str:
    """The first number of a drawing that is none, or beyond `LARGEST`, with the attribute that holds it; else nothing."""
    return next((f"{name}=“{number[:20]}”" for name, text in _texts(root) for number in _unprintable(name, text)), "")


def points_of(element: etree._Element) -> int:
    """How many points the lines of an element go through, about."""
    texts = (str(element.get(name)) for name in _POINTS if element.get(name))
    return sum(sum(1 for _ in _NUMBER.finditer(text)) // 2 for text in texts)


def _texts(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter(etree.Element):
        yield from ((str(name), str(text)) for name, text in element.attrib.items() if name in _MEASURES)
        if etree.QName(element).localname == "style":
            yield "style", "".join(map(str, element.itertext()))


def _unprintable(name: str, text: str) -> Iterator[str]:
    if name != "style":  # there, it may be the name of a font
        yield from (match[0] for match in _NONE.finditer(text))
    if _LONG.search(text):
        numbers = _IN_STYLE if name == "style" else _NUMBER
        yield from (match[0] for match in numbers.finditer(text) if not _is_printable(match[0]))


def _is_printable(number: str) -> bool:
    return len(number) <= _TOO_LONG and abs(float(number)) <= LARGEST
