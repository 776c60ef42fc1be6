"""E-book: the images that its content shows, under ASCII names, and small enough for reading systems.

In: the book's images. Out: files for the package. Raster images wider or higher than 3,200 pixels, or of more than 5.6 million
pixels (what Apple's shop takes), are reduced; formats that are no EPUB core media type (EPUB 3.3, §3.2) become PNG.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping

from lxml import etree
from PIL import Image as Raster

from coursepack.document.model import Book, Image
from coursepack.editions.epub.container import Item
from coursepack.editions.epub.documents import ContentDocument, ascii_name
from coursepack.editions.epub.drawings import embed_fonts
from coursepack.editions.epub.fonts import EpubFonts

LARGEST = 3200
"""Pixels of the longer side."""
MOST_PIXELS = 5_600_000

_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
}


def package_images(
    book: Book, documents: Iterable[ContentDocument], fonts: EpubFonts
) -> tuple[list[Item], Mapping[str, str]]:
    """Collect the images that are shown, in order of their paths, and the file in the package of every `src`."""
    places = [image for document in documents for image in document.root.iter("img")]
    _mark_drawings(book, places)
    shown = {image.get("src", "") for image in places}
    items: list[Item] = []
    files: dict[str, str] = {}
    for source in sorted(shown):
        data, media_type = _fit(book.images[source], fonts)
        name = ascii_name(source.rpartition(".")[0] or source)
        while f"images/{name}{_SUFFIXES[media_type]}" in files.values():
            name += "-x"
        files[source] = f"images/{name}{_SUFFIXES[media_type]}"
        items.append(Item(f"image-{name}", files[source], media_type, data))
    return items, files


def _mark_drawings(book: Book, places: Iterable[etree._Element]) -> None:
    """Let style sheets know drawings, which may be of any size, by a class: reading systems give the files other names."""
    for image in places:
        if book.images[image.get("src", "")].media_type == "image/svg+xml":
            image.set("class", f"{image.get('class', '')} drawing".strip())


def _fit(image: Image, fonts: EpubFonts) -> tuple[bytes, str]:
    """Give data and media type of an image as the package takes it."""
    if image.media_type == "image/svg+xml":
        return embed_fonts(image.data, fonts), image.media_type
    with Raster.open(io.BytesIO(image.data)) as opened:
        fits = _scale(opened) == 1 and opened.mode != "CMYK"  # screens show CMYK wrongly, or not at all
        if fits and image.media_type in _SUFFIXES:
            return image.data, image.media_type
        return _convert(opened, "JPEG" if image.media_type == "image/jpeg" else "PNG")


def _scale(image: Raster.Image) -> float:
    """By how much an image must be reduced; 1 where it fits."""
    return min(1.0, LARGEST / max(image.size), math.sqrt(MOST_PIXELS / (image.width * image.height)))


def _convert(opened: Raster.Image, kind: str) -> tuple[bytes, str]:
    """Reduce an image to what fits, in colours for screens."""
    if kind == "JPEG":
        converted = opened if opened.mode == "L" else opened.convert("RGB")
    else:
        converted = opened.convert("RGB" if opened.mode == "CMYK" else "RGBA" if opened.mode == "P" else opened.mode)
    scale = _scale(converted)
    if scale < 1:
        smooth = converted.convert("L") if converted.mode == "1" else converted
        size = (max(1, int(smooth.width * scale)), max(1, int(smooth.height * scale)))
        converted = smooth.resize(size, Raster.Resampling.LANCZOS)
    target = io.BytesIO()
    converted.save(target, kind, optimize=True, quality=90)
    return target.getvalue(), f"image/{kind.lower()}"
