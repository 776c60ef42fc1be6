"""Draw the sample reader's figures: each CSV file in this folder becomes an SVG file beside it.

Run it after changing a CSV file: `python manuscript/figures/draw.py`. The same data always give the same bytes.
All lengths are in pixels of the SVG; a figure is 324 wide, the text width of a page of 6 by 9 inches counted in points.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path(__file__).parent
WIDTH = 324
SIZE = 10  # of the lettering
LETTER = 0.41  # average width of a letter, in parts of its size
INK, GREY, PALE = "#000", "#777", "#ddd"

Row = dict[str, str]


class Drawing:
    """An SVG picture that grows by one element a call."""

    def __init__(self, title: str, height: float) -> None:
        self._elements: list[str] = []
        self._title = title
        self._height = height

    def line(self, x1: float, y1: float, x2: float, y2: float, *, width: float = 0.5, colour: str = INK) -> None:
        """Draw a straight rule."""
        self._elements.append(
            f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" stroke="{colour}" stroke-width="{width}"/>'
        )

    def box(self, x: float, y: float, width: float, height: float, *, fill: str = "none", stroke: str = INK) -> None:
        """Draw a rectangle from its upper left corner."""
        self._elements.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}"'
            f' fill="{fill}" stroke="{stroke}" stroke-width="0.5"/>'
        )

    def dot(self, x: float, y: float, *, fill: str = INK) -> None:
        """Draw a mark for one value or moment."""
        self._elements.append(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="2.2" fill="{fill}" stroke="{INK}" stroke-width="0.7"/>'
        )

    def text(self, x: float, y: float, words: str, *, anchor: str = "start", size: float = SIZE) -> None:
        """Write words on the base line `y`, with a white ground that keeps rules behind them from touching the letters."""
        wide = len(words) * size * LETTER
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        self._elements.append(
            f'<rect x="{left:.2f}" y="{y - size * 0.75:.2f}" width="{wide:.2f}" height="{size:.2f}" fill="#fff"/>'
        )
        self._elements.append(
            f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" font-size="{size}">{escape(words)}</text>'
        )

    def hatch(self, x: float, y: float, width: float, height: float, step: float = 4) -> None:
        """Fill a box with rising lines at 45 degrees, one by one: not every renderer can fill with a pattern."""
        offset = step
        while offset < width + height:
            left = max(0.0, offset - height)
            right = min(width, offset)
            self.line(x + left, y + offset - left, x + right, y + offset - right, width=0.4)
            offset += step
        self.box(x, y, width, height)

    def arrow(self, x1: float, x2: float, y: float) -> None:
        """Draw a line to the right with an open head: the value may be larger."""
        self.line(x1, y, x2, y, width=0.7)
        self.line(x2 - 4, y - 2.5, x2, y, width=0.7)
        self.line(x2 - 4, y + 2.5, x2, y, width=0.7)

    def svg(self) -> str:
        """Return the whole picture as SVG."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self._height:g}"'
            f' viewBox="0 0 {WIDTH} {self._height:g}" font-family="EB Garamond, serif">'
        )
        return "\n".join([head, f"<title>{escape(self._title)}</title>", *self._elements, "</svg>", ""])


def steel_pledges(rows: list[Row]) -> Drawing:
    """Upright bars: solid to the lower promise, hatched on to the higher."""
    drawing = Drawing("Steel: made in 1957, and promised for later", 200)
    base, scale, wide = 178.0, 4.0, 44.0
    for place, row in enumerate(rows):
        low, high = float(row["low"]), float(row["high"])
        left = 30 + place * 76.0
        middle = left + wide / 2
        drawing.box(left, base - low * scale, wide, low * scale, fill=GREY)
        drawing.text(middle, base + 13, row["label"], anchor="middle")
        if high > low:
            drawing.hatch(left, base - high * scale, wide, (high - low) * scale)
        amount = f"{low:g}–{high:g}" if high > low else f"{low:g}"
        drawing.text(middle, base - high * scale - 4, amount, anchor="middle")
    drawing.line(18, base, 312, base)
    drawing.text(18, 12, "million tonnes of steel")
    return drawing


def counting(rows: list[Row]) -> Drawing:
    """Level rules: a bar for a range, a dot with an arrow for "at least", an open dot for "about"."""
    drawing = Drawing("Deaths in the famine, in millions, as each source gives them", 206)
    left, scale, foot = 12.0, 6.0, 182.0
    for mark in range(0, 51, 10):
        x = left + mark * scale
        drawing.line(x, 6, x, foot, colour=PALE)
        drawing.text(x, foot + 12, str(mark) if mark < 50 else "50 million", anchor="middle" if mark < 50 else "end")
    for place, row in enumerate(rows):
        y = 31 + place * 35.0
        _claim(drawing, row, left, scale, y)
    drawing.line(left, foot, left + 50 * scale, foot)
    return drawing


def _claim(drawing: Drawing, row: Row, left: float, scale: float, y: float) -> None:
    x = left + float(row["low"]) * scale
    drawing.text(left, y - 12, row["claim"])
    if row["kind"] == "range":
        end = left + float(row["high"]) * scale
        drawing.line(x, y, end, y, width=2.5)
        drawing.text(x - 4, y + 3.5, row["low"], anchor="end")
        drawing.text(end + 4, y + 3.5, row["high"])
        return
    if row["kind"] == "least":
        drawing.arrow(x, x + 26, y)
    drawing.dot(x, y, fill=INK if row["kind"] == "least" else "#fff")
    if x - left > 20:
        drawing.text(x - 6, y + 3.5, row["low"], anchor="end")
    else:
        drawing.text(x + 31, y + 3.5, row["low"])


FIGURES: dict[str, Callable[[list[Row]], Drawing]] = {
    "steel-pledges": steel_pledges,
    "counting": counting,
}


def main() -> None:
    """Draw every figure anew."""
    for name, draw in FIGURES.items():
        with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source))
        (FOLDER / f"{name}.svg").write_text(draw(rows).svg(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
