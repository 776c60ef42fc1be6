"""Small moves on lxml trees that keep every character: unwrap, insert, rename, text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

Element = etree._Element  # noqa: SLF001  # lxml names the type of its elements so

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


def parse(xhtml: bytes) -> Element:
    """Parse one element."""
    return etree.fromstring(xhtml, _PARSER)


def parse_fragment(xhtml: str) -> Element:
    """Parse markup without a root of its own; the root that comes back is a `<div>`."""
    return etree.fromstring(f"<div>{xhtml.replace('&nbsp;', chr(0xA0))}</div>", _PARSER)


def make(tag: str, text: str = "", /, **attributes: str) -> Element:
    """A new element; `class_` stands for `class`."""
    element = etree.Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    element.text = text or None
    return element


def classes(element: Element) -> list[str]:
    """The classes of an element."""
    return (element.get("class") or "").split()


def has_class(element: Element, name: str) -> bool:
    """Whether an element has a class."""
    named = element.get("class")
    return named is not None and name in named and name in named.split()


def of_class(root: Element, name: str) -> Iterator[Element]:
    """The elements below `root` that have a class, in document order; the tree may be changed while walking."""
    return (element for element in list(root.iter(etree.Element)) if has_class(element, name))


def text_around(element: Element) -> str:
    """The text of an element that stands in none of its children."""
    return (element.text or "") + "".join(child.tail or "" for child in element)


def text_of(element: Element, *, without: str = "noteref") -> str:
    """The text of an element, white space folded, without the elements of one class (note calls)."""
    parts: list[str] = []

    def collect(node: Element) -> None:
        if not has_class(node, without):
            parts.append(node.text or "")
            for child in node:
                collect(child)
                parts.append(child.tail or "")

    collect(element)
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def remove(element: Element) -> None:
    """Take an element out, and leave the text after it."""
    parent = element.getparent()
    assert parent is not None  # noqa: S101
    append_text(parent, parent.index(element), element.tail or "")
    element.tail = None
    parent.remove(element)


def unwrap(element: Element) -> None:
    """Replace an element by its content."""
    parent = element.getparent()
    assert parent is not None  # noqa: S101
    at = parent.index(element)
    append_text(parent, at, element.text or "")
    tail = element.tail or ""
    element.tail = None
    children = list(element)
    for offset, child in enumerate(children):
        parent.insert(at + offset, child)
    parent.remove(element)
    append_text(parent, at + len(children), tail)


def replace(element: Element, new: Element) -> None:
    """Put `new` where `element` stands, before the same following text."""
    parent = element.getparent()
    assert parent is not None  # noqa: S101
    new.tail, element.tail = element.tail, None
    parent.replace(element, new)


def take_content(target: Element, source: Element) -> None:
    """Move the text and children of `source` to the end of `target`."""
    append_text(target, len(target), source.text or "")
    source.text = None
    for child in list(source):
        target.append(child)


def append_text(parent: Element, at: int, text: str) -> None:
    """Add text to `parent` before its child number `at`."""
    if not text:
        return
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
