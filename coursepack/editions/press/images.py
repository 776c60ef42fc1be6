"""Images of a PDF → images in ink: grey, or CMYK for a picture in colour in a book of four inks.

A picture that was compressed with loss (JPEG) stays so, at high quality; all others stay exact. Where the standard knows no
transparency, a soft mask is laid onto white paper.
"""

from __future__ import annotations

import io
import zlib

import pikepdf
from pikepdf import Array, Name
from PIL import Image, UnidentifiedImageError

from coursepack.editions.press.spaces import Converter

QUALITY = 95
"""Of JPEG; differences from the original cannot be seen in print at this grade."""
_SPACES = {"1": Name.DeviceGray, "L": Name.DeviceGray, "CMYK": Name.DeviceCMYK}
_STALE = (
    "/Filter", "/DecodeParms", "/Decode", "/ColorSpace", "/BitsPerComponent", "/Interpolate", "/Intent",
)  # fmt: skip


def convert_image(image: pikepdf.Object, inks: Converter, *, flatten: bool) -> None:
    """Convert an image XObject in place; stencil masks are painted with the current colour and stay. What cannot be decoded
    is left for the preflight to refuse.
    """
    if bool(image.get("/ImageMask", False)):
        _drop(image, ("/Interpolate",))
        return
    picture = _decode(image)
    if picture is None or isinstance(image.get("/Mask"), Array):  # colours that are cut out are not found in ink
        return
    mask = _soft_mask(image)
    if mask is not None and flatten:
        picture = _on_paper(picture, mask)
        del image["/SMask"]
    elif mask is not None:
        _drop(image.SMask, ("/Interpolate",))
    _write(image, inks.of_image(picture), lossy=_is_jpeg(image))


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


def _write(image: pikepdf.Object, picture: Image.Image, *, lossy: bool) -> None:
    _drop(image, _STALE)
    if lossy and picture.mode != "1":
        target = io.BytesIO()
        picture.save(target, "JPEG", quality=QUALITY, subsampling=0)
        image.write(target.getvalue(), filter=Name.DCTDecode)
        if picture.mode == "CMYK":
            image.Decode = Array([1, 0] * 4)  # Pillow writes four inks as Adobe does, turned round
    else:
        image.write(zlib.compress(picture.tobytes(), 9), filter=Name.FlateDecode)
    image.Width, image.Height = picture.size
    image.ColorSpace = _SPACES[picture.mode]
    image.BitsPerComponent = 1 if picture.mode == "1" else 8


def _drop(image: pikepdf.Object, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in image:
            del image[key]
