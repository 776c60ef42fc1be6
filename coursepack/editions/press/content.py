"""Content streams written anew for the press: colours in inks, and no marked content.

In: a page, a form or a tiling pattern, with its resources. Out: the same drawing. Tags are dropped, because the structure that
they point to is for the screen; words that stand for a drawing (`ActualText`) stay, so that the text can still be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Operator

from coursepack.editions.press.colour import Paint
from coursepack.editions.press.spaces import Converter, first_colour, kind_of, to_ink

Operands = list[Any]
Instruction = tuple[Operands, Operator]

_OPERATORS = {1: ("g", "G"), 4: ("k", "K")}
_DIRECT = {"rg": "rgb", "RG": "rgb", "k": "cmyk", "K": "cmyk"}
_OPEN, _CLOSE = ("BDC", "BMC"), "EMC"
_NAMING = frozenset(("CS", "cs", "gs", "Tf", "SCN", "scn", "BDC", "DP", "sh", "Do"))
"""Operators that name a resource (ISO 32000-1, table 51)."""


@dataclass(frozen=True, slots=True)
class _State:
    """Kinds of the colour spaces in force, for filling and for stroking."""

    fill: str = "device"
    stroke: str = "device"


@dataclass(slots=True)
class Rewriter:
    """Writes one content stream anew."""

    inks: Converter
    resources: pikepdf.Object
    names: set[str] = field(default_factory=set)
    """Of the resources that the content names."""
    _state: _State = field(default_factory=_State)
    _saved: list[_State] = field(default_factory=list)
    _marks: list[bool] = field(default_factory=list)
    """Of each open piece of marked content, whether it is kept."""

    def rewrite(self, stream: pikepdf.Object | pikepdf.Page) -> bytes:
        """Return the content that `stream` has, in inks."""
        lines = [line for step in pikepdf.parse_content_stream(stream) for line in self._step(step)]
        return pikepdf.unparse_content_stream(lines) + b"\n"

    def _step(self, step: pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage) -> Iterator[Instruction]:
        if isinstance(step, pikepdf.ContentStreamInlineImage):
            yield step  # type: ignore[misc]  # unparsed as it is
            return
        operator, operands = str(step.operator), list(step.operands)
        if operator in _NAMING:
            self.names.update(str(operand) for operand in operands if isinstance(operand, Name))
        if operator in _OPEN or operator == _CLOSE:
            if self._is_kept(operator, operands):
                yield operands, step.operator
        elif operator in ("q", "Q"):
            self._stack(operator)
            yield operands, step.operator
        elif operator in ("cs", "CS"):
            yield from self._choose(operands, step.operator, stroke=operator == "CS")
        elif operator in ("sc", "SC", "scn", "SCN"):
            yield from self._colour(operands, step.operator, stroke=operator.isupper())
        elif operator in _DIRECT:
            self._enter("device", stroke=operator.isupper())
            yield self._paint(to_ink(_DIRECT[operator], self.inks)(_numbers(operands)), stroke=operator.isupper())
        else:
            if operator in ("g", "G"):
                self._enter("device", stroke=operator == "G")
            yield operands, step.operator

    def _is_kept(self, operator: str, operands: Sequence[pikepdf.Object]) -> bool:
        if operator == _CLOSE:
            return self._marks.pop() if self._marks else False
        properties = operands[1] if len(operands) > 1 else None
        if isinstance(properties, Name):
            properties = self.resources.get("/Properties", Dictionary()).get(str(properties))
        self._marks.append(isinstance(properties, Dictionary) and "/ActualText" in properties)
        return self._marks[-1]

    def _stack(self, operator: str) -> None:
        if operator == "q":
            self._saved.append(self._state)
        elif self._saved:
            self._state = self._saved.pop()

    def _enter(self, kind: str, *, stroke: bool) -> None:
        self._state = replace(self._state, stroke=kind) if stroke else replace(self._state, fill=kind)

    def _choose(self, operands: Sequence[pikepdf.Object], operator: Operator, *, stroke: bool) -> Iterator[Instruction]:
        """Choose a colour space: one that is converted is not named, but its first colour is set."""
        kind = kind_of(operands[0], self.resources)
        self._enter(kind, stroke=stroke)
        if kind in ("", "pattern"):
            yield list(operands), operator
        else:
            yield self._paint(to_ink(kind, self.inks)(first_colour(kind)), stroke=stroke)

    def _colour(self, operands: Sequence[pikepdf.Object], operator: Operator, *, stroke: bool) -> Iterator[Instruction]:
        kind = self._state.stroke if stroke else self._state.fill
        if kind in ("", "pattern", "device"):
            yield list(operands), operator
        else:
            yield self._paint(to_ink(kind, self.inks)(_numbers(operands)), stroke=stroke)

    def _paint(self, paint: Paint, *, stroke: bool) -> Instruction:
        operator = _OPERATORS[self.inks.count][stroke]
        return [Decimal(f"{number:.4f}".rstrip("0").rstrip(".")) for number in paint], Operator(operator)


def _numbers(operands: Sequence[pikepdf.Object]) -> list[float]:
    return [float(number) for number in operands]
