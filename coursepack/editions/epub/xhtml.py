"""A tree without namespaces → XHTML text for a content document (EPUB 3.3, §6.1: the XML syntax of HTML).

Elements get no prefix (a reading system and axe both overlook `<html:img>`); `epub:type` and `xml:lang` keep theirs;
only void elements close themselves; MathML and SVG state their namespace where they begin. Attributes keep their
order.
"""

from __future__ import annotations

from lxml import etree
from markupsafe import escape

from coursepack.editions.epub.vocabulary import OPS
from coursepack.keeping.kept import kept
from coursepack.keeping.store import Store

_VOID = frozenset({"br", "hr", "img", "col", "wbr"})
_PREFIXES = {
    OPS: "epub:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
    "http://www.w3.org/1999/xlink": "xlink:",
}


def written(root: etree._Element, store: Store) -> str:
    """As `serialise`, of a whole tree; `store` keeps it."""
    return kept(store, "tree of the e-book", root, lambda: serialise(root).encode()).decode()


def serialise(element: etree._Element, within: str = "") -> str:
    """Write an element and all that it holds, without its tail; `within` is the namespace in force around it."""
    name = etree.QName(element)
    namespace = name.namespace or ""
    opening = [name.localname]
    if namespace != within:
        opening.append(f'xmlns="{namespace}"')
    opening += [f'{_attribute(str(key))}="{escape(value)}"' for key, value in element.attrib.items()]
    start = " ".join(opening)
    if not namespace and name.localname in _VOID:
        return f"<{start}/>"
    return f"<{start}>{inner(element, namespace)}</{name.localname}>"


def inner(element: etree._Element, within: str = "") -> str:
    """Write what an element holds."""
    parts = [str(escape(element.text or ""))]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(serialise(child, within))
        parts.append(str(escape(child.tail or "")))
    return "".join(parts)


def _attribute(key: str) -> str:
    name = etree.QName(key)
    return f"{_PREFIXES[name.namespace]}{name.localname}" if name.namespace else name.localname
