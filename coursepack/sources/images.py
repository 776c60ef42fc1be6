"""Image files of the manuscript: read, bounded, and known to be images before anything is laid out."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path

from lxml import etree
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from coursepack.anatomy import Image
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.sources.files import read_bytes

NOT_AN_IMAGE = error("F001", "an image file is not an image")
REMOTE_IMAGE = error("F002", "an image on the network")
IMAGE_TOO_LARGE = error("F003", "an image is too large")
ACTIVE_SVG = error("F004", "an SVG image does more than draw")

MAX_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 80_000_000
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_SVG = "{http://www.w3.org/2000/svg}"
_ACTIVE = ("script", "foreignObject", "iframe", "animate", "set", "handler")


def read_image(project: Path, src: str, named_at: Location) -> tuple[Image | None, list[Diagnostic]]:
    """Read the image that `src` names, relative to the manuscript folder."""
    if re.match(r"[a-z][a-z0-9+.-]*:|//", src, re.IGNORECASE):
        hint = "save the image in the manuscript folder and name it by its path"
        return None, [REMOTE_IMAGE.at(named_at, f"‘{src}’ is not a file of the manuscript", hint)]
    data, problems = read_bytes(project, f"manuscript/{src}", named_at)
    if data is None:
        return None, problems
    if len(data) > MAX_BYTES:
        size = f"{len(data) // 1024**2} MB; at most {MAX_BYTES // 1024**2} MB are taken"
        return None, [IMAGE_TOO_LARGE.at(named_at, f"‘{src}’ has {size}", "make the file smaller")]
    if src.lower().endswith(".svg"):
        return _read_svg(src, data, named_at)
    return _read_pixels(src, data, named_at)


def _read_pixels(src: str, data: bytes, named_at: Location) -> tuple[Image | None, list[Diagnostic]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(io.BytesIO(data)) as picture:
                kind, (width, height) = picture.format or "", picture.size
                if width * height > MAX_PIXELS:
                    message = f"‘{src}’ has {width} × {height} pixels"
                    return None, [IMAGE_TOO_LARGE.at(named_at, message, "scale it down to 3200 pixels")]
                picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Pillow.DecompressionBombWarning) as fault:
        hint = "export it again as PNG, JPEG or SVG"
        return None, [
            NOT_AN_IMAGE.at(named_at, f"‘{src}’ is not an image that can be read: {_short(fault, src)}", hint)
        ]
    if kind not in _TYPES:
        return None, [NOT_AN_IMAGE.at(named_at, f"‘{src}’ is a {kind} file", "export it as PNG, JPEG or SVG")]
    return Image(src, _TYPES[kind], data, width, height), []


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
    width, height = _viewport(root)
    return Image(src, "image/svg+xml", data, width, height), []


def _active(root: etree._Element) -> str:
    """What an SVG holds that a picture should not: scripts, event handlers, references to other files."""
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if name in _ACTIVE:
            return f"<{name}>"
        for key, value in element.attrib.items():
            key_name = etree.QName(key).localname
            if key_name.startswith("on"):
                return f"the event attribute {key_name}"
            if key_name == "href" and not str(value).startswith(("#", "data:image/")):
                return f"a reference to {value!r}"
            if re.search(r"url\(\s*['\"]?(?!['\"]?#)|@import", str(value)):
                return f"a reference in {key_name}"
        if name == "style" and re.search(r"@import|url\(\s*['\"]?(?!['\"]?#)", element.text or ""):
            return "a reference in a style sheet"
    return ""


def _viewport(root: etree._Element) -> tuple[int, int]:
    sizes = [re.match(r"[\d.]+", root.get(name, "")) for name in ("width", "height")]
    if sizes[0] and sizes[1]:
        return round(float(sizes[0][0])), round(float(sizes[1][0]))
    box = re.findall(r"-?[\d.]+", root.get("viewBox", ""))
    return (round(float(box[2])), round(float(box[3]))) if len(box) == 4 else (300, 150)
