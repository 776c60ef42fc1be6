"""Mend the PDF of a part before it is written: page furniture, decorative images, notes and identifiers.

Margin boxes: the engine tags running heads as stray Spans; they become artifacts (ISO 32000-1, 14.8.2.2.2). Folios
are cut out of the content streams and told as templates, because a part cannot know its page numbers. Images with
`alt=""` become artifacts as well. Notes are tagged Note, with identifiers that are unique in the book (ISO 14289-1,
7.9).

Internals used: the objects of `pydyf.PDF` in the public `finisher` hook, `Stream.stream` tokens, `weasyprint.pdf.tags`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pydyf
import weasyprint.pdf.tags
from weasyprint.formatting_structure import boxes as wp
from weasyprint.text.fonts import font_features

from coursepack.editions.layout.engine.boxes import Box, page_box
from coursepack.editions.layout.facts import Finding, FindingKind, FolioTemplate
from coursepack.errors import ToolFailed

NOTE_TAG = "coursepack-note"
"""Element name given to the boxes of notes, so that the engine's tagging tells them from other spans."""

_INLINE = frozenset({"abbr", "b", "cite", "code", "dfn", "em", "i", "q", "small", "strong", "sub", "sup"})
_TAGS: Any = weasyprint.pdf.tags
_MAPPING = "_get_pdf_tag"
_ORIGINAL_TAG = getattr(_TAGS, _MAPPING)


def _pdf_tag(tag: str | None) -> str:
    if tag == NOTE_TAG:
        return "Note"
    if tag in _INLINE:
        return "Span"
    return str(_ORIGINAL_TAG(tag))


@contextmanager
def better_tags() -> Iterator[None]:
    """Extend the engine's mapping of elements to structure types while this lasts."""
    setattr(_TAGS, _MAPPING, _pdf_tag)
    try:
        yield
    finally:
        setattr(_TAGS, _MAPPING, _ORIGINAL_TAG)


def name_notes(document: Any) -> None:
    """Mark the boxes of notes for tagging; call before the document is written."""
    for page in document.pages:
        for area in page_box(page).children:
            if isinstance(area, wp.FootnoteAreaBox):
                for note in area.children:
                    note.element_tag = NOTE_TAG


@dataclass(slots=True)
class Finisher:
    """Called by the engine with the document and its PDF, right before writing; collects folios and findings."""

    prefix: str
    """Makes structure identifiers unique in the book: the id of the sheet."""
    folios: list[FolioTemplate] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __call__(self, document: Any, pdf: Any) -> None:
        """Mend the PDF in place."""
        structure = _Structure(pdf)
        structure.drop_decoration()
        structure.hang_links()
        structure.identify(self.prefix)
        for index, page in enumerate(document.pages):
            _scope_heads(page)
            self._mend_page(index, page, structure)

    def _mend_page(self, index: int, page: Any, structure: _Structure) -> None:
        table, tokens = structure.tables[index], structure.streams[index].stream
        margin = [(box, text) for box in _margin_boxes(page) for text in _text_boxes(box)]
        orphans = [mcid for mcid, reference in enumerate(table) if structure.is_orphan(reference)]
        furniture = [mcid for mcid in orphans if mcid not in structure.decorative.get(index, ())]
        if len(margin) != len(furniture):
            raise ToolFailed("the layout engine has tagged the margin boxes of a page in an unknown way")
        start = {tokens[at + 1]["MCID"]: at for at in range(len(tokens) - 1) if isinstance(tokens[at + 1], dict)}
        where = dict(zip(furniture, margin, strict=True))
        for mcid in sorted(orphans, key=start.__getitem__, reverse=True):
            table[mcid] = b"null"
            at = start[mcid]
            if mcid in where and _is_folio(where[mcid][0]):
                end = tokens.index(b"EMC", at)
                self._cut_folio(index, page, *where[mcid], tokens[at + 3 : end])
                del tokens[at : end + 1]
            else:
                kind = "/Pagination" if mcid in where else "/Layout"
                tokens[at : at + 2] = [b"/Artifact", f"<</Type{kind}>>".encode()]

    def _cut_folio(self, index: int, page: Any, box: Box, text: Box, tokens: list[Any]) -> None:
        if box.style["content"] is None or len(box.style["content"]) != 1:
            detail = f"the page number in {box.at_keyword} stands with other text"
            self.findings.append(Finding(FindingKind.ENGINE_WARNING, "", detail, pages=(index,)))
        self.folios.append(_template(index, page, box, text, tokens))


