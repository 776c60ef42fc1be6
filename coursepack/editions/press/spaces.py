"""Colour spaces of PDF (ISO 32000-1, 8.6) → what they mean: how their numbers become ink."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import pikepdf
from pikepdf import Array, Name
from PIL import Image

from coursepack.editions.press.colour import Paint

ToInk = Callable[[Sequence[float]], Paint]

_CALIBRATED = {"/CalRGB": "rgb", "/CalGray": "grey", "/Lab": "lab"}
_DEVICE = {
    "/DeviceRGB": "rgb",
    "/RGB": "rgb",
    "/DeviceGray": "grey",
    "/G": "grey",
    "/DeviceCMYK": "cmyk",
    "/CMYK": "cmyk",
}
_BY_CHANNELS = {1: "grey", 3: "rgb", 4: "cmyk"}
_CHANNELS = {"grey": 1, "rgb": 3, "lab": 3, "cmyk": 4}
_EPSILON = 6 / 29


class Converter(Protocol):
    """What turns screen colours into numbers of one device colour space: `Inks`, or `Luminosity` within masks."""

    @property
    def count(self) -> int:
        """Numbers a colour."""
        ...

    @property
    def space(self) -> str:
        """Name of the device colour space."""
        ...

    def of_rgb(self, red: float, green: float, blue: float) -> Paint:
        """Convert an RGB colour."""
        ...

    def of_cmyk(self, cyan: float, magenta: float, yellow: float, black: float) -> Paint:
        """Convert a CMYK colour."""
        ...

    def of_image(self, picture: Image.Image) -> Image.Image:
        """Convert a picture."""
        ...


def kind_of(space: pikepdf.Object | None, resources: pikepdf.Object | None = None) -> str:
    """What a colour space is: "rgb", "grey", "cmyk", "lab", "pattern", or "" for what is not converted (spot colours)."""
    if isinstance(space, Name):
        named = str(space)
        if named in _DEVICE:
            return _DEVICE[named]
        if named == "/Pattern":
            return "pattern"
        spaces = resources.get("/ColorSpace") if resources is not None else None
        return kind_of(spaces[named]) if spaces is not None and named in spaces else ""
    if not isinstance(space, Array) or not len(space):
        return ""
    family = str(space[0])
    if family == "/ICCBased":
        return _BY_CHANNELS.get(int(space[1].N), "")
    if family == "/Pattern":
        return "pattern" if len(space) == 1 else ""
    return _CALIBRATED.get(family) or (_DEVICE.get(family, "") if len(space) == 1 else "")


def to_ink(kind: str, inks: Converter) -> ToInk:
    """How the numbers of a kind of colour space become ink."""

    def convert(numbers: Sequence[float]) -> Paint:
        if kind == "rgb":
            return inks.of_rgb(*numbers)
        if kind == "grey":
            return inks.of_rgb(numbers[0], numbers[0], numbers[0])
        if kind == "lab":
            return inks.of_rgb(*lab_to_rgb(*numbers))
        return inks.of_cmyk(*numbers)

    return convert


def first_colour(kind: str) -> tuple[float, ...]:
    """The colour that a space begins with (ISO 32000-1, 8.6.8): black."""
    return (0.0, 0.0, 0.0, 1.0) if kind == "cmyk" else (0.0,) * _CHANNELS[kind]


def lab_to_rgb(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    """CIE L*a*b* (D50) to sRGB (CIE 15, 8.2.1; IEC 61966-2-1 with the Bradford adaptation to D50)."""
    fy = (lightness + 16) / 116
    x, y, z = (
        white * _cube(f) for white, f in zip((0.96422, 1.0, 0.82521), (fy + a / 500, fy, fy - b / 200), strict=True)
    )
    return (
        _gamma(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
        _gamma(-0.9787684 * x + 1.9161415 * y + 0.0334540 * z),
        _gamma(0.0719453 * x - 0.2289914 * y + 1.4052427 * z),
    )


def _cube(f: float) -> float:
    return float(f**3) if f > _EPSILON else 3 * _EPSILON**2 * (f - 4 / 29)


def _gamma(value: float) -> float:
    value = min(1.0, max(0.0, value))
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)
