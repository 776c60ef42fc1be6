"""The drawing as SVG 1.1: marks that differ in form and never in colour alone, a key where forms need one, words as text."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from coursepack.document.timeline.axis import MARGIN, SIZE, name_box
from coursepack.document.timeline.lettering import width
from coursepack.document.timeline.moments import Mark, Span
from coursepack.document.timeline.placing import (
    ARROW,
    FOOT,
    GAP,
    HEAD,
    LEADING,
    RADIUS,
    ROW,
    Placed,
    Plan,
    is_moment,
    plan,
)
from coursepack.fonts import BODY_FAMILY, DRAWING_NAMES, EAST_ASIAN_FAMILY
from coursepack.labels import Labels

BAR = 4.4
"""Height of a span's bar, in points."""
HAIR, RULE = 0.3, 0.6
INK, GREY, PALE = "#000", "#777", "#ccc"
_DASHES = "2 1.4"
_RISE = 0.33
"""From the middle of a line of letters down to their base line, in parts of their size."""
_FAMILY = f"{DRAWING_NAMES[BODY_FAMILY]}, {DRAWING_NAMES[EAST_ASIAN_FAMILY]}, serif"
_SVG = "http://www.w3.org/2000/svg"
_KEY_GAP = 14.0

Forms = dict[str, Mark]
"""The forms of mark that a drawing uses, each with a specimen, by the label that explains it."""


def draw(marks: Sequence[Mark], span: Span, room: float, labels: Labels, title: str) -> tuple[bytes, Plan]:
    """Draw marks, which are in order of time, on the width of `room` points; returns the SVG and where all stands."""
    forms = _forms(plan(marks, span, room, labels))
    rows = _key_rows(forms, room, labels)
    planned = plan(marks, span, room, labels, len(rows))
    root = etree.Element(f"{{{_SVG}}}svg", nsmap={None: _SVG})
    size = {"width": _n(room), "height": _n(planned.height), "viewBox": f"0 0 {_n(room)} {_n(planned.height)}"}
    for name, value in {**size, "font-family": _FAMILY, "font-size": _n(SIZE)}.items():
        root.set(name, value)
    _add(root, "title", text=title)
    for part in (_draw_axis, _draw_marks, _draw_names):
        part(root, planned)
    _draw_key(root, rows, planned, labels)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True), planned


def _draw_axis(root: etree._Element, planned: Plan) -> None:
    """Hairlines at the named ticks, below all else; the rule with its ticks."""
    axis, base = planned.axis, planned.base
    for tick in planned.ticks:
        if tick.name:
            _line(root, tick.x, HEAD, tick.x, base, PALE, HAIR)
        _line(root, tick.x, base, tick.x, base + (4 if tick.name else 2), INK, RULE)
    _line(root, axis.left, base, axis.right, base, INK, RULE)


def _draw_names(root: etree._Element, planned: Plan) -> None:
    for tick in planned.ticks:
        for row, name in enumerate((tick.name, tick.above)):
            if name:
                _text(root, name_box(name, tick.x, planned.axis)[0], planned.base + FOOT - 2 + row * ROW, name)


def _draw_marks(root: etree._Element, planned: Plan) -> None:
    for placed in planned.placed:
        box = placed.label
        _add(
            root,
            "rect",
            x=_n(box.left - 1),
            y=_n(box.top),
            width=_n(box.right - box.left + 2),
            height=_n(box.bottom - box.top),
            fill="#fff",
        )
    for placed in planned.placed:
        _draw_mark(root, placed, moment=is_moment(placed, planned.axis))
        for number, line in enumerate(placed.lines):
            x = placed.label.left
            if placed.label.right < placed.left:  # set against the mark on its right
                x = placed.label.right - width(line, SIZE)
            _text(root, x, placed.label.top + LEADING * (number + 0.5) + SIZE * _RISE, line)


def _draw_mark(root: etree._Element, placed: Placed, *, moment: bool) -> None:
    """A dot for a moment, a line with ends for a time within which it lies, a bar for what lasts; dashed where in doubt."""
    mark, y = placed.mark, placed.middle
    line = {"stroke": INK, "stroke-width": _n(RULE), "fill": "#fff" if mark.doubtful else GREY if mark.lasts else INK}
    if mark.doubtful:
        line["stroke-dasharray"] = _DASHES
    if mark.lasts or mark.open_before or mark.open_after:
        _add(root, "path", d=_bar(placed), **line)
    elif moment:
        _add(root, "circle", cx=_n((placed.left + placed.right) / 2), cy=_n(y), r=_n(RADIUS - RULE / 2), **line)
    else:
        _line(root, placed.left, y, placed.right, y, INK, RULE, line.get("stroke-dasharray", ""))
        for x in (placed.left, placed.right):
            _line(root, x, y - RADIUS, x, y + RADIUS, INK, RULE)


