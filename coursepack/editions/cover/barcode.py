"""The ISBN as a barcode: EAN-13 (ISO/IEC 15420; GS1 General Specifications, 5.2), in modules of 0.33 mm at full size."""

from __future__ import annotations

from dataclasses import dataclass

from coursepack.config.page import POINTS

_MODULE = 0.33 * POINTS["mm"]
_HEIGHT = 69.24
"""Modules from the top of the bars to the foot of the guard bars: 22.85 mm."""
_GUARD = 5
"""Modules by which the guard bars are longer than the others."""
_QUIET_LEFT, _QUIET_RIGHT = 11, 7
"""Modules that stay white on either side."""
_FIRST, _MIDDLE = 3, 45
"""Modules before the first digit of the left and of the middle guard."""
_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_PARITY = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")
"""Of the digits on the left, by the first digit, which has no bars of its own."""


def modules(digits: str) -> str:
    """The 95 modules of an EAN-13 number: "1" is a bar."""
    left = "".join(_coded(int(digit), kind) for digit, kind in zip(digits[1:7], _PARITY[int(digits[0])], strict=True))
    right = "".join(_inverted(_ODD[int(digit)]) for digit in digits[7:])
    return f"101{left}01010{right}101"


def _coded(digit: int, kind: str) -> str:
    return _ODD[digit] if kind == "O" else _inverted(_ODD[digit])[::-1]


def _inverted(pattern: str) -> str:
    return pattern.translate(str.maketrans("01", "10"))


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, in points from the upper left corner of the symbol with its quiet zones."""

    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Digit:
    """A digit below the bars: its box begins at `x` and is seven modules wide."""

    text: str
    x: float


@dataclass(frozen=True, slots=True)
class Barcode:
    """A symbol to be drawn; lengths in points."""

    width: float
    height: float
    module: float
    bars: tuple[Bar, ...]
    digits: tuple[Digit, ...]


def barcode(isbn: str, percent: int = 100) -> Barcode:
    """The symbol of an ISBN-13 (hyphens and spaces allowed; its check digit has been verified)."""
    number = "".join(character for character in isbn if character.isdigit())
    module = _MODULE * percent / 100
    code = modules(number)
    return Barcode(
        width=round((_QUIET_LEFT + len(code) + _QUIET_RIGHT) * module, 4),
        height=round(_HEIGHT * module, 4),
        module=module,
        bars=tuple(_bars(code, module)),
        digits=tuple(_digits(number, module)),
    )


def _bars(code: str, module: float) -> list[Bar]:
    """Neighbouring dark modules as one bar; guards reach lower."""
    guards = {0, 2, 46, 48, 92, 94}
    found = []
    at = 0
    while at < len(code):
        end = at
        while end < len(code) and code[end] == code[at]:
            end += 1
        if code[at] == "1":
            height = _HEIGHT if at in guards else _HEIGHT - _GUARD
            found.append(
                Bar(round((_QUIET_LEFT + at) * module, 4), round((end - at) * module, 4), round(height * module, 4))
            )
        at = end
    return found


def _digits(number: str, module: float) -> list[Digit]:
    places = [
        0,
        *(_QUIET_LEFT + _FIRST + 7 * at for at in range(6)),
        *(_QUIET_LEFT + _MIDDLE + 5 + 7 * at for at in range(6)),
    ]
    return [Digit(digit, round(place * module, 4)) for digit, place in zip(number, places, strict=True)]
