"""Objects within an ODT: formulas, which pandoc passes over, become formulas of the chapter; others are named.

A formula stands in a part of its own within the package, as MathML (OpenDocument 1.3, 10.4.6.2). A sign is put in its place
before pandoc reads the text, and the formula in the place of the sign afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from posixpath import normpath

from lxml import etree

from coursepack import pandoc
from coursepack.document.ast import Blocks, Inlines, Node, rewrite_inlines, walk
from coursepack.importing.model import Draft
from coursepack.importing.odt_marks import DRAW, TEXT

_LINK = "{http://www.w3.org/1999/xlink}href"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_SIGN = re.compile("\ue0d0(\\d+)\ue0d1")


def take_formulas(parts: Mapping[str, etree._Element]) -> list[Node]:
    """Put a sign in the place of each formula of the text, in place; the formulas, in the order of their signs."""
    found: list[etree._Element] = []
    for frame in list(parts["content.xml"].iter(f"{DRAW}frame")) if "content.xml" in parts else ():
        formula = _formula(parts, frame)
        parent = frame.getparent()
        if formula is not None and parent is not None:
            span = etree.Element(f"{TEXT}span")
            span.text, span.tail = f"\ue0d0{len(found)}\ue0d1", frame.tail
            parent.replace(frame, span)
            found.append(formula)
    return _read(found) if found else []


def put_formulas(blocks: Blocks, formulas: Sequence[Node]) -> Blocks:
    """Put each formula in the place of its sign."""
    placed: Blocks = rewrite_inlines(blocks, lambda row: _placed(row, formulas))
    return placed


def tell_objects(draft: Draft, text: etree._Element) -> None:
    """Name the objects that are no formula (charts, parts of a spreadsheet), and the words for those who cannot see an image."""
    described = {}
    for frame in text.iter(f"{DRAW}frame"):
        if frame.find(f"{DRAW}object") is not None or frame.find(f"{DRAW}object-ole") is not None:
            name = frame.get(f"{DRAW}name") or "without a name"
            draft.concern("object", f"‘{name}’, which another program drew, was left out; put it in as a picture")
        image = frame.find(f"{DRAW}image")
        if image is not None:
            described[image.get(_LINK)] = frame.findtext(f"{_SVG}desc") or frame.findtext(f"{_SVG}title") or ""
    for node in walk(draft.blocks):
        if node["t"] == "Image" and (words := " ".join(described.get(node["c"][2][0], "").split())):
            node["c"][0] = ["", [], [["alt", words]]]


def _formula(parts: Mapping[str, etree._Element], frame: etree._Element) -> etree._Element | None:
    """The MathML that a frame shows, if it shows any."""
    shown = frame.find(f"{DRAW}object")
    part = None if shown is None else parts.get(f"{normpath(shown.get(_LINK, ''))}/content.xml")
    return None if part is None else next(part.iter(_MATH), None)


def _read(formulas: Sequence[etree._Element]) -> list[Node]:
    """Each formula as pandoc reads it; where it reads none, its words."""
    page = b"".join(b"<p>" + etree.tostring(formula, with_tail=False) + b"</p>" for formula in formulas)
    paragraphs = pandoc.read(page, "html")["blocks"]
    nodes = [next((node for node in walk(block) if node["t"] == "Math"), None) for block in paragraphs]
    words = [" ".join("".join(map(str, formula.itertext())).split()) for formula in formulas]
    if len(nodes) != len(words):
        nodes = [None] * len(words)
    return [node or {"t": "Str", "c": said} for node, said in zip(nodes, words, strict=True)]


def _placed(row: Inlines, formulas: Sequence[Node]) -> Inlines:
    placed: Inlines = []
    for node in row:
        parts = _SIGN.split(node["c"]) if node["t"] == "Str" else [""]
        if len(parts) == 1:
            placed.append(node)
            continue
        for index, part in enumerate(parts):
            if index % 2 and int(part) < len(formulas):
                placed.append(formulas[int(part)])
            elif part:
                placed.append({"t": "Str", "c": part})
    return placed