def _bar(placed: Placed) -> str:
    """The outline of a span, pointed where it goes on."""
    mark, top, bottom = placed.mark, placed.middle - BAR / 2, placed.middle + BAR / 2
    left = placed.left + (ARROW if mark.open_before else 0)
    right = placed.right - (ARROW if mark.open_after else 0)
    points = [(left, top), (right, top)]
    points += [(placed.right, placed.middle)] if mark.open_after else []
    points += [(right, bottom), (left, bottom)]
    points += [(placed.left, placed.middle)] if mark.open_before else []
    return f"M{' L'.join(f'{_n(x)} {_n(y)}' for x, y in points)} Z"


def _forms(planned: Plan) -> Forms:
    """The forms that occur, if there is one among them that does not speak for itself."""
    forms: Forms = {}
    for placed in planned.placed:
        mark = placed.mark
        moment = not mark.lasts and is_moment(placed, planned.axis)
        forms.setdefault("event" if moment else "span" if mark.lasts else "within", _specimen(mark))
        if mark.doubtful:
            forms.setdefault("uncertain", _specimen(mark, doubtful=True))
        if mark.open_before or mark.open_after:
            forms.setdefault("open", _specimen(mark, goes_on=True))
    order = ("event", "within", "span", "uncertain", "open")
    return {name: forms[name] for name in order if name in forms} if set(forms) - {"event", "span"} else {}


def _specimen(mark: Mark, *, doubtful: bool = False, goes_on: bool = False) -> Mark:
    return Mark("", 0, 0, lasts=mark.lasts or goes_on or doubtful, doubtful=doubtful, open_after=goes_on)


def _key_rows(forms: Forms, room: float, labels: Labels) -> list[list[tuple[str, Mark]]]:
    """The key in rows no wider than the drawing."""
    rows: list[list[tuple[str, Mark]]] = []
    used = room + 1.0
    for name, mark in forms.items():
        wide = _sample_width(mark, name) + GAP + width(labels.word(f"timeline-{name}"), SIZE) + _KEY_GAP
        if used + wide - _KEY_GAP > room - 2 * MARGIN:
            rows.append([])
            used = 0.0
        rows[-1].append((name, mark))
        used += wide
    return rows


def _sample_width(mark: Mark, name: str) -> float:
    return 2 * RADIUS if name == "event" else 18.0


def _draw_key(root: etree._Element, rows: list[list[tuple[str, Mark]]], planned: Plan, labels: Labels) -> None:
    for number, row in enumerate(rows):
        x, y = planned.axis.left, planned.height - ROW * (len(rows) - number) + LEADING / 2
        for name, mark in row:
            words = labels.word(f"timeline-{name}")
            wide = _sample_width(mark, name)
            sample = Placed(mark, x, x + wide, y, (), planned.placed[0].label)
            _draw_mark(root, sample, moment=name == "event")
            _text(root, x + wide + GAP, y + SIZE * _RISE, words)
            x += wide + GAP + width(words, SIZE) + _KEY_GAP


def _text(root: etree._Element, x: float, y: float, words: str) -> None:
    _add(root, "text", text=words, x=_n(x), y=_n(y))


def _line(
    root: etree._Element, x1: float, y1: float, x2: float, y2: float, colour: str, thick: float, dashes: str = ""
) -> None:
    line = {"x1": _n(x1), "y1": _n(y1), "x2": _n(x2), "y2": _n(y2), "stroke": colour, "stroke-width": _n(thick)}
    _add(root, "line", **line, **({"stroke-dasharray": dashes} if dashes else {}))


def _add(root: etree._Element, name: str, text: str = "", **attributes: str) -> None:
    element = etree.SubElement(root, f"{{{_SVG}}}{name}", attributes)
    element.text = text or None
    element.tail = "\n"


def _n(number: float) -> str:
    """A length, to a hundredth of a point."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
