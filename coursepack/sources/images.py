"""Image files of the manuscript: read, bounded, and known to be images before anything is laid out."""

from __future__ import annotations

import io
import json
import re
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import etree
from PIL import Image as Pillow
from PIL import ImageFile, UnidentifiedImageError

from coursepack.anatomy import Image
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.fonts import DRAWING_NAMES
from coursepack.keeping.kept import kept
from coursepack.keeping.store import MemoryStore, Store
from coursepack.sources.drawing_numbers import points_of, unprintable_number
from coursepack.sources.files import read_bytes
from coursepack.sources.pdf_pages import page_image

NOT_AN_IMAGE = error("F001", "an image file is not an image")
REMOTE_IMAGE = error("F002", "an image on the network")
IMAGE_TOO_LARGE = error("F003", "an image is too large")
ACTIVE_SVG = error("F004", "an SVG image does more than draw")
OTHER_FONT = error("F007", "an SVG image names a font that the book does not have")

ODD_NUMBER = error("F008", "an SVG image has numbers that no page has room for")

MAX_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 80_000_000
MAX_ELEMENTS = 200_000
"""And points of their lines, with what it draws again and again; a map has some ten thousand."""
_DEEPEST = 50
_INNER_NAME = re.compile(r"^\s*#(.+)|url\(\s*['\"]?#([^'\")]+)")
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_SVG = "{http://www.w3.org/2000/svg}"
_ACTIVE = frozenset(
    "script foreignobject iframe animate animatecolor animatemotion animatetransform audio canvas discard embed handler "
    "link object set video".split()
)
_INNER = re.compile(r"#|data:image/(png|jpeg|gif|webp)[;,]")
"""References that stay inside the file."""
_OUTER_STYLE = re.compile(r"@import|\\|url\(\s*['\"]?(?!['\"]?#)", re.IGNORECASE)
"""What CSS may fetch with; a backslash, because it could hide either (CSS Syntax 3, 4.3.7)."""
_FONT_NAME = re.compile(r"font-family\s*:\s*['\"]?\s*([^'\",;{}!]*[^'\",;{}!\s])")
_LENGTH = re.compile(r"(\d{1,6}(?:\.\d*)?|\.\d+)(px|pt|pc|in|cm|mm|)")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
"""CSS pixels a unit (CSS Values 4, 6.2)."""


def read_image(
    project: Path, src: str, named_at: Location, store: Store | None = None
) -> tuple[Image | None, list[Diagnostic]]:
    """Read the image that `src` names, relative to the manuscript folder; `store` keeps that its pixels could be read."""
    if not src:
        return None, [NOT_AN_IMAGE.at(named_at, "an image without a file", "write ![Caption](figures/file.png)")]
    if re.match(r"[a-z][a-z0-9+.-]*:|//", src, re.IGNORECASE):
        hint = "save the image in the manuscript folder and name it by its path"
        return None, [REMOTE_IMAGE.at(named_at, f"‘{src}’ is not a file of the manuscript", hint)]
    if (page := page_image(project, src, named_at)) is not None:
        return page
    data, problems = read_bytes(project, f"manuscript/{src}", named_at)
    if data is None:
        return None, problems
    if len(data) > MAX_BYTES:
        size = f"{len(data) // 1024**2} MB; at most {MAX_BYTES // 1024**2} MB are taken"
        return None, [IMAGE_TOO_LARGE.at(named_at, f"‘{src}’ has {size}", "make the file smaller")]
    if src.lower().endswith(".svg"):
        return _read_svg(src, data, named_at)
    return _read_pixels(src, data, named_at, store or MemoryStore())


def _read_pixels(src: str, data: bytes, named_at: Location, store: Store) -> tuple[Image | None, list[Diagnostic]]:
    try:
        kind, width, height = json.loads(kept(store, "image", data, lambda: json.dumps(_decode(data)).encode()))
    except (Pillow.DecompressionBombWarning, Pillow.DecompressionBombError):
        message = f"‘{src}’ has more than {MAX_PIXELS // 1_000_000} million pixels"
        return None, [IMAGE_TOO_LARGE.at(named_at, message, "scale it down to 3200 pixels")]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, OverflowError, zlib.error) as fault:
        message = f"‘{src}’ is not an image that can be read: {_short(fault, src)}"
        return None, [NOT_AN_IMAGE.at(named_at, message, "export it again as PNG, JPEG or SVG")]
    if kind not in _TYPES:
        return None, [NOT_AN_IMAGE.at(named_at, f"‘{src}’ is a {kind} file", "export it as PNG, JPEG or SVG")]
    return Image(src, _TYPES[kind], data, width, height), []


