"""Images of a PDF → images in ink: grey, or CMYK for a picture in colour in a book of four inks.

A picture that was compressed with loss (JPEG) stays so, at high quality; all others stay exact. Where the standard knows no
transparency, a soft mask is laid onto white paper.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Name
from PIL import Image, UnidentifiedImageError
from pydantic import TypeAdapter

from coursepack.editions.press.spaces import Converter

QUALITY = 95
"""Of JPEG; differences from the original cannot be seen in print at this grade."""
_SPACES = {"1": Name.DeviceGray, "L": Name.DeviceGray, "CMYK": Name.DeviceCMYK}
_STALE = (
    "/Filter", "/DecodeParms", "/Decode", "/ColorSpace", "/BitsPerComponent", "/Interpolate", "/Intent",
)  # fmt: skip


Keep = Callable[[Callable[[], bytes]], bytes]
"""What keeps the image that is made, under all that it is made of; or makes it each time."""


def convert_image(image: pikepdf.Object, inks: Converter, *, flatten: bool, keep: Keep = lambda make: make()) -> None:
    """Convert an image XObject in place; stencil masks are painted with the current colour and stay. What cannot be decoded
    is left for the preflight to refuse.
    """
    if bool(image.get("/ImageMask", False)):
        _drop(image, ("/Interpolate",))
        return
    head, _, data = keep(lambda: _converted(image, inks, flatten=flatten)).partition(b"\n")
    if head:
        _write(image, _HEAD.validate_json(head), data)


class _Head(NamedTuple):
    """What is said of the data of a converted image."""

    width: int
    height: int
    mode: str
    """Of Pillow: 1, L, or CMYK."""
    lossy: bool
    on_paper: bool
    """Whether what it let show through has been laid onto white."""


_HEAD = TypeAdapter(_Head)


def _converted(image: pikepdf.Object, inks: Converter, *, flatten: bool) -> bytes:
    """The image in ink: a line that says what it is, and its data; nothing for one that is left as it is."""
    picture = _decode(image)
    if picture is None or isinstance(image.get("/Mask"), Array):  # colours that are cut out are not found in ink
        return b""
    mask = _soft_mask(image) if flatten else None
    if mask is not None:
        picture = _on_paper(picture, mask)
    inked = inks.of_image(picture)
    lossy = _is_jpeg(image) and inked.mode != "1"
    head = _Head(*inked.size, inked.mode, lossy, on_paper=mask is not None)
    return _HEAD.dump_json(head) + b"\n" + _encoded(inked, lossy=lossy)


def _encoded(picture: Image.Image, *, lossy: bool) -> bytes:
    if not lossy:
        return zlib.compress(picture.tobytes(), 9)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY, subsampling=0)
    return target.getvalue()


def _decode(image: pikepdf.Object) -> Image.Image | None:
    try:
        if _is_jpeg(image):
            with Image.open(io.BytesIO(image.read_raw_bytes())) as opened:
                opened.load()
                return opened.copy()
        return pikepdf.PdfImage(image).as_pil_image(apply_mask=False)  # type: ignore[arg-type]
    except (pikepdf.PdfError, UnidentifiedImageError, NotImplementedError, OSError, ValueError):
        return None


def _is_jpeg(image: pikepdf.Object) -> bool:
    filters = image.get("/Filter")
    return filters in (Name.DCTDecode, Array([Name.DCTDecode]))


def _soft_mask(image: pikepdf.Object) -> Image.Image | None:
    mask = image.get("/SMask")
    picture = None if mask is None else _decode(mask)
    return None if picture is None else picture.convert("L")


def _on_paper(picture: Image.Image, mask: Image.Image) -> Image.Image:
    """Lay a picture onto white, as its mask lets it show."""
    plain = picture if picture.mode in ("L", "CMYK") else picture.convert("RGB")
    ground = Image.new(plain.mode, plain.size, (0, 0, 0, 0) if plain.mode == "CMYK" else "white")
    ground.paste(plain, mask=mask if mask.size == plain.size else mask.resize(plain.size, Image.Resampling.BICUBIC))
    return ground


def _write(image: pikepdf.Object, head: _Head, data: bytes) -> None:
    _drop(image, _STALE)
    if head.on_paper:
        del image["/SMask"]
    elif "/SMask" in image:
        _drop(image.SMask, ("/Interpolate",))
    image.write(data, filter=Name.DCTDecode if head.lossy else Name.FlateDecode)
    if head.lossy and head.mode == "CMYK":
        image.Decode = Array([1, 0] * 4)  # Pillow writes four inks as Adobe does, turned round
    image.Width, image.Height = head.width, head.height
    image.ColorSpace = _SPACES[head.mode]
    image.BitsPerComponent = 1 if head.mode == "1" else 8


def _drop(image: pikepdf.Object, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in image:
            del image[key]
