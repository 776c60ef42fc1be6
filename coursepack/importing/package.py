"""The package that a DOCX or ODT file is: its XML, its images, and a copy with another text. What it unpacks to is bounded."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from coursepack.importing.model import Unreadable

_LARGEST = 200_000_000  # bytes of an unpacked package: far more than a reading, far less than a machine has
_TEXT_PARTS = {
    "docx": re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*|comments)\.xml"),
    "odt": re.compile(r"(?:[^/]+/)?content\.xml|styles\.xml"),
}
_IMAGES = {"docx": re.compile(r"word/(media/.+)"), "odt": re.compile(r"(Pictures/.+)")}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def text_parts(data: bytes, kind: str) -> dict[str, etree._Element]:
    """The parts that hold words, by their paths; of an ODT also those of objects within it. Raises `Unreadable`."""
    found = {path: part for path, part in _members(data, kind).items() if _TEXT_PARTS[kind].fullmatch(path)}
    return {path: _parse(part) for path, part in found.items()}


def images(data: bytes, kind: str) -> dict[str, bytes]:
    """The images of a package, by the paths that pandoc gives them."""
    found = ((_IMAGES[kind].fullmatch(path), part) for path, part in _members(data, kind).items())
    return {match[1]: part for match, part in found if match}


def with_part(data: bytes, path: str, part: bytes) -> bytes:
    """The package with other words in one of its parts."""
    target = io.BytesIO()
    with _opened(data) as package, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in dict.fromkeys(package.namelist()):
            made.writestr(name, part if name == path else package.read(name))
    return target.getvalue()


def _parse(part: bytes) -> etree._Element:
    try:
        return etree.fromstring(part, _PARSER)
    except etree.XMLSyntaxError as fault:
        raise Unreadable(f"its XML is broken: {fault}") from fault


def _members(data: bytes, kind: str) -> dict[str, bytes]:
    """The parts that are words or images; what a part unpacks to is bounded by what the package says of it."""
    with _opened(data, kind) as package:
        wanted = dict.fromkeys(package.namelist())
        return {name: package.read(name) for name in wanted if _is_read(name, kind)}


@contextmanager
def _opened(data: bytes, kind: str = "odt") -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(item.file_size for item in package.infolist()) > _LARGEST:
                raise Unreadable("the file unpacks to more than 200 MB")
            yield package
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise Unreadable(f"it is not a {kind.upper()} file: {fault}") from fault


def _is_read(name: str, kind: str) -> bool:
    return bool(_TEXT_PARTS[kind].fullmatch(name) or _IMAGES[kind].fullmatch(name))
