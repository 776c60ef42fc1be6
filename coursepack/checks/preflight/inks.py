"""Colour spaces, shadings and images of a PDF → how much of each ink they lay down."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageMath, UnidentifiedImageError

from coursepack.checks.preflight.model import Coverage

_LARGEST = 2_000_000
"""Pixels of an image that are measured; of larger ones, the mean of neighbours."""
_TRACE = 4
"""Steps of 255 below which an ink in an image is noise of its compression."""
_SHORT = {"/G": "DeviceGray", "/RGB": "DeviceRGB", "/CMYK": "DeviceCMYK", "/I": "Indexed"}


def space_name(space: pikepdf.Object | None, resources: pikepdf.Object) -> str:
    """Name a colour space: a device space by its name, a spot colour with that of its ink, others by their family."""
    if isinstance(space, Name):
        name = str(space)
        named = resources.get("/ColorSpace", Dictionary())
        if name in named:
            return space_name(named[name], resources)
        return _SHORT.get(name, name.removeprefix("/"))
    if not isinstance(space, Array) or not len(space):
        return "none"
    family = str(space[0])
    if family in ("/Separation", "/DeviceN"):
        return f"{family[1:]} {str(space[1]).removeprefix('/')}"
    if family in ("/Indexed", "/I"):
        return f"Indexed {space_name(space[1], resources)}"
    return _SHORT.get(family, family.removeprefix("/"))


def coverage(space: str, numbers: Sequence[float]) -> Coverage | None:
    """The inks of a colour; `None` in a space that is not one of the press's."""
    if space == "DeviceGray" and len(numbers) == 1:
        return 0.0, 0.0, 0.0, round(1 - numbers[0], 4)
    if space == "DeviceCMYK" and len(numbers) == 4:
        cyan, magenta, yellow, black = numbers
        return cyan, magenta, yellow, black
    return None


def shading_colours(shading: pikepdf.Object) -> list[list[float]]:
    """Colours that a shading shows: those at the ends and at the samples of its functions; none where it has no function."""
    function = shading.get("/Function")
    return [] if function is None else list(_function_values(function))


def _function_values(function: pikepdf.Object) -> Iterator[list[float]]:
    if isinstance(function, Array):
        columns = [list(_function_values(part)) for part in function]
        yield from ([value for row in rows for value in row] for rows in zip(*columns, strict=False))
    elif function.FunctionType == 2:
        yield [float(value) for value in function.get("/C0", Array([0]))]
        yield [float(value) for value in function.get("/C1", Array([1]))]
    elif function.FunctionType == 3:
        for part in function.Functions:
            yield from _function_values(part)
    elif function.FunctionType == 0:
        yield from _samples(function)


def _samples(function: pikepdf.Object) -> Iterator[list[float]]:
    data, width = function.read_bytes(), int(function.BitsPerSample) // 8
    outputs = len(function.Range) // 2
    step = width * outputs
    if width:
        for at in range(0, len(data) - step + 1, step):
            row = (data[at + column * width : at + (column + 1) * width] for column in range(outputs))
            yield [int.from_bytes(sample) / (256**width - 1) for sample in row]


@dataclass(frozen=True, slots=True)
class Measured:
    """The inks of an image: the most of each, and the most of all together on one spot (1 is one ink in full)."""

    most: Coverage
    total: float


def measure_image(image: pikepdf.Object, space: str) -> Measured | None:
    """Measure an image in grey or CMYK; `None` for one that is neither, or cannot be read."""
    if space not in ("DeviceGray", "DeviceCMYK"):
        return None
    picture = _decoded(image)
    if picture is None:
        return None
    reduced = picture.reduce(max(1, round((picture.width * picture.height / _LARGEST) ** 0.5)))
    if space == "DeviceGray":
        black = 1 - reduced.convert("L").getextrema()[0] / 255  # type: ignore[operator]  # of one channel
        return Measured((0.0, 0.0, 0.0, black), black)
    channels = reduced.split()
    most = [_share(channel) for channel in channels]
    total = ImageMath.lambda_eval(
        lambda inks: inks["c"] + inks["m"] + inks["y"] + inks["k"], **dict(zip("cmyk", channels, strict=True))
    )
    return Measured((most[0], most[1], most[2], most[3]), total.getextrema()[1] / 255)


def _share(channel: Image.Image) -> float:
    highest = max(channel.tobytes(), default=0)
    return highest / 255 if highest > _TRACE else 0.0


def _decoded(image: pikepdf.Object) -> Image.Image | None:
    """The pixels, as the numbers of the file say after the image's own `Decode`."""
    try:
        if image.get("/Filter") in (Name.DCTDecode, Array([Name.DCTDecode])):
            with Image.open(io.BytesIO(image.read_raw_bytes())) as opened:
                opened.load()
                return _as_decoded(opened, image)
        return pikepdf.PdfImage(image).as_pil_image(apply_mask=False)  # type: ignore[arg-type]
    except (pikepdf.PdfError, UnidentifiedImageError, NotImplementedError, OSError, ValueError):
        return None


def _as_decoded(picture: Image.Image, image: pikepdf.Object) -> Image.Image:
    """Pillow turns the inks of an Adobe JPEG round by itself; a PDF reader does so only where `Decode` says it."""
    told = [float(number) for number in image.get("/Decode", Array())][:2] == [1.0, 0.0]
    turned = picture.mode == "CMYK" and "adobe" in picture.info
    return ImageChops.invert(picture) if told != turned else picture.copy()
