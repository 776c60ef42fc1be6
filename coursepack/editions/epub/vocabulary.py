"""The namespaces, names and roles of EPUB content, in one place.

EPUB 3.3; EPUB Structural Semantics Vocabulary 1.1 (`epub:type`); Digital Publishing WAI-ARIA 1.1 (`role`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree

from coursepack.document.model import Kind

OPS = "http://www.idpf.org/2007/ops"
MATHML = "http://www.w3.org/1998/Math/MathML"
SVG = "http://www.w3.org/2000/svg"
EPUB_TYPE = f"{{{OPS}}}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

SECTION_SEMANTICS: dict[Kind, tuple[str, str]] = {
    Kind.TITLE_PAGE: ("titlepage", ""),
    Kind.COPYRIGHT: ("copyright-page", ""),
    Kind.CONTENTS: ("toc", "doc-toc"),
    Kind.ILLUSTRATIONS: ("loi", ""),
    Kind.PRELIM: ("chapter", "doc-chapter"),
    Kind.PEOPLE: ("chapter", "doc-chapter"),
    Kind.INTRODUCTION: ("introduction", "doc-introduction"),
    Kind.CHRONOLOGY: ("chapter", "doc-chapter"),
    Kind.PART: ("part", "doc-part"),
    Kind.CHAPTER: ("chapter", "doc-chapter"),
    Kind.GLOSSARY: ("glossary", "doc-glossary"),
    Kind.ABBREVIATIONS: ("appendix", "doc-appendix"),
    Kind.ACKNOWLEDGEMENTS: ("acknowledgments", "doc-acknowledgments"),
    Kind.BIBLIOGRAPHY: ("bibliography", "doc-bibliography"),
    Kind.INDEX: ("index", "doc-index"),
    Kind.APPENDIX: ("appendix", "doc-appendix"),
    Kind.COLOPHON: ("colophon", "doc-colophon"),
}
"""`epub:type` and role (empty: none fits) of a section's root."""

# fmt: off
BLOCKS = frozenset((
    "section", "header", "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "ul", "dl", "dt", "dd",
    "blockquote", "figure", "figcaption", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th",
    "div", "pre", "hr", "aside", "nav", "colgroup", "col",
))
# fmt: on
"""Elements that start a line of their own."""

FLOW_PARENTS = frozenset({"section", "header", "div", "blockquote", "li", "dd", "td", "th", "figure", "aside", "nav"})
"""Elements that may hold a `div`."""


def has_class(element: etree._Element, name: str) -> bool:
    """Whether a class is among an element's classes."""
    return name in (element.get("class") or "").split()


def find_class(root: etree._Element, name: str, *tags: str) -> etree._Element | None:
    """Find the first element below and including `root` with a class."""
    return next((element for element in root.iter(*(tags or ("*",))) if has_class(element, name)), None)


def plain_text(element: etree._Element) -> str:
    """Read an element's words on one line: without note calls, white space collapsed."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield " "
        elif not has_class(child, "noteref") and child.tag != f"{{{MATHML}}}annotation":
            yield from _texts(child)
        yield child.tail or ""


def is_counted(character: str) -> bool:
    """Whether a page start counts this character: white space, soft hyphens and format characters are left out."""
    return not character.isspace() and unicodedata.category(character) != "Cf"


def is_cjk(character: str) -> bool:
    """Whether a character needs a Chinese, Japanese or Korean font: ideographs, kana, hangul, full-width forms."""
    return bool(_CJK.match(character))


def cjk_of(text: str) -> set[str]:
    """The characters of a text that need such a font."""
    return set(_CJK.findall(text))


_CJK = re.compile("[\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
