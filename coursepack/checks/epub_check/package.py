"""Reading a finished e-book for the checks: its files, its manifest, its content documents as trees.

In: the bytes of an EPUB file. Out: a `Package`, or what makes it unreadable. Shares no code with the writer.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from coursepack.diagnostics import Diagnostic, Location, error

UNREADABLE = error("E001", "the e-book cannot be read")

XHTML = "http://www.w3.org/1999/xhtml"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MATH = "{http://www.w3.org/1998/Math/MathML}math"

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_CONTAINER = "META-INF/container.xml"
_ROOTFILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"


class UnreadableError(Exception):
    """The e-book is no EPUB container; `diagnostic` says why."""

    def __init__(self, member: str, message: str) -> None:
        super().__init__(message)
        self.diagnostic = UNREADABLE.at(Location(member), message, "this is a fault of the writer, not of the book")


@dataclass(frozen=True, slots=True)
class ManifestItem:
    """One entry of the manifest, its path counted from the root of the container."""

    id: str
    path: str
    media_type: str
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """An e-book opened. Paths count from the root of the container."""

    path: str
    """Of the package document."""
    files: Mapping[str, bytes]
    opf: etree._Element
    items: tuple[ManifestItem, ...]
    documents: Mapping[str, etree._Element]
    """Root elements of the content documents, the navigation document among them, each parsed when it is first asked for; then
    one that cannot be parsed raises `UnreadableError`.
    """
    spine: tuple[str, ...]

    @property
    def nav_path(self) -> str:
        """Where the navigation document is; empty if the manifest names none."""
        return next((item.path for item in self.items if "nav" in item.properties), "")

    def navigation(self, kind: str) -> etree._Element | None:
        """Find the `nav` element of a type: toc, landmarks or page-list."""
        root = self.documents.get(self.nav_path)
        found = () if root is None else root.iter(h("nav"))
        return next((nav for nav in found if nav.get(TYPE) == kind), None)

    @property
    def read(self) -> tuple[str, ...]:
        """The paths of the content documents in the order of the spine."""
        return tuple(path for path in self.spine if path in self.documents)

    def reading_order(self) -> Iterator[tuple[str, etree._Element]]:
        """Give the content documents in the order of the spine."""
        return ((path, self.documents[path]) for path in self.read)

    def target(self, path: str, href: str) -> tuple[str, str]:
        """Resolve a link of the document at `path` to the path and fragment that it leads to."""
        return target(path, href)


class _Documents(Mapping[str, etree._Element]):  # noqa: SLF001  # the only name that lxml has for the class
    """Content documents by path, each parsed when it is first asked for: a proof that knows a file does not read it again."""

    def __init__(self, files: Mapping[str, bytes], paths: Iterable[str]) -> None:
        self._files, self._paths = files, dict.fromkeys(paths)
        self._parsed: dict[str, etree._Element] = {}

    def __getitem__(self, path: str) -> etree._Element:
        if path not in self._parsed and path in self._paths:
            self._parsed[path] = _parse(self._files, path)
        return self._parsed[path]

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def target(path: str, href: str) -> tuple[str, str]:
    """Resolve a link of the document at `path` to the path and fragment that it leads to."""
    file, _, fragment = href.partition("#")
    return (posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path), fragment


def is_outside(href: str) -> bool:
    """Whether a link leads out of the book: it names a scheme (RFC 3986, §3.1)."""
    return _SCHEME.match(href) is not None


def h(name: str) -> str:
    """Name an XHTML element as lxml does."""
    return f"{{{XHTML}}}{name}"


def words(element: etree._Element) -> str:
    """Read an element's words, note calls left out, white space collapsed."""
    return " ".join("".join(_words(element)).split())


def _words(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if (
            etree.QName(child).localname != "annotation"
            and child.get("role") != "doc-noteref"
            and "noteref" not in (child.get("class") or "").split()
        ):
            yield from (" ",) if etree.QName(child).localname == "br" else _words(child)
        yield child.tail or ""


def place(path: str, element: etree._Element) -> Location:
    """Name the line of an element inside the e-book."""
    return Location(path, element.sourceline or 0)


def unpack(epub: bytes) -> Package:
    """Open an e-book without reading its documents; raises `UnreadableError`."""
    files = _unpack(epub)
    container = _parse(files, _CONTAINER)
    path = next((found.get("full-path", "") for found in container.iter(_ROOTFILE)), "")
    opf = _parse(files, path)
    items = tuple(_item(path, found) for found in opf.iter(f"{OPF}item"))
    documents = _Documents(files, (item.path for item in items if item.media_type == "application/xhtml+xml"))
    paths = {item.id: item.path for item in items}
    spine = tuple(paths.get(found.get("idref", ""), "") for found in opf.iter(f"{OPF}itemref"))
    return Package(path, files, opf, items, documents, spine)


def _unpack(epub: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(epub)) as archive:
            entries = archive.infolist()
            files = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError) as fault:
        raise UnreadableError("EPUB", f"not a ZIP file: {fault}") from fault
    first = entries[0] if entries else None
    stored = first is not None and first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED
    if not stored or files["mimetype"] != b"application/epub+zip":
        raise UnreadableError("mimetype", "the first file must be ‘mimetype’, stored, with application/epub+zip")
    return files


def _item(package: str, found: etree._Element) -> ManifestItem:
    path = posixpath.normpath(posixpath.join(posixpath.dirname(package), found.get("href", "")))
    properties = tuple((found.get("properties") or "").split())
    return ManifestItem(found.get("id", ""), path, found.get("media-type", ""), properties)


def _parse(files: Mapping[str, bytes], path: str) -> etree._Element:
    if path not in files:
        raise UnreadableError(path or _CONTAINER, "the file is missing")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(files[path], parser)
    except etree.XMLSyntaxError as fault:
        raise UnreadableError(path, f"not well-formed: {fault.msg}") from fault


def faults(unreadable: UnreadableError) -> list[Diagnostic]:
    """Report an e-book that cannot be read."""
    return [unreadable.diagnostic]
