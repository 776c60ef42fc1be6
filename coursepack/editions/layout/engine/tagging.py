"""Tag the PDF of a section: its structure tree, its artifacts, its links (ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7).

Internals used: `weasyprint.pdf.add_tags`, replaced while a document is written, is given the marks that the engine put around the
content of each box (`Stream._tags`); `Stream.stream`, the content of a page as tokens; the objects of `pydyf.PDF`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import weasyprint.pdf
from weasyprint.formatting_structure import boxes as wp
from weasyprint.layout.absolute import AbsolutePlaceholder

from coursepack.editions.layout.engine.boxes import POINTS, Box, page_box
from coursepack.editions.layout.engine.furniture import Furniture
from coursepack.editions.layout.engine.gaps import Gaps
from coursepack.editions.layout.engine.links import Links
from coursepack.editions.layout.engine.marks import PageMarks
from coursepack.editions.layout.engine.spaces import WordSpaces
from coursepack.editions.layout.engine.structure import Content, Node, StructureBuilder
from coursepack.editions.layout.engine.tree_writing import write_tree
from coursepack.editions.layout.facts import Finding, FindingKind
from coursepack.editions.layout.roles import INLINE

_ENGINE: Any = weasyprint.pdf
_FUNCTION = "add_tags"
_GROUPING = frozenset({"Document", "Part", "Sect", "Div", "BlockQuote", "L", "Table", "TR", "TOC", "Index"})
"""Types that hold blocks, and no text of their own (ISO 32000-1, 14.8.4.2)."""


@dataclass(slots=True)
class Tagger:
    """Tags one document; afterwards `furniture` holds the folios that were cut out, and `gaps` those that the text prints."""

    parents: Mapping[Element, Element]
    origins: Mapping[Element, Element]
    depth: int
    furniture: Furniture
    gaps: Gaps
    spaces: WordSpaces
    findings: list[Finding] = field(default_factory=list)
    _builder: StructureBuilder = field(init=False)
    _links: Links = field(init=False)
    _heads: dict[Element, int] = field(default_factory=dict)
    """Table heads, and the page on which each is read; what is printed again on later pages is an artifact."""

    def __post_init__(self) -> None:
        self._builder = StructureBuilder(self.parents, self.origins, self.depth)

    @contextmanager
    def instead_of_the_engine(self) -> Iterator[None]:
        """Tag the documents that are written while this lasts."""
        original = getattr(_ENGINE, _FUNCTION)
        setattr(_ENGINE, _FUNCTION, self._tag)
        try:
            yield
        finally:
            setattr(_ENGINE, _FUNCTION, original)

    def _tag(self, pdf: Any, document: Any, _version: Any, streams: Any) -> None:
        self._links = Links(pdf)
        self.spaces.use(document)
        marks = [PageMarks(stream) for stream in streams]
        for index, (page, marked) in enumerate(zip(document.pages, marks, strict=True)):
            self._read_page(index, page, marked)
        self.spaces.add(marks)
        for marked in marks:
            marked.write_artifacts()
        write_tree(pdf, self._builder.root, self._links.parents, [marked.count for marked in marks])

    def _read_page(self, index: int, page: Any, marks: PageMarks) -> None:
        children = page_box(page).children
        notes = [child for child in children if isinstance(child, wp.FootnoteAreaBox)]
        margins = [child for child in children if isinstance(child, wp.MarginBox)]
        for child in children:
            if child not in notes and child not in margins:
                self._read(child, index, page, marks)
        for child in notes:
            self._read(child, index, page, marks)
        self.furniture.clear(index, page, margins, marks)

    def _read(self, box: Box, index: int, page: Any, marks: PageMarks) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001 - the box that the placeholder stands for
        if (
            box.element is not None
            and box.element_tag == "thead"
            and self._heads.setdefault(box.element, index) != index
        ):
            marks.discard(box, "Pagination")
            return
        if box.link_annotation:
            self._links.take(box, index, self._builder)
        if isinstance(box, wp.TextBox | wp.ReplacedBox):
            self._take(box, index, page, marks)
        for child in getattr(box, "children", ()):
            self._read(child, index, page, marks)

    def _take(self, box: Box, index: int, page: Any, marks: PageMarks) -> None:
        node = self._node(box)
        if node.type == "Artifact" or (isinstance(box, wp.ReplacedBox) and node.type not in ("Figure", "Formula")):
            marks.discard(box, "Pagination" if node.type == "Artifact" else "Layout")
            self._check_alternative(box, index)
            return
        mcid = marks.take(box)
        if mcid is None:
            return
        if node.type in _GROUPING and isinstance(box, wp.TextBox) and not box.text.strip():
            marks.discard(box, "Layout")  # white space between blocks, where an image made a line of them
            return
        if node.type in ("Figure", "Formula"):
            node.box = _rectangle(box, page)
        if isinstance(box, wp.TextBox):
            self.gaps.take(box, box.element, index, marks, mcid)
        self.spaces.read(box, _block(node), Content(index, mcid))
        home = self._links.around(box, node, index, page, self._builder)
        self._builder.place(home)
        home.kids.append(Content(index, mcid))

    def _check_alternative(self, box: Box, index: int) -> None:
        """An empty `alt` says that an image only decorates; none at all is a mistake."""
        if isinstance(box, wp.ReplacedBox) and "alt" not in box.element.attrib:
            detail = f"the image {box.element.get('src', '')} has no alternative text"
            self.findings.append(Finding(FindingKind.ENGINE_WARNING, "", detail, pages=(index,)))

    def _node(self, box: Box) -> Node:
        """The node that the content of a box belongs to."""
        tag = box.element_tag or ""
        if tag.endswith("::footnote-call"):
            return self._builder.call(box.element)
        if tag.endswith(("::footnote-marker", "::marker")):
            return self._builder.label(box.element)
        return self._builder.content_home(self._builder.node(box.element))


def _block(node: Node) -> Node:
    while node.type in INLINE and node.parent is not None:
        node = node.parent
    return node


def _rectangle(box: Box, page: Any) -> tuple[float, float, float, float]:
    left, top = box.content_box_x() * POINTS, (page.height - box.content_box_y()) * POINTS
    return left, top - box.height * POINTS, left + box.width * POINTS, top
