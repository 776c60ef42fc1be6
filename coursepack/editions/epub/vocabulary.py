"""The namespaces, names and roles of EPUB content, in one place.

EPUB 3.3; EPUB Structural Semantics Vocabulary 1.1 (`epub:type`); Digital Publishing WAI-ARIA 1.1 (`role`).
"""

from __future__ import annotations

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
