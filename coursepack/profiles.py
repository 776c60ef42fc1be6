"""ICC output profiles (ICC.1:2001-12): the one that is shipped, a user's own, and the grey one of a black ink alone.

In: the bytes of a profile. Out: an `OutputProfile`, which the press embeds and converts colours with.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from PIL import Image, ImageCms

Space = Literal["GRAY", "CMYK"]

SHIPPED = "ISOcoated_v2_300_bas.icc"
SHIPPED_CONDITION = "FOGRA39"
_HEADER, _CLASS, _SPACE = 128, slice(12, 16), slice(16, 20)
_D50 = (0.9642, 1.0, 0.8249)
_WHITE = "wtpt"
_STEPS = 256


@dataclass(frozen=True, slots=True)
class OutputProfile:
    """A profile of a printing condition; `condition` is its name in the registry of the ICC, empty where it has none."""

    data: bytes
    space: Space
    description: str
    condition: str = ""


def output_profile(data: bytes, condition: str = "") -> OutputProfile:
    """Take in a profile; raises `ValueError` where it is not one of a press with black ink or with four inks."""
    try:
        description = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(data))).strip()
    except (OSError, ImageCms.PyCMSError) as fault:
        raise ValueError("it is not an ICC profile") from fault
    if data[_CLASS] != b"prtr":
        raise ValueError("it is not the profile of an output device")
    space = data[_SPACE].decode("latin-1").strip()
    if space not in ("GRAY", "CMYK"):
        raise ValueError(f"it is a profile for {space}, not for black ink (GRAY) or four inks (CMYK)")
    return OutputProfile(data, "GRAY" if space == "GRAY" else "CMYK", description, condition)


@cache
def shipped_profile() -> OutputProfile:
    """ISO Coated v2 300 % of basICColor: offset on coated paper (FOGRA39), at most 300 % ink; zlib licence."""
    data = (files("coursepack") / "data" / "icc" / SHIPPED).read_bytes()
    return output_profile(data, SHIPPED_CONDITION)


@cache
def black_ink_of(profile: OutputProfile) -> OutputProfile:
    """The grey profile of the black ink of a CMYK profile: the same paper and the same dot gain, without the other inks."""
    if profile.space == "GRAY":
        return profile
    description = f"Black ink of {profile.description}"
    tags = {
        "desc": _description(description),
        "cprt": _tag("text", b"Made by coursepack from the black ink of the profile that it is named after\0"),
        _WHITE: _tag("XYZ ", _fixed(*_white_point(profile.data))),
        "kTRC": _tag("curv", struct.pack(f">I{_STEPS}H", _STEPS, *_black_curve(profile))),
    }
    return OutputProfile(_assemble(tags), "GRAY", description)


def _black_curve(profile: OutputProfile) -> list[int]:
    """Luminance (0 to 65535, of the paper's) of each grey value, from black ink in full to paper."""
    ramp = Image.new("CMYK", (_STEPS, 1))
    ramp.putdata([(0, 0, 0, 255 - value) for value in range(_STEPS)])
    to_lab = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile.data)),
        ImageCms.createProfile("LAB"),
        "CMYK",
        "LAB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    lab = ImageCms.applyTransform(ramp, to_lab)
    assert lab is not None  # noqa: S101  # not in place
    lightness = sorted(lab.getchannel("L").tobytes())
    return [round(_luminance(value / 255 * 100) * 65535) for value in lightness]


def _luminance(lightness: float) -> float:
    """CIE L* to relative luminance (CIE 15, 8.2.1)."""
    return float(((lightness + 16) / 116) ** 3) if lightness > 8 else lightness / 903.3


def _white_point(data: bytes) -> tuple[float, float, float]:
    """The white of the paper, from the profile's tag; D50 where it has none."""
    (count,) = struct.unpack_from(">I", data, _HEADER)
    for index in range(count):
        name, offset, _ = struct.unpack_from(">4sII", data, _HEADER + 4 + 12 * index)
        if name == _WHITE.encode():
            x, y, z = (value / 65536 for value in struct.unpack_from(">3i", data, offset + 8))
            return x, y, z
    return _D50


def _tag(kind: str, data: bytes) -> bytes:
    return kind.encode().ljust(4) + b"\0\0\0\0" + data


def _description(text: str) -> bytes:
    """A textDescriptionType (ICC.1:2001-12, 6.5.17), ASCII only."""
    ascii_text = text.encode("ascii", "replace") + b"\0"
    return _tag("desc", struct.pack(">I", len(ascii_text)) + ascii_text + b"\0" * (4 + 4 + 2 + 1 + 67))


def _fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _assemble(tags: dict[str, bytes]) -> bytes:
    """Lay out header, tag table and tags (ICC.1:2001-12, 6.1 to 6.3); the date of creation is constant."""
    offset = _HEADER + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        table += struct.pack(">4sII", name.encode(), offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    header = struct.pack(
        ">I4xI4s4s4s6H4s4xI4x4x8xI12s4x44x",
        offset + len(body), 0x02100000, b"prtr", b"GRAY", b"XYZ ", 2007, 1, 1, 0, 0, 0, b"acsp", 0, 1, _fixed(*_D50),
    )  # fmt: skip
    return header + table + body
