"""Checks of the package: manifest, ids, links, names, sizes and metadata."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree
from PIL import Image

from coursepack.checks.epub_check.package import DC, MATH, OPF, XHTML, Package, h, place
from coursepack.diagnostics import Diagnostic, Location, error, warning

MANIFEST = error("E002", "manifest, files and use do not agree")
DOUBLE_ID = error("E003", "an id is used twice")
DEAD_LINK = error("E004", "a link of the e-book leads nowhere, or has no words")
PREFIXED = error("E017", "an element carries a namespace prefix")
METADATA = error("E020", "the accessibility metadata does not fit the content")
UNSAFE = error("E021", "inline style, script, outside resource or non-ASCII file name in the e-book")
LARGE = warning("E022", "an image, table or file is larger than reading systems like")

_LARGEST_SIDE = 3200
_LARGEST_FILE = 10_000_000
_MOST_COLUMNS = 4
_URL = re.compile(r"""url\(\s*["']?([^"')]+)""")
_FEATURE = "schema:accessibilityFeature"


def check_manifest(package: Package) -> Iterator[Diagnostic]:
    """Every file is listed once, every listed file is there, and everything listed is used."""
    here = Location(package.path)
    listed = Counter(item.path for item in package.items)
    own = {"mimetype", "META-INF/container.xml", package.path}
    for path in sorted(set(package.files) - set(listed) - own):
        yield MANIFEST.at(here, f"‘{path}’ is not in the manifest")
    for path, count in listed.items():
        if path not in package.files:
            yield MANIFEST.at(here, f"‘{path}’ is in the manifest, but there is no such file")
        if count > 1:
            yield MANIFEST.at(here, f"‘{path}’ is in the manifest {count} times")
    used = _used(package)
    for item in package.items:
        if item.path not in used:
            yield MANIFEST.at(here, f"nothing uses ‘{item.path}’")


def _used(package: Package) -> set[str]:
    used = {path for path in package.spine if path}
    used |= {item.path for item in package.items if {"nav", "cover-image"} & set(item.properties)}
    used |= {item.path for item in package.items if item.media_type == "application/x-dtbncx+xml"}
    for path, root in package.documents.items():
        for element in root.iter(h("link"), h("img")):
            used.add(package.target(path, element.get("href") or element.get("src") or "")[0])
    for item in package.items:
        if item.media_type == "text/css":
            used |= {package.target(item.path, url)[0] for url in _urls(package, item.path)}
    return used


def _urls(package: Package, path: str) -> list[str]:
    return _URL.findall(package.files.get(path, b"").decode("utf-8", "replace"))


def check_ids(package: Package) -> Iterator[Diagnostic]:
    """No id stands twice in a file."""
    for path, root in package.documents.items():
        counts = Counter(element.get("id") for element in root.iter("*") if element.get("id"))
        for name, count in counts.items():
            if count > 1:
                yield DOUBLE_ID.at(Location(path), f"‘{name}’ is the id of {count} elements")


def check_links(package: Package) -> Iterator[Diagnostic]:
    """Every link within the book leads to an element that is there, and can be seen."""
    ids = {path: {e.get("id") for e in root.iter("*")} for path, root in package.documents.items()}
    for path, root in package.documents.items():
        for link in root.iter(h("a")):
            href = link.get("href", "")
            if not "".join(link.itertext()).strip() and link.find(f".//{h('img')}") is None:
                yield DEAD_LINK.at(place(path, link), f"the link to ‘{href}’ has no words")
            if re.match(r"[a-z][a-z0-9+.-]*:", href):
                continue
            file, fragment = package.target(path, href)
            if file not in ids or (fragment and fragment not in ids[file]):
                yield DEAD_LINK.at(place(path, link), f"‘{href}’ leads nowhere")


def check_prefixes(package: Package) -> Iterator[Diagnostic]:
    """No XHTML element has a prefix: EPUBCheck allows it, but axe then sees no images at all."""
    for path, root in package.documents.items():
        for element in root.iter(f"{{{XHTML}}}*"):
            if element.prefix:
                yield PREFIXED.at(place(path, element), f"<{element.prefix}:{etree.QName(element).localname}>")


def check_safety(package: Package) -> Iterator[Diagnostic]:
    """No inline style, no script, nothing from outside, ASCII names."""
    for item in package.items:
        if not item.path.isascii():
            yield UNSAFE.at(Location(package.path), f"the file name ‘{item.path}’ is not ASCII")
        if item.media_type == "text/css":
            for url in _urls(package, item.path):
                if "//" in url:
                    yield UNSAFE.at(Location(item.path), f"‘{url}’ is outside the e-book")
    for path, root in package.documents.items():
        for element in root.iter("*"):
            name = etree.QName(element).localname
            loaded = element.get("src", "") or (element.get("href", "") if name == "link" else "")
            if element.get("style") is not None or name in ("script", "style", "iframe"):
                yield UNSAFE.at(place(path, element), f"<{name}> with style or script")
            if "//" in loaded:
                yield UNSAFE.at(place(path, element), f"‘{loaded}’ is outside the e-book")


def check_sizes(package: Package) -> Iterator[Diagnostic]:
    """Images, files and tables stay within what phones can show."""
    for item in package.items:
        data = package.files.get(item.path, b"")
        if len(data) > _LARGEST_FILE:
            yield LARGE.at(Location(item.path), f"{len(data) / 1e6:.1f} MB; reading systems take up to 10 MB a file")
        if item.media_type in ("image/png", "image/jpeg", "image/gif", "image/webp"):
            with Image.open(io.BytesIO(data)) as image:
                if max(image.size) > _LARGEST_SIDE:
                    yield LARGE.at(Location(item.path), f"{image.width} × {image.height} pixels; at most 3,200 a side")
    for path, root in package.documents.items():
        for table in root.iter(h("table")):
            columns = max((sum(int(c.get("colspan") or 1) for c in row) for row in table.iter(h("tr"))), default=0)
            if columns > _MOST_COLUMNS:
                hint = "give the table fewer columns, or turn rows and columns round"
                yield LARGE.at(place(path, table), f"a table of {columns} columns is hard to read on a phone", hint)


def check_metadata(package: Package) -> Iterator[Diagnostic]:
    """Compare both: the package document says of the content what is true, and claims a conformance only with its judge."""
    here = Location(package.path)
    meta: dict[str, list[str]] = {}
    for element in package.opf.iter(f"{OPF}meta"):
        meta.setdefault(element.get("property") or element.get("name") or "", []).append(element.text or "")
    for name in ("schema:accessMode", "schema:accessModeSufficient", "schema:accessibilityHazard", _FEATURE):
        if not meta.get(name):
            yield METADATA.at(here, f"{name} is missing")
    if not "".join(meta.get("schema:accessibilitySummary", [])).strip():
        yield METADATA.at(here, "schema:accessibilitySummary is missing")
    judged = [element for element in package.opf.iter(f"{OPF}meta") if element.get("property") == "a11y:certifiedBy"]
    if ("dcterms:conformsTo" in meta) != bool(judged):
        yield METADATA.at(here, "a conformance and who has judged it are named together, or neither")
    for name, true in _features(package).items():
        if (name in meta.get(_FEATURE, [])) != true:
            yield METADATA.at(here, f"accessibilityFeature {name} {'is missing' if true else 'is claimed wrongly'}")
    has_source = bool("".join(meta.get("pageBreakSource", [])).strip())
    if has_source != (package.navigation("page-list") is not None):
        yield METADATA.at(
            here, "pageBreakSource must name the print edition where there is a page list, and only there"
        )
    if not (package.opf.findtext(f".//{DC}title") or "").strip():
        yield METADATA.at(here, "dc:title is missing")


def _features(package: Package) -> dict[str, bool]:
    roots = [root for path, root in package.documents.items() if path in package.spine]
    told = [i for root in roots for i in root.iter(h("img")) if i.get("alt") and i.get("role") != "doc-cover"]
    has_pages = package.navigation("page-list") is not None
    return {
        "pageNavigation": has_pages,
        "pageBreakMarkers": has_pages,
        "printPageNumbers": False,
        "alternativeText": bool(told),
        "MathML": any(True for root in roots for _ in root.iter(MATH)),
        "tableOfContents": package.navigation("toc") is not None,
    }
