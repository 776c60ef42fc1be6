"""Colours of the screen → inks of the press: single colours for vectors, whole pictures for images.

Neutral colours become black ink alone, toned as the grey profile says; all others go through the output profile, relative
colorimetric with black point compensation. Unmarked RGB is sRGB (IEC 61966-2-1); unmarked CMYK is ink already.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageChops, ImageCms

from coursepack.profiles import OutputProfile, black_ink_of, shipped_profile

Paint = tuple[float, ...]
"""Ink on a spot: one number for grey (0 is black), four for CMYK (1 is full)."""

_NEUTRAL = 0.004
"""Channels that differ by less than one step of 255 make a grey."""
_NEUTRAL_STEPS = 2
_LUMA = (0.2126, 0.7152, 0.0722)


@dataclass(slots=True)
class Inks:
    """The conversion of one book: `profile` is of four inks, or of black alone."""

    profile: OutputProfile
    _paints: dict[tuple[float, ...], Paint] = field(default_factory=dict)
    _transforms: dict[tuple[bytes, str, str], Any] = field(default_factory=dict)
    _tone: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many numbers a paint has: 1 or 4."""
        return 1 if self.profile.space == "GRAY" else 4

    @property
    def space(self) -> str:
        """Name of the device colour space (ISO 32000-1, 8.6.4)."""
        return "/DeviceGray" if self.count == 1 else "/DeviceCMYK"

    def of_rgb(self, red: float, green: float, blue: float) -> Paint:
        """The ink for an RGB colour of numbers from 0 to 1; values outside are clipped, as viewers do."""
        colour = tuple(min(1.0, max(0.0, value)) for value in (red, green, blue))
        if colour not in self._paints:
            self._paints[colour] = self._convert(colour)
        return self._paints[colour]

    def of_cmyk(self, cyan: float, magenta: float, yellow: float, black: float) -> Paint:
        """The ink for a colour that is given as ink: kept, or for a book in one ink its weight."""
        if self.count == 4:
            return cyan, magenta, yellow, black
        return (round(max(0.0, 1 - black - 0.3 * cyan - 0.59 * magenta - 0.11 * yellow), 4),)

    def _convert(self, colour: tuple[float, ...]) -> Paint:
        if max(colour) - min(colour) < _NEUTRAL:
            grey = self.tone()[round(sum(colour) / 3 * 255)] / 255
            return (round(grey, 4),) if self.count == 1 else (0.0, 0.0, 0.0, round(1 - grey, 4))
        spot = Image.new("RGB", (1, 1), tuple(round(value * 255) for value in colour))
        pixel = self._through(spot, self.profile).tobytes()
        return tuple(round(value / 255, 4) for value in pixel)

    def tone(self) -> list[int]:
        """What each of 256 grey values of the screen is as a grey value of black ink on this paper; black is full ink."""
        if not self._tone:
            ramp = Image.frombytes("L", (256, 1), bytes(range(256))).convert("RGB")
            toned = list(self._through(ramp, black_ink_of(self.profile)).tobytes())
            self._tone = [0, *toned[1:255], 255]
        return self._tone

    def of_image(self, picture: Image.Image) -> Image.Image:
        """A picture in grey ("L") or, where it holds colour and the book is in four inks, in CMYK."""
        if picture.mode == "1":
            return picture
        source = picture.info.get("icc_profile") or b""
        if picture.mode == "CMYK":
            return picture if self.count == 4 else self._through(picture, self.profile, source)
        if picture.mode in ("L", "I", "I;16", "F"):
            return picture.convert("L").point(self.tone())
        colours = picture.convert("RGB")
        if not source and _is_neutral(colours):
            return colours.getchannel("G").point(self.tone())
        return self._through(colours, self.profile, source)

    def _through(self, picture: Image.Image, profile: OutputProfile, source: bytes = b"") -> Image.Image:
        mode = "L" if profile.space == "GRAY" else "CMYK"
        key = (source, picture.mode, mode)
        if key not in self._transforms:
            self._transforms[key] = _transform(source, profile, picture.mode, mode)
        converted = Image.new(mode, picture.size)
        # ImageCms.applyTransform would write out the whole profile for each picture, be it of one pixel.
        self._transforms[key].transform.apply(picture.getim(), converted.getim())
        return converted


@dataclass(slots=True)
class Luminosity:
    """Stands in for `Inks` within soft masks, where a colour means how much shows (ISO 32000-1, 11.5.3)."""

    count: int = 1
    space: str = "/DeviceGray"

    def of_rgb(self, red: float, green: float, blue: float) -> Paint:
        """Weight the channels as a viewer that blends in sRGB would."""
        return (round(sum(w * v for w, v in zip(_LUMA, (red, green, blue), strict=True)), 4),)

    def of_cmyk(self, cyan: float, magenta: float, yellow: float, black: float) -> Paint:
        """Take the weight of the inks from white (ISO 32000-1, 10.3.4)."""
        return (round(max(0.0, 1 - black - 0.3 * cyan - 0.59 * magenta - 0.11 * yellow), 4),)

    def of_image(self, picture: Image.Image) -> Image.Image:
        """Weight the channels of a picture."""
        return picture.convert("L")


def _is_neutral(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    return all(max(ImageChops.difference(green, other).tobytes()) <= _NEUTRAL_STEPS for other in (red, blue))


def _transform(source: bytes, profile: OutputProfile, mode: str, to_mode: str) -> Any:
    """How pictures of a mode become ink: from the profile that came with them, where it can be used, else from the usual one."""
    if source:
        try:
            return _built(ImageCms.ImageCmsProfile(io.BytesIO(source)), profile, mode, to_mode)
        except (OSError, ImageCms.PyCMSError):
            pass  # it is broken, or describes another kind of picture
    usual = (
        ImageCms.createProfile("sRGB")
        if mode != "CMYK"
        else ImageCms.ImageCmsProfile(io.BytesIO(shipped_profile().data))
    )
    return _built(usual, profile, mode, to_mode)


def _built(source: Any, profile: OutputProfile, mode: str, to_mode: str) -> Any:
    return ImageCms.buildTransform(
        source,
        ImageCms.ImageCmsProfile(io.BytesIO(profile.data)),
        mode,
        to_mode,
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
