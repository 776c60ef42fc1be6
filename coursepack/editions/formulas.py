"""Formulas for the page: MathML, which the layout engine does not set, drawn as vector images by ziamath."""

from __future__ import annotations

import copy
import hashlib
import re
from importlib import import_module

from lxml import etree

from coursepack.document.markup import Element, make, replace, unwrap

MATHML = "{http://www.w3.org/1998/Math/MathML}"
SIZE = 11.0
"""Of the letters in print, in points."""

_VIEW_BOX = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')


def draw_formulas(root: Element, size: float = SIZE) -> dict[str, bytes]:
    """Replace every formula of a tree by an image of the same `data-n`, on the base line of its text; returns the images."""
    images: dict[str, bytes] = {}
    for formula in list(root.iter(f"{MATHML}math")):
        svg = _draw(formula, size)
        name = f"formulas/{hashlib.sha256(svg).hexdigest()[:16]}.svg"
        images[name] = svg
        replace(formula, _image(formula, name, svg))
    return images


def _draw(formula: Element, size: float) -> bytes:
    plain = copy.deepcopy(formula)
    plain.tail = None
    for element in plain.iter(etree.Element):
        element.attrib.pop("data-n", None)
    for annotation in list(plain.iter(f"{MATHML}annotation")):
        parent = annotation.getparent()
        if parent is not None:
            parent.remove(annotation)
    for semantics in list(plain.iter(f"{MATHML}semantics")):
        unwrap(semantics)  # ziamath does not know it, and would say so in its log
    svg: bytes = import_module("coursepack.editions.formula_drawing").draw(
        etree.tostring(plain, encoding="unicode"), size
    )
    return svg


def _image(formula: Element, name: str, svg: bytes) -> Element:
    annotation = formula.find(f".//{MATHML}annotation")
    words = (annotation.text if annotation is not None else "") or " ".join(
        "".join(map(str, formula.itertext())).split()
    )
    match = _VIEW_BOX.search(svg.decode())
    assert match is not None  # noqa: S101  # ziamath always writes one
    _, top, width, height = (float(number) for number in match.groups())
    kind = "display" if formula.get("display") == "block" else "inline"
    image = make("img", src=name, alt=words, class_=f"formula {kind}", data_n=formula.get("data-n", ""))
    image.set("style", f"width: {width:.3f}pt; height: {height:.3f}pt; vertical-align: {-(height + top):.3f}pt")
    return image
