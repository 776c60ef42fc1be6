"""What the elements of a sheet mean in a tagged PDF: structure types and their attributes (ISO 32000-1, 14.8.4 and 14.8.5).

In: elements of the markup as it is laid out. Out: a `Role`, or None where an element means nothing by itself and its content
belongs to the element around it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

ROLE_MAP = {"Em": "Span", "Strong": "Span", "Sub": "Span", "Sup": "Span", "Title": "P"}
"""Types of PDF 2.0 (ISO 32000-2, 14.8.4) that PDF 1.7 lacks, and the standard type of 1.7 that each is read as."""

INLINE = frozenset({"Span", "Em", "Strong", "Sub", "Sup", "Quote", "Code", "Link", "Reference"})
"""Types that stand inside a line of text; the others begin and end one."""

_PLAIN = {
    "section": "Sect", "div": "Div", "blockquote": "BlockQuote", "p": "P", "pre": "P", "dl": "L", "ul": "L", "ol": "L",
    "li": "LI", "dt": "Lbl", "dd": "LBody", "table": "Table", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot", "tr": "TR",
    "th": "TH", "td": "TD", "caption": "Caption", "figcaption": "Caption", "figure": "Div", "em": "Em", "i": "Em",
    "strong": "Strong", "b": "Strong", "sub": "Sub", "sup": "Sup", "q": "Quote", "code": "Code", "kbd": "Code", "samp": "Code",
}  # fmt: skip
_STYLES = {
    "lower-alpha": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
}
_HEADING = re.compile(r"h([1-6])$")
_MOST = 6
"""Of the levels of headings (ISO 32000-1, 14.8.4.3.2)."""
_LISTED = {"bibliography": "entry", "chronology": "event"}
"""Containers that are lists where all that they hold is items of the class named."""


@dataclass(frozen=True, slots=True)
class Role:
    """The structure type of an element, and what else is said of it."""

    type: str
    alt: str = ""
    scope: str = ""
    """Of a table head: "Row" or "Column"."""
    numbering: str = ""
    """Of a list (ISO 32000-1, table 347)."""


def kind(element: Element) -> str:
    """The tag that an element had in the canonical tree: a block inside a note is a span of the class `as-TAG` here."""
    named = [name.removeprefix("as-") for name in element.get("class", "").split() if name.startswith("as-")]
    return named[0] if named else str(element.tag)


def has_class(element: Element, name: str) -> bool:
    """Tell whether an element has a class."""
    return name in element.get("class", "").split()


def is_contents(element: Element, parents: Mapping[Element, Element]) -> bool:
    """Tell the lists of the table of contents, and those of figures and tables."""
    return kind(element) == "ol" and any(
        has_class(around, "contents") or has_class(around, "illustrations") for around in around_it(element, parents)
    )


def around_it(element: Element, parents: Mapping[Element, Element]) -> list[Element]:
    """The elements around an element, innermost first."""
    found = []
    parent = parents.get(element)
    while parent is not None and parent is not element:
        found.append(parent)
        element, parent = parent, parents.get(parent)
    return found


def role_of(element: Element, parents: Mapping[Element, Element], depth: int) -> Role | None:
    """Find the role of an element. `depth`: by how much the headings of the section stand lower than its own tags say."""
    name = kind(element)
    if heading := _HEADING.match(name):
        titled = any(has_class(around, "title-page") for around in around_it(element, parents))
        return Role("Title" if titled else f"H{min(int(heading[1]) + depth, _MOST)}")
    if name in ("ul", "ol", "li"):
        return _list_role(element, name, parents)
    if name == "img":
        return _image_role(element)
    if name == "a":
        return Role("Link") if element.get("href") else None
    if name == "th":
        return Role("TH", scope="Row" if element.get("scope") == "row" else "Column")
    return _class_role(element, parents) or (Role(_PLAIN[name]) if name in _PLAIN else _language_role(element))


def _list_role(element: Element, name: str, parents: Mapping[Element, Element]) -> Role:
    listed = parents[element] if name == "li" else element
    if is_contents(listed, parents):
        return Role("TOCI" if name == "li" else "TOC")
    if name == "li":
        return Role("LI")
    if name == "ul":
        bare = any(has_class(around, "index") for around in around_it(element, parents))
        return Role("L", numbering="None" if bare else "Disc")
    style = re.search(r"list-style-type: ([\w-]+)", element.get("style", ""))
    return Role("L", numbering=_STYLES.get(style[1] if style else "", "Decimal"))


def _image_role(element: Element) -> Role | None:
    alt = element.get("alt", "")
    if not alt:
        return None
    return Role("Formula" if has_class(element, "formula") else "Figure", alt=alt)


def _class_role(element: Element, parents: Mapping[Element, Element]) -> Role | None:
    """Roles that the class of an element gives it."""
    if has_class(element, "pagebreak"):
        return Role("Artifact")
    if has_class(element, "footnote"):
        return Role("Note")
    if has_class(element, "locators") or has_class(element, "cited-on"):
        return Role("Reference")
    if element.tag == "div" and has_class(element, "index"):
        return Role("Index")
    if element.tag == "section" and has_class(element, "part"):
        return Role("Part")
    if is_listing(element):
        return Role("L", numbering="None")
    parent = parents.get(element)
    if parent is not None and parent is not element and is_listing(parent):
        return Role("LI")
    if has_class(element, "date") and parent is not None and is_listing(parents.get(parent, parent)):
        return Role("Lbl")
    return Role("Lbl") if has_class(element, "entry-number") else None


def is_listing(element: Element) -> bool:
    """Tell a container that is a list: it holds items of one class, and nothing else."""
    wanted = [item for name, item in _LISTED.items() if element.tag == "div" and has_class(element, name)]
    return bool(wanted) and len(element) > 0 and all(has_class(child, wanted[0]) for child in element)


def _language_role(element: Element) -> Role | None:
    """An inline run in another language needs an element that says so (ISO 32000-1, 14.9.2)."""
    return Role("Span") if element.get("lang") else None
