"""The tree of a section: its title and blocks as pandoc has them, never changed, and what most stages ask of them.

It is written in four lines: its digest, and as JSON its title and classes, its citations, and the blocks, which are read only
where a stage works on them. So a chapter that has not changed passes from build to build without being read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from coursepack.document.ast import Blocks, Inlines, Node, attributes, walk


class Cited(NamedTuple):
    """A note with its citations, of which there may be none; or one citation outside notes."""

    cites: list[Node]
    in_note: bool
    bare: bool
    """Whether the note is nothing but the citation, and perhaps a full stop."""


class Tree:
    """The title (inlines) and the blocks after it."""

    def __init__(self, title: Inlines, blocks: Blocks | bytes) -> None:
        self.title = title
        self._blocks = blocks

    @classmethod
    def read(cls, written: bytes) -> Tree:
        """The tree of which `written` was made."""
        digest, head, cited, blocks = written.split(b"\n", 3)
        title, classes = json.loads(head)
        tree = cls(title, blocks)
        tree.written, tree.written_citations, tree.classes = written, cited, frozenset(classes)
        tree.digest = digest.decode()
        return tree

    @property
    def blocks(self) -> Blocks:
        """The blocks, read now if they were not yet."""
        if isinstance(self._blocks, bytes):
            read: Blocks = json.loads(self._blocks)
            self._blocks = read
        return self._blocks

    @cached_property
    def nodes(self) -> list[Node]:
        """Every node but words, the title's heading first (`walk`)."""
        return list(walk(self.whole))

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes of all divs and spans: a stage that looks for others has nothing to do."""
        return frozenset(name for node in self.nodes if node["t"] in ("Div", "Span") for name in attributes(node)[1])

    @cached_property
    def cited(self) -> list[Cited]:
        """Every note, and every citation outside notes, in document order."""
        if "written_citations" in vars(self):
            return [Cited(*place) for place in json.loads(self.written_citations)]
        return list(_cited(self.nodes))

    @cached_property
    def written_citations(self) -> bytes:
        """`cited` as bytes: all that the style is told of a section."""
        return _json(self.cited)

    @cached_property
    def cites(self) -> tuple[Node, ...]:
        """The citations, in document order."""
        return tuple(cite for place in self.cited for cite in place.cites)

    @property
    def whole(self) -> Blocks:
        """The blocks with the title as a heading before them."""
        return [{"t": "Header", "c": [1, ["", [], []], self.title]}, *self.blocks]

    @cached_property
    def written(self) -> bytes:
        """The tree as bytes, the same for the same tree."""
        parts = _json([self.title, sorted(self.classes)]), self.written_citations, _json(self.blocks)
        return b"\n".join((hashlib.sha256(b"\n".join(parts)).hexdigest().encode(), *parts))

    @cached_property
    def digest(self) -> str:
        """A name for the tree: two that differ in anything have different ones."""
        return self.written.partition(b"\n")[0].decode()


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _cited(nodes: Iterable[Node]) -> Iterator[Cited]:
    inner: set[int] = set()
    for node in nodes:
        if node["t"] == "Note" and id(node) not in inner:
            below = [each for each in walk(node["c"]) if each["t"] in ("Cite", "Note")]
            inner.update(map(id, below))
            yield Cited([each for each in below if each["t"] == "Cite"], in_note=True, bare=is_bare(node))
        elif node["t"] == "Cite" and id(node) not in inner:
            yield Cited([node], in_note=False, bare=False)


def is_bare(note: Node) -> bool:
    """Whether a note is nothing but one citation and perhaps a full stop."""
    if len(note["c"]) != 1 or note["c"][0]["t"] not in ("Para", "Plain"):
        return False
    match note["c"][0]["c"]:
        case [{"t": "Cite"}] | [{"t": "Cite"}, {"t": "Str", "c": "."}]:
            return True
    return False
