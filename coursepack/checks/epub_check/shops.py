"""What shops ask of an e-book beyond the standard, as far as they document it: a warning each, with the shop's name.

Apple Books Asset Guide 5.3; Kobo Writing Life conversion guidelines; Google Play Books partner help; Kindle Publishing
Guidelines 2024. Limits are the documented ones; where shops differ, the strictest is named.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping

from lxml import etree
from PIL import Image

from coursepack.checks.epub_check.facts import Facts
from coursepack.checks.epub_check.package import DC, OPF, Package, h, place
from coursepack.diagnostics import Diagnostic, Location, warning

SHOP = warning("E028", "a shop would refuse the e-book or show it badly")

_COVER_SIDE = 1400  # Apple: shorter side
_COVER_LONGEST = 7200  # Google
_COVER_RATIO = (1.3, 1.8)  # Kindle asks for 1.6, Google for 1.5
_MOST_PIXELS = 5_600_000  # Apple, of one image inside the book
_LARGEST_IMAGE = 5_000_000  # Kindle, bytes
_LARGEST_TEXT = 300_000  # Kobo and older devices, bytes of one content document
_LARGEST_BOOK = 100_000_000  # Kobo, bytes
_DEEPEST_TABLE, _LONGEST_TABLE = 1, 100
_NAME = re.compile(r"[A-Za-z0-9._/-]+")
_LONGEST_NAME = 64


def check_shops(package: Package, _: Mapping[str, Facts]) -> Iterator[Diagnostic]:
    """Check what shops document."""
    yield from _check_names(package)
    yield from _check_sizes(package)
    yield from _check_cover(package)
    yield from _check_images(package)
    yield from _check_identifiers(package)


def _check_names(package: Package) -> Iterator[Diagnostic]:
    lower: dict[str, str] = {}
    for item in package.items:
        if not _NAME.fullmatch(item.path) or len(item.path.rpartition("/")[2]) > _LONGEST_NAME:
            message = f"‘{item.path}’ is not a name of up to {_LONGEST_NAME} letters, digits, dots and hyphens (Apple, Kindle)"
            yield SHOP.at(Location(package.path), message)
        if lower.setdefault(item.path.lower(), item.path) != item.path:
            yield SHOP.at(
                Location(package.path), f"‘{item.path}’ and ‘{lower[item.path.lower()]}’ differ in case alone (Kindle)"
            )


def _check_sizes(package: Package) -> Iterator[Diagnostic]:
    whole = sum(map(len, package.files.values()))
    if whole > _LARGEST_BOOK:
        yield SHOP.at(
            Location(package.path), f"{whole / 1e6:.0f} MB; Kobo takes up to 100 MB", "use fewer or smaller images"
        )
    for path in package.documents:
        size = len(package.files[path])
        if size > _LARGEST_TEXT:
            hint = "divide the chapter"
            yield SHOP.at(
                Location(path), f"{size // 1000} kB of text in one file; older devices take up to 300 kB (Kobo)", hint
            )


def _check_cover(package: Package) -> Iterator[Diagnostic]:
    cover = next((item for item in package.items if "cover-image" in item.properties), None)
    if cover is None:
        yield SHOP.at(Location(package.path), "no cover image is declared (all shops)")
        return
    if cover.media_type not in ("image/jpeg", "image/png"):
        yield SHOP.at(Location(cover.path), f"the cover is {cover.media_type}; shops take JPEG and PNG")
        return
    width, height = _size(package.files.get(cover.path, b""))
    if min(width, height) < _COVER_SIDE:
        yield SHOP.at(
            Location(cover.path), f"the cover has {width} × {height} pixels; Apple asks for 1,400 on the shorter side"
        )
    if max(width, height) > _COVER_LONGEST:
        yield SHOP.at(Location(cover.path), f"the cover has {width} × {height} pixels; Google takes up to 7,200 a side")
    if width and not _COVER_RATIO[0] <= height / width <= _COVER_RATIO[1]:
        yield SHOP.at(Location(cover.path), f"the cover has {width} × {height} pixels; Kindle asks for about 1.6 to 1")


def _check_images(package: Package) -> Iterator[Diagnostic]:
    for item in package.items:
        if item.media_type not in ("image/png", "image/jpeg", "image/gif", "image/webp"):
            continue
        data = package.files.get(item.path, b"")
        width, height = _size(data)
        if width * height > _MOST_PIXELS and "cover-image" not in item.properties:
            message = f"{width} × {height} is {width * height / 1e6:.1f} million pixels; Apple takes 5.6"
            yield SHOP.at(Location(item.path), message, "scale the image down")
        if len(data) > _LARGEST_IMAGE:
            yield SHOP.at(
                Location(item.path),
                f"{len(data) / 1e6:.1f} MB; Kindle takes 5 MB an image",
                "save it as JPEG, or smaller",
            )
        if item.media_type == "image/webp":
            yield SHOP.at(
                Location(item.path), "WebP; Apple and Kindle take JPEG, PNG, GIF and SVG", "save it as PNG or JPEG"
            )


def _size(data: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except OSError:
        return 0, 0


def _check_identifiers(package: Package) -> Iterator[Diagnostic]:
    here = Location(package.path)
    unique = package.opf.get("unique-identifier", "")
    identifiers = {
        element.get("id", ""): (element.text or "").strip() for element in package.opf.iter(f"{DC}identifier")
    }
    if not identifiers.get(unique):
        yield SHOP.at(here, "no identifier of the e-book is named as its own (all shops)")
    for name in ("title", "language"):
        if not (package.opf.findtext(f".//{DC}{name}") or "").strip():
            yield SHOP.at(here, f"dc:{name} is missing (all shops)")
    if not any(element.get("property") == "dcterms:modified" for element in package.opf.iter(f"{OPF}meta")):
        yield SHOP.at(here, "the date of the last change is missing (Apple)")


def check_tables_for_shops(path: str, root: etree._Element) -> Iterator[Diagnostic]:
    """Check what shops say of tables."""
    for table in root.iter(h("table")):
        if sum(1 for _ in table.iterancestors(h("table"))) >= _DEEPEST_TABLE:
            yield SHOP.at(
                place(path, table), "a table stands in a table; Kindle takes none", "set them one after the other"
            )
        rows = sum(1 for _ in table.iter(h("tr")))
        if rows > _LONGEST_TABLE:
            message = f"a table of {rows} rows; Kindle asks for less than 100"
            yield SHOP.at(place(path, table), message, "divide it")
        if any(_is_picture_of_text(cell) for cell in table.iter(h("td"), h("th"))):
            yield SHOP.at(
                place(path, table), "a cell holds nothing but an image; Kindle asks for text", "write the words"
            )


def _is_picture_of_text(cell: etree._Element) -> bool:
    return not "".join(str(part) for part in cell.itertext()).strip() and cell.find(f".//{h('img')}") is not None
