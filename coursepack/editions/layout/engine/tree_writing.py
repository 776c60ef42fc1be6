"""Write a structure tree into the PDF of a section (ISO 32000-1, 14.7.2 to 14.7.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pydyf

from coursepack.editions.layout.engine.structure import Click, Content, Node


def write_tree(pdf: Any, root: Node, links: Sequence[tuple[Node, Any]], marks: Sequence[int]) -> None:
    """Write the tree, the parent tree and the list of identifiers. `marks`: how many marks each page has."""
    _Writing(pdf, marks).write(root, links)


class _Writing:
    def __init__(self, pdf: Any, marks: Sequence[int]) -> None:
        self._pdf = pdf
        self._objects: dict[Node, Any] = {}
        self._owners: list[list[bytes]] = [[b"null"] * count for count in marks]
        self._names: list[tuple[str, bytes]] = []

    def write(self, root: Node, links: Sequence[tuple[Node, Any]]) -> None:
        tree = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self._pdf.add_object(tree)
        for node in _nodes(root):
            self._objects[node] = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.type}"})
            self._pdf.add_object(self._objects[node])
        for node in list(self._objects):
            self._describe(node, tree)
        numbers = [item for page, owners in enumerate(self._owners) for item in (page, pydyf.Array(owners))]
        for key, (node, annotation) in enumerate(links, start=len(self._owners)):
            annotation["StructParent"] = key
            numbers += [key, self._objects[node].reference]
        parents = pydyf.Dictionary({"Nums": pydyf.Array(numbers)})
        self._pdf.add_object(parents)
        tree["K"] = pydyf.Array([self._objects[root].reference])
        tree["ParentTree"] = parents.reference
        if self._names:
            names = [item for name, reference in sorted(self._names) for item in (pydyf.String(name), reference)]
            tree["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})
        self._pdf.catalog["StructTreeRoot"] = tree.reference

    def _describe(self, node: Node, tree: Any) -> None:
        written = self._objects[node]
        written["P"] = (self._objects[node.parent] if node.parent else tree).reference
        page = next((kid.page for kid in node.kids if isinstance(kid, Content)), None)
        if page is not None:
            written["Pg"] = self._pdf.page_references[page]
        written["K"] = pydyf.Array([self._kid(kid, page, written.reference) for kid in node.kids])
        if node.lang:
            written["Lang"] = pydyf.String(node.lang)
        if node.role.alt:
            written["Alt"] = pydyf.String(node.role.alt)
        if node.type == "Note" and node.element is not None:
            written["ID"] = pydyf.String(node.element.get("id", ""))
            self._names.append((node.element.get("id", ""), written.reference))
        attributes = list(_attributes(node))
        if attributes:
            written["A"] = pydyf.Array(attributes) if len(attributes) > 1 else attributes[0]

    def _kid(self, kid: Node | Content | Click, page: int | None, owner: bytes) -> Any:
        if isinstance(kid, Node):
            return self._objects[kid].reference
        if isinstance(kid, Click):
            reference = self._pdf.page_references[kid.page]
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.annotation.reference, "Pg": reference})
        self._owners[kid.page][kid.mcid] = owner
        if kid.page == page:
            return kid.mcid
        return pydyf.Dictionary({"Type": "/MCR", "Pg": self._pdf.page_references[kid.page], "MCID": kid.mcid})


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from _nodes(kid)


def _attributes(node: Node) -> Iterator[Any]:
    """What is said of an element beside its type (ISO 32000-1, 14.8.5)."""
    if node.box is not None:
        placement = "/Inline" if node.type == "Formula" else "/Block"
        yield pydyf.Dictionary({"O": "/Layout", "Placement": placement, "BBox": pydyf.Array(node.box)})
    if node.role.numbering:
        yield pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{node.role.numbering}"})
    if node.type in ("TH", "TD"):
        spans = {"ColSpan": "colspan", "RowSpan": "rowspan"}
        cell = (
            {key: int(node.element.get(name, "1")) for key, name in spans.items()} if node.element is not None else {}
        )
        said: dict[str, int | str] = {key: count for key, count in cell.items() if count > 1}
        if node.role.scope:
            said["Scope"] = f"/{node.role.scope}"
        if said:
            yield pydyf.Dictionary({"O": "/Table", **said})
