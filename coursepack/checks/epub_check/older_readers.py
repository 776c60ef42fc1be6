"""Checks of what only readers for EPUB 2 use: the NCX, which lists what the navigation document does, and the cover's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from coursepack.checks.epub_check.facts import Facts
from coursepack.checks.epub_check.navigation import CONTENTS, PAGE_LIST
from coursepack.checks.epub_check.package import OPF, TYPE, ManifestItem, Package, h, words
from coursepack.checks.epub_check.shops import SHOP
from coursepack.diagnostics import Diagnostic, Location

_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_NCX_TYPE = "application/x-dtbncx+xml"

_Line = tuple[str, tuple[str, str]]


def check_ncx(package: Package, _: Mapping[str, Facts]) -> Iterator[Diagnostic]:
    """The NCX is there, is named by the spine, and lists the same contents and pages as the navigation document."""
    item = next((item for item in package.items if item.media_type == _NCX_TYPE), None)
    spine = package.opf.find(f"{OPF}spine")
    if item is None or item.path not in package.files or spine is None or spine.get("toc") != item.id:
        yield CONTENTS.at(Location(package.path), "no NCX is there for older readers, or the spine does not name it")
        return
    try:
        ncx = etree.fromstring(package.files[item.path], etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as fault:
        yield CONTENTS.at(Location(item.path), f"not well-formed: {fault.msg}")
        return
    for rule, tag, kind in ((CONTENTS, "navPoint", "toc"), (PAGE_LIST, "pageTarget", "page-list")):
        listed = [_line(package, item, found) for found in ncx.iter(f"{_NCX}{tag}")]
        if listed != _navigation(package, kind):
            yield rule.at(
                Location(item.path), f"the NCX lists other lines than the ‘{kind}’ of the navigation document"
            )


def _line(package: Package, item: ManifestItem, found: etree._Element) -> _Line:
    label = " ".join(found.findtext(f"{_NCX}navLabel/{_NCX}text", "").split())
    content = found.find(f"{_NCX}content")
    return label, package.target(item.path, "" if content is None else content.get("src", ""))


def _navigation(package: Package, kind: str) -> list[_Line]:
    nav = package.navigation(kind)
    links = () if nav is None else nav.iter(h("a"))
    return [(words(link), package.target(package.nav_path, link.get("href", ""))) for link in links]


def check_cover(package: Package, _: Mapping[str, Facts]) -> Iterator[Diagnostic]:
    """The cover stands in a file of its own, first in the spine, and is named as EPUB 2 names it."""
    cover = next((item for item in package.items if "cover-image" in item.properties), None)
    if cover is None:
        return
    named = [meta.get("content") for meta in package.opf.iter(f"{OPF}meta") if meta.get("name") == "cover"]
    if named != [cover.id]:
        yield SHOP.at(Location(package.path), 'no <meta name="cover"> names the cover for older readers (Kindle, Kobo)')
    first = package.documents.get(package.spine[0]) if package.spine else None
    sections = [] if first is None else [e for e in first.iter(h("section")) if e.get(TYPE) == "cover"]
    shown = [package.target(package.spine[0], image.get("src", ""))[0] for e in sections for image in e.iter(h("img"))]
    if shown != [cover.path]:
        yield SHOP.at(
            Location(package.path), "the first file of the spine does not show the cover, and it alone (all shops)"
        )
