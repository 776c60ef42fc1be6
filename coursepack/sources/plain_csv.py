"""A spreadsheet's export → rows with their lines: commas, semicolons or tabs; quoted texts of several lines; Excel's habits.

Python's `csv` parses (RFC 4180). What spreadsheets add is taken as they mean it: a first line `sep=;`, texts saved as formulas
(`="1958-05"`), rows and columns without anything in them. What is ambiguous is refused, with its line.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

SEPARATORS = (",", ";", "\t")

_SEP_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
_FORMULA = re.compile(r'="(.*)"', re.DOTALL)


class PlainCsvError(ValueError):
    """A text is not a table; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Row:
    """One row by its columns' names, empty cells left out; `line` is where it begins."""

    cells: dict[str, str]
    line: int


def parse_table(text: str) -> tuple[tuple[str, ...], list[Row]]:
    """The columns' names and the rows of a table with a header; both empty for a text without anything. Raises
    `PlainCsvError`.
    """
    separator, first = _separator(text)
    lines = _cells(text.split("\n", first)[-1] if first else text, separator, first)
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if not filled:
        return (), []
    (head_line, head), *rows = filled
    while head and not head[-1]:
        head = head[:-1]
    _check_head(head, head_line)
    return tuple(head), [Row(_named(cells, head, number), number) for number, cells in rows]


def _separator(text: str) -> tuple[str, int]:
    """The character between cells, and the number of lines before the header (a `sep=;` of Excel's)."""
    if match := _SEP_LINE.match(text):
        return match[1], 1
    head = re.sub(r'"[^"]*"', "", text.lstrip("\n").split("\n", 1)[0])
    return max(SEPARATORS, key=head.count), 0


def _cells(text: str, separator: str, before: int) -> list[tuple[int, list[str]]]:
    """The rows, each with the number of its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = []
    start = before + 1
    try:
        for cells in reader:
            rows.append((start, [_cell(cell) for cell in cells]))
            start = before + reader.line_num + 1
    except csv.Error as fault:
        raise PlainCsvError(_IN_WORDS.get(str(fault), str(fault)), start) from fault
    return rows


def _cell(text: str) -> str:
    text = text.strip()
    formula = _FORMULA.fullmatch(text)
    return formula[1].replace('""', '"').strip() if formula else text


def _check_head(head: list[str], line: int) -> None:
    if "" in head:
        raise PlainCsvError(f"column {head.index('') + 1} has no name in the first row", line)
    if doubles := sorted({name for name in head if head.count(name) > 1}):
        raise PlainCsvError(f"the column ‘{doubles[0]}’ stands twice", line)


def _named(cells: list[str], head: list[str], line: int) -> dict[str, str]:
    if surplus := [cell for cell in cells[len(head) :] if cell]:
        message = f"the row has more cells than the first row has names: ‘{surplus[0]}’"
        raise PlainCsvError(message, line)
    return {name: cell for name, cell in zip(head, cells, strict=False) if cell}


_IN_WORDS = {
    "unexpected end of data": "a quotation mark is opened here and never closed",
}
"""What Python's parser says in words of a programmer's; its `',' expected after '"'` is clear enough."""
