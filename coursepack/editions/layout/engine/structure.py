"""Build the structure tree of a section from its laid-out boxes (ISO 32000-1, 14.7): what the book says, in reading order.

The engine tags boxes, page by page: a paragraph over two pages would be two, and a note would stand at the end of its page.
Here elements of the source are tagged. Each gets one structure element, however many pages it runs over; its content hangs
below it in the order in which it is read; a note stands right after its call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from coursepack.editions.layout.notes import is_note
from coursepack.editions.layout.roles import Role, has_class, kind, role_of


@dataclass(frozen=True, slots=True)
class Content:
    """Marked content: the page, counted from 0 in the section, and its number on the page."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Click:
    """A link annotation on a page."""

    page: int
    annotation: Any


@dataclass(slots=True, eq=False)
class Node:
    """One structure element."""

    role: Role
    parent: Node | None
    element: Element | None = None
    kids: list[Node | Content | Click] = field(default_factory=list)
    box: tuple[float, float, float, float] | None = None
    """Of a figure or formula: left, foot, right and top, in points."""
    lang: str = ""
    attached: bool = False

    @property
    def type(self) -> str:
        """The structure type."""
        return self.role.type

    def attach(self) -> None:
        """Hang the node from its parent, after all that hangs there already, if it does not hang yet."""
        if self.attached or self.parent is None:
            return
        self.attached = True
        self.parent.attach()
        self.parent.kids.append(self)


class StructureBuilder:
    """Grows the tree of one section as its content is read."""

    def __init__(self, parents: Mapping[Element, Element], origins: Mapping[Element, Element], depth: int) -> None:
        self._parents, self._origins, self._depth = parents, origins, depth
        self._nodes: dict[Element, Node] = {}
        self._wrapped: dict[tuple[Node | Element, str], Node] = {}
        self.root = Node(Role("Document"), None, attached=True)

    def node(self, element: Element) -> Node:
        """The node that an element's own text belongs to: the element's, or that of the nearest around it that has one."""
        element = self._origins.get(element, element)
        if element not in self._nodes:
            self._nodes[element] = self._make(element)
        return self._nodes[element]

    def original(self, element: Element | None) -> Element | None:
        """The element of the source that an element is, or was cut from."""
        return None if element is None else self._origins.get(element, element)

    def call(self, note: Element) -> Node:
        """The Reference that holds the call of a note; the note itself is hung right after it."""
        note = self._origins.get(note, note)
        reference = self._wrap(note, "Reference", self.node(note).parent)
        reference.attach()
        self.node(note).attach()
        return reference

    def label(self, element: Element) -> Node:
        """The Lbl of a note or of an item of a list."""
        node = self.node(element)
        while node.type not in ("LI", "Note", "TOCI") and node.parent is not None:
            node = node.parent
        return self._wrap(node, "Lbl", node)

    def linked(self, node: Node) -> Node:
        """A Link inside a node that has none of its own in the source."""
        return self._wrap(node, "Link", node)

    def place(self, node: Node) -> None:
        """Attach a node in its place; of a table all cells at once, the empty ones too, so that rows keep their columns."""
        table = next((around for around in _upwards(node) if around.type == "Table"), None)
        if table is not None and not table.attached and table.element is not None:
            table.attach()
            for cell in _cells(table.element):
                self.node(cell).attach()
        node.attach()

    def _make(self, element: Element) -> Node:
        parent = self._parents.get(element, element)
        if parent is element:
            return self.root
        home = self._home(element, parent)
        role = role_of(element, self._parents, self._depth)
        if role is None or _heading_beside(element, parent) is not None:
            return home
        return Node(role, home, element, lang=element.get("lang", ""))

    def _home(self, element: Element, parent: Element) -> Node:
        """The node that an element's node hangs from."""
        heading = _heading_beside(element, parent)
        if heading is not None:
            return self.node(heading)
        if kind(element) in ("dt", "dd"):
            return self._item(element, parent)
        return self._inside(self.node(parent), element)

    def _inside(self, node: Node, element: Element) -> Node:
        if node.type == "LI" and not _labels(element, self._parents, self._depth):
            return self._wrap(node, "LBody", node)
        if node.type == "TOCI" and kind(element) != "ol":
            return self._wrap(node, "Reference", node)
        return node

    def _item(self, element: Element, parent: Element) -> Node:
        """The LI of a term and its definitions: each term that follows a definition begins a new one."""
        leader, previous = element, None
        for entry in (child for child in parent if kind(child) in ("dt", "dd")):
            if previous is None or (kind(entry) == "dt" and kind(previous) == "dd"):
                leader = entry
            if entry is element:
                break
            previous = entry
        return self._wrap(leader, "LI", self.node(parent))

    def content_home(self, node: Node) -> Node:
        """Where text that stands directly in a node goes: an item holds none itself."""
        body = {"LI": "LBody", "TOCI": "Reference"}.get(node.type)
        return self._wrap(node, body, node) if body else node

    def _wrap(self, key: Node | Element, kind_: str, parent: Node | None) -> Node:
        if (key, kind_) not in self._wrapped:
            self._wrapped[key, kind_] = Node(Role(kind_), parent)
        return self._wrapped[key, kind_]


def _heading_beside(element: Element, parent: Element) -> Element | None:
    """The heading that a number printed above it ("Chapter 3") belongs to."""
    if parent.tag != "header" or not has_class(element, "number"):
        return None
    return next((other for other in parent if other.tag == "h1"), None)


def _labels(element: Element, parents: Mapping[Element, Element], depth: int) -> bool:
    role = role_of(element, parents, depth)
    return role is not None and role.type == "Lbl"


def _upwards(node: Node | None) -> list[Node]:
    found = []
    while node is not None:
        found.append(node)
        node = node.parent
    return found[::-1]


def _cells(table: Element) -> list[Element]:
    found: list[Element] = []
    for child in table:
        if kind(child) in ("caption", "thead", "tbody", "tfoot", "tr", "th", "td") and not is_note(child):
            found.append(child)
            found += _cells(child) if kind(child) not in ("caption", "th", "td") else []
    return found