def _decode(data: bytes) -> tuple[str, int, int]:
    """Format, width and height of a raster image, all of whose pixels can be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Pillow.DecompressionBombWarning)
        with Pillow.open(io.BytesIO(data)) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise Pillow.DecompressionBombError
            with _whole_files_only():
                picture.load()
            return picture.format or "", width, height


@contextmanager
def _whole_files_only() -> Iterator[None]:
    """Refuse files that are cut short: the layout engine tells Pillow, for the whole process, to take them."""
    tolerant = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = tolerant


def _short(fault: Exception, src: str) -> str:
    return f"{Path(src).suffix} with other content" if isinstance(fault, UnidentifiedImageError) else str(fault)


def _read_svg(src: str, data: bytes, named_at: Location) -> tuple[Image | None, list[Diagnostic]]:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as fault:
        return None, [NOT_AN_IMAGE.at(named_at, f"‘{src}’ is not well-formed SVG: {fault}", "export it again")]
    if root.tag != f"{_SVG}svg":
        return None, [NOT_AN_IMAGE.at(named_at, f"‘{src}’ is not an SVG image", "its root must be <svg>")]
    if active := _active(root):
        return None, [ACTIVE_SVG.at(named_at, f"‘{src}’ holds {active}", "draw it without scripts and outside files")]
    if font := _other_font(root):
        hint = (
            f"name {' or '.join(DRAWING_NAMES.values())}, or turn the words into paths and say them in the description"
        )
        return None, [OTHER_FONT.at(named_at, f"‘{src}’ has words in the font {font}", hint)]
    if number := unprintable_number(root):
        hint = "export it again; a drawing in other units can be scaled by its viewBox"
        return None, [ODD_NUMBER.at(named_at, f"‘{src}’ has {number}, which no page has room for", hint)]
    if _drawn_elements(root) > MAX_ELEMENTS:
        message = f"‘{src}’ draws more than {MAX_ELEMENTS:,} elements and points, those counted that are used again"
        return None, [IMAGE_TOO_LARGE.at(named_at, message, "simplify it, or export it as PNG")]
    width, height = _viewport(root)
    return Image(src, "image/svg+xml", data, width, height), []


def _other_font(root: etree._Element) -> str:
    """The first font that a drawing with words prefers and the book does not have; the system's would be used in its place."""
    if root.find(f".//{_SVG}text") is None:
        return ""
    known = {name.casefold() for pair in DRAWING_NAMES.items() for name in pair} | {"inherit"}
    named = (name for element in root.iter(etree.Element) for name in _families(element))
    return next((name for name in named if name.casefold() not in known), "")


def _families(element: etree._Element) -> Iterator[str]:
    """The first family of each list of fonts that an element names, in an attribute, a style or a style sheet."""
    yield from (match[1] for match in _FONT_NAME.finditer(f"font-family:{element.get('font-family', '')}"))
    yield from (match[1] for match in _FONT_NAME.finditer(element.get("style", "")))
    if etree.QName(element).localname == "style":
        yield from (match[1] for match in _FONT_NAME.finditer(element.text or ""))


def _active(root: etree._Element) -> str:
    """What an SVG holds that a picture should not: scripts, event handlers, references to other files."""
    document_type = root.getroottree().docinfo.internalDTD
    if document_type is not None and any(document_type.iterentities()):
        return "entities in its document type"
    if any(isinstance(node, etree._ProcessingInstruction) for node in root.itersiblings(preceding=True)):  # noqa: SLF001
        return "a processing instruction"
    return next(filter(None, map(_active_element, root.iter(etree.Element))), "")


def _active_element(element: etree._Element) -> str:
    name = etree.QName(element).localname
    if name.lower() in _ACTIVE:
        return f"<{name}>"
    for key, value in element.attrib.items():
        key_name = etree.QName(key).localname
        if key_name.lower().startswith("on"):
            return f"the event attribute {key_name}"
        if key_name in ("href", "src", "base") and not _INNER.match(str(value)):
            return f"a reference to {value!r}"
        if _OUTER_STYLE.search(str(value)):
            return f"a reference in {key_name}"
    if name.lower() == "style" and _OUTER_STYLE.search("".join(map(str, element.itertext()))):
        return "a reference in a style sheet"
    return ""


def _drawn_elements(root: etree._Element) -> int:
    """Elements that are drawn, each as often as `use`, patterns, markers and the like ask for it; `MAX_ELEMENTS` + 1 for more."""
    named = {str(element.get("id")): element for element in root.iter(etree.Element) if element.get("id")}
    sizes: dict[str, int] = {}

    def size_of(name: str, within: frozenset[str]) -> int:
        if name in within or len(within) > _DEEPEST:
            return MAX_ELEMENTS + 1  # in a circle
        if name not in sizes:
            sizes[name] = count(named[name], within | {name}) if name in named else 0
        return sizes[name]

    def count(element: etree._Element, within: frozenset[str]) -> int:
        total = 0
        for inner in element.iter(etree.Element):
            if inner.tag == f"{_SVG}a":
                continue  # leads there, and draws nothing
            named_in = (
                name for value in inner.attrib.values() for pair in _INNER_NAME.findall(str(value)) for name in pair
            )
            total += 1 + points_of(inner) + sum(size_of(name.strip(), within) for name in named_in if name)
            if total > MAX_ELEMENTS:
                break
        return min(total, MAX_ELEMENTS + 1)

    return count(root, frozenset())


def _viewport(root: etree._Element) -> tuple[int, int]:
    """Width and height in CSS pixels: of the attributes, else of the view box, else what browsers take (SVG 2, 8.2)."""
    sizes = [_pixels(root.get(name, "")) for name in ("width", "height")]
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    if not all(sizes) and len(box) == 4:
        sizes = [_pixels(number) for number in box[2:]]
    return (sizes[0], sizes[1]) if all(sizes) else (300, 150)


def _pixels(length: str) -> int:
    match = _LENGTH.fullmatch(length.strip())
    return round(float(match[1]) * _PIXELS[match[2]]) if match else 0