class _Structure:
    """The structure tree of a PDF that is about to be written (ISO 32000-1, 14.7)."""

    def __init__(self, pdf: Any) -> None:
        self._objects = pdf.objects
        self.root = self._object(pdf.catalog["StructTreeRoot"])
        self._numbers = self._object(self.root["ParentTree"])["Nums"]
        self.tables: dict[int, Any] = dict(zip(self._numbers[::2], self._numbers[1::2], strict=True))
        pages: list[Any] = [item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Page"]
        self.streams = [self._object(page["Contents"]) for page in pages]
        self._page_of = {page.reference: index for index, page in enumerate(pages)}
        self.decorative: dict[int, set[int]] = {}
        self._live = {id(element) for element in self._elements(self.root)}

    def _object(self, reference: bytes) -> Any:
        return self._objects[int(reference.split()[0])]

    def _elements(self, parent: Any) -> Iterator[Any]:
        todo = [parent]
        while todo:
            element = todo.pop()
            yield element
            todo += [self._object(kid) for kid in reversed(element.get("K", ())) if isinstance(kid, bytes)]

    def is_orphan(self, reference: bytes) -> bool:
        """Tell marked content whose element hangs from no tree."""
        return id(self._object(reference)) not in self._live

    def drop_decoration(self) -> None:
        """Take images without alternative text out of the tree; the audit has complained of those that need one."""
        for parent in list(self._elements(self.root)):
            kids = parent.get("K", ())
            for reference in [kid for kid in kids if isinstance(kid, bytes)]:
                element = self._object(reference)
                if element.get("S") == "/Figure" and "Alt" not in element:
                    kids.remove(reference)
                    self._live.discard(id(element))
                    page = self._page_of[element["Pg"]]
                    self.decorative.setdefault(page, set()).update(k for k in element["K"] if isinstance(k, int))

    def hang_links(self) -> None:
        """Hang each link annotation on a Link (14.8.4.4.2): the engine hangs some on a span that stands inside the link."""
        for element in list(self._elements(self.root)):
            references = [kid for kid in element.get("K", ()) if self._is_annotation(kid)]
            if references and element["S"] != "/Link":
                link = self._around(element)
                for reference in references:
                    element["K"].remove(reference)
                    link["K"].append(reference)
                    key = self._object(self._object(reference)["Obj"])["StructParent"]
                    self._numbers[2 * key + 1] = link.reference

    def _is_annotation(self, kid: Any) -> bool:
        return isinstance(kid, bytes) and self._object(kid).get("Type") == "/OBJR"

    def _around(self, element: Any) -> Any:
        """The Link around an element; if there is none, the element becomes one."""
        link = element
        while link.get("S") != "/Link":
            if "P" not in link:
                element["S"] = "/Link"
                return element
            link = self._object(link["P"])
        return link

    def identify(self, prefix: str) -> None:
        """Give notes identifiers, make those of table heads unique in the book, and list them all (14.7.2, IDTree)."""
        named: list[tuple[str, bytes]] = []
        for element in self._elements(self.root):
            if element.get("S") == "/Note":
                element["ID"] = pydyf.String(f"{prefix} note {len(named)}")
            elif "ID" in element:
                element["ID"] = pydyf.String(f"{prefix} {element['ID'].string}")
            if isinstance(element.get("A"), dict) and "Headers" in element["A"]:
                heads = [pydyf.String(f"{prefix} {head.string}") for head in element["A"]["Headers"]]
                element["A"]["Headers"] = pydyf.Array(heads)
            if "ID" in element:
                named.append((element["ID"].string, element.reference))
        if named:
            names = [item for name, reference in sorted(named) for item in (pydyf.String(name), reference)]
            self.root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})


def _scope_heads(page: Any) -> None:
    """Say of what each table head is the head (ISO 32000-1, table 349); the engine keeps the tags of cells on their boxes."""
    for box in page_box(page).descendants():
        mark = getattr(box, "mark", None)
        if mark is not None and mark["S"] == "/TH":
            mark["A"]["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"


def _margin_boxes(page: Any) -> list[Box]:
    return [box for box in page_box(page).children if isinstance(box, wp.MarginBox)]


def _text_boxes(box: Box) -> Iterator[Box]:
    if isinstance(box, wp.TextBox):
        if box.text.strip():
            yield box
    else:
        for child in getattr(box, "children", ()):
            yield from _text_boxes(child)


def _is_folio(box: Box) -> bool:
    content = box.style["content"]
    return isinstance(content, list | tuple) and any(
        item[0] == "counter()" and item[1][0] == "page" for item in content
    )


def _template(index: int, page: Any, box: Box, text: Box, tokens: list[Any]) -> FolioTemplate:
    font = next(token for token in tokens if isinstance(token, bytes) and token.endswith(b" Tf")).split()
    align = _alignment(box, text)
    return FolioTemplate(
        page=index,
        font=font[0][1:].decode(),
        size=float(font[1]),
        colour=tuple(t.decode() for t in tokens if isinstance(t, bytes) and t.endswith((b" gs", b" rg", b" k", b" g"))),
        features=tuple(sorted(_features(text.style).items())),
        align=align,
        x=text.position_x + align * text.width,
        y=text.position_y + text.baseline,
    )


def _alignment(box: Box, text: Box) -> float:
    """Which point of the folio stays where it is when its width changes."""
    style = text.style["text_align_all"]
    if style in ("center", "left", "right"):
        return {"left": 0.0, "center": 0.5, "right": 1.0}[style]
    return {"left": 0.0, "right": 1.0}.get(box.at_keyword.split("-")[-1], 0.5)


def _features(style: Any) -> dict[str, int]:
    names = "kerning", "variant_ligatures", "variant_position", "variant_caps", "variant_numeric"
    more = "variant_alternates", "variant_east_asian", "feature_settings"
    found = font_features(*(style[f"font_{name}"] for name in (*names, *more)))
    return {str(name): int(value) for name, value in found.items()}
