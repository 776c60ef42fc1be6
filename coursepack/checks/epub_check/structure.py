"""Checks of the package: manifest, ids, links, names, sizes, fonts and metadata."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image

from coursepack.checks.epub_check.facts import Facts
from coursepack.checks.epub_check.package import DC, OPF, XHTML, Package, h, place
from coursepack.diagnostics import Diagnostic, Location, error, warning

MANIFEST = error("E002", "manifest, files and use do not agree")
DOUBLE_ID = error("E003", "an id is used twice")
DEAD_LINK = error("E004", "a link of the e-book leads nowhere, or has no words")
PREFIXED = error("E017", "an element carries a namespace prefix")
METADATA = error("E020", "the accessibility metadata does not fit the content")
GLYPH = error("E019", "a character is not in the embedded font")
UNSAFE = error("E021", "inline style, script, outside resource or non-ASCII file name in the e-book")
LARGE = warning("E022", "an image, table or file is larger than reading systems like")

_LARGEST_SIDE = 3200
_LARGEST_FILE = 10_000_000
_MOST_COLUMNS = 4
_URL = re.compile(r"""url\(\s*["']?([^"')]+)""")
_FEATURE = "schema:accessibilityFeature"


def check_manifest(package: Package, facts: Mapping[str, Facts]) -> Iterator[Diagnostic]:
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
    used = _used(package, facts)
    for item in package.items:
        if item.path not in used:
            yield MANIFEST.at(here, f"nothing uses ‘{item.path}’")


def _used(package: Package, facts: Mapping[str, Facts]) -> set[str]:
    used = {path for path in package.spine if path}
    used |= {item.path for item in package.items if {"nav", "cover-image"} & set(item.properties)}
    used |= {item.path for item in package.items if item.media_type == "application/x-dtbncx+xml"}
    used |= {path for document in facts.values() for path in document.used}
    for item in package.items:
        if item.media_type == "text/css":
            used |= {package.target(item.path, url)[0] for url in _urls(package, item.path)}
    return used


def _urls(package: Package, path: str) -> list[str]:
    return _URL.findall(package.files.get(path, b"").decode("utf-8", "replace"))


def check_ids(path: str, root: etree._Element) -> Iterator[Diagnostic]:
    """No id stands twice in a file."""
    counts = Counter(element.get("id") for element in root.iter("*") if element.get("id"))
    for name, count in counts.items():
        if count > 1:
            yield DOUBLE_ID.at(Location(path), f"‘{name}’ is the id of {count} elements")


def check_link_words(path: str, root: etree._Element) -> Iterator[Diagnostic]:
    """Every link can be seen."""
    for link in root.iter(h("a")):
        if not "".join(link.itertext()).strip() and link.find(f".//{h('img')}") is None:
            yield DEAD_LINK.at(place(path, link), f"the link to ‘{link.get('href', '')}’ has no words")


def check_links(package: Package, facts: Mapping[str, Facts]) -> Iterator[Diagnostic]:
    """Every link within the book leads to an element that is there."""
    for path in package.documents:
        for link in facts[path].links:
            file, fragment = link.target
            if file not in facts or (fragment and fragment not in facts[file].ids):
                yield DEAD_LINK.at(Location(path, link.line), f"‘{link.href}’ leads nowhere")


def check_prefixes(path: str, root: etree._Element) -> Iterator[Diagnostic]:
    """No XHTML element has a prefix: EPUBCheck allows it, but axe then sees no images at all."""
    for element in root.iter(f"{{{XHTML}}}*"):
        if element.prefix:
            yield PREFIXED.at(place(path, element), f"<{element.prefix}:{etree.QName(element).localname}>")


def check_safety(path: str, root: etree._Element) -> Iterator[Diagnostic]:
    """No inline style, no script, nothing from outside."""
    for element in root.iter("*"):
        name = etree.QName(element).localname
        loaded = element.get("src", "") or (element.get("href", "") if name == "link" else "")
        if element.get("style") is not None or name in ("script", "style", "iframe"):
            yield UNSAFE.at(place(path, element), f"<{name}> with style or script")
        if "//" in loaded:
            yield UNSAFE.at(place(path, element), f"‘{loaded}’ is outside the e-book")


def check_files(package: Package, _: Mapping[str, Facts]) -> Iterator[Diagnostic]:
    """ASCII names, no style sheet from outside."""
    for item in package.items:
        if not item.path.isascii():
            yield UNSAFE.at(Location(package.path), f"the file name ‘{item.path}’ is not ASCII")
        if item.media_type == "text/css":
            for url in _urls(package, item.path):
                if "//" in url:
                    yield UNSAFE.at(Location(item.path), f"‘{url}’ is outside the e-book")


def check_table_widths(path: str, root: etree._Element) -> Iterator[Diagnostic]:
    """Tables stay within what phones can show."""
    for table in root.iter(h("table")):
        columns = max((sum(int(c.get("colspan") or 1) for c in row) for row in table.iter(h("tr"))), default=0)
        if columns > _MOST_COLUMNS:
            hint = "give the table fewer columns, or turn rows and columns round"
            yield LARGE.at(place(path, table), f"a table of {columns} columns is hard to read on a phone", hint)


def check_sizes(package: Package, _: Mapping[str, Facts]) -> Iterator[Diagnostic]:
    """Images and files stay within what phones can show."""
    for item in package.items:
        data = package.files.get(item.path, b"")
        if len(data) > _LARGEST_FILE:
            yield LARGE.at(Location(item.path), f"{len(data) / 1e6:.1f} MB; reading systems take up to 10 MB a file")
        if item.media_type in ("image/png", "image/jpeg", "image/gif", "image/webp"):
            with Image.open(io.BytesIO(data)) as image:
                if max(image.size) > _LARGEST_SIDE:
                    yield LARGE.at(Location(item.path), f"{image.width} × {image.height} pixels; at most 3,200 a side")


def check_metadata(package: Package, facts: Mapping[str, Facts]) -> Iterator[Diagnostic]:
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
    for name, true in _features(package, facts).items():
        if (name in meta.get(_FEATURE, [])) != true:
            yield METADATA.at(here, f"accessibilityFeature {name} {'is missing' if true else 'is claimed wrongly'}")
    has_source = bool("".join(meta.get("pageBreakSource", [])).strip())
    if has_source != (package.navigation("page-list") is not None):
        yield METADATA.at(
            here, "pageBreakSource must name the print edition where there is a page list, and only there"
        )
    if not (package.opf.findtext(f".//{DC}title") or "").strip():
        yield METADATA.at(here, "dc:title is missing")


def _features(package: Package, facts: Mapping[str, Facts]) -> dict[str, bool]:
    read = [facts[path] for path in package.documents if path in package.spine]
    has_pages = package.navigation("page-list") is not None
    return {
        "pageNavigation": has_pages,
        "pageBreakMarkers": has_pages,
        "printPageNumbers": False,
        "alternativeText": any(document.shows for document in read),
        "MathML": any(document.has_formulas for document in read),
        "tableOfContents": package.navigation("toc") is not None,
    }


def check_glyphs(package: Package, facts: Mapping[str, Facts]) -> Iterator[Diagnostic]:
    """Every character that few devices have, CJK or of a script that runs from right to left, is in an embedded font."""
    covered: set[int] = set()
    for item in package.items:
        if item.media_type in ("font/otf", "font/ttf"):
            with TTFont(io.BytesIO(package.files[item.path])) as font:
                covered |= set(font.getBestCmap() or ())
    for path in package.read:
        missing = [c for c in facts[path].rare if ord(c) not in covered]
        if missing:
            hint = "the fonts of the build do not have them; write them otherwise"
            names = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing)
            yield GLYPH.at(Location(path), f"no glyph for {names}", hint)
