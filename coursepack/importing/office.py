"""DOCX and ODT: what pandoc reads, and what the package holds beside it.

Pandoc leaves out running heads, comments and text boxes without a word; the package is therefore opened here too, for its
images and for the words against which the chapter is held.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from coursepack import pandoc
from coursepack.document.ast import Blocks, Inlines, Node, attributes, text_of, walk
from coursepack.importing.model import Draft
from coursepack.importing.odt_marks import NO_WORDS, OFFICE, TEXT, tell_marks
from coursepack.importing.odt_objects import put_formulas, take_formulas, tell_objects
from coursepack.importing.package import images, text_parts, with_part

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MARGINAL = re.compile(r"word/(header|footer)\d*\.xml")


def read_office(name: str, kind: str, data: bytes) -> Draft:
    """Read a DOCX or ODT file; raises `Unreadable`."""
    parts = text_parts(data, kind)
    original = " ".join(_words_of(part) for part in parts.values())
    formulas = take_formulas(parts) if kind == "odt" else []
    if formulas:
        data = with_part(data, "content.xml", etree.tostring(parts["content.xml"]))
    ast = pandoc.read(data, kind, "--track-changes=all" if kind == "docx" else "")
    draft = Draft(name, "", put_formulas(ast["blocks"], formulas), original, images(data, kind))
    for path, part in parts.items():
        if _MARGINAL.fullmatch(path) and (said := " ".join(_words_of(part).split())):
            draft.concern("running heads", f"left out: “{said}”")
    if kind == "docx":
        _take_opening(draft, ast["meta"])
        _tell_drawings(draft, parts)
    else:
        _find_title(draft, parts)
        tell_marks(draft, parts.values())
        tell_objects(draft, parts["content.xml"])
    draft.blocks = _settle_changes(draft, draft.blocks)
    return draft


def _take_opening(draft: Draft, meta: Mapping[str, Node]) -> None:
    """Paragraphs at the head of a DOCX in the styles Title, Abstract and the like, which pandoc takes out of the text."""
    for name, value in sorted(meta.items(), key=lambda item: item[0] == "title"):
        blocks = value["c"] if value["t"] == "MetaBlocks" else [_title(value["c"])] if name == "title" else []
        if blocks:
            draft.blocks[:0] = blocks
        if name == "abstract":
            draft.concern("abstract", "it stands at the head of the text; put it between ::: abstract and :::")
        elif name != "title" and (said := " ".join(_said(value).split())):
            draft.concern("front matter", f"left out: {name}: {said}")


def _tell_drawings(draft: Draft, parts: Mapping[str, etree._Element]) -> None:
    """Name drawings of a DOCX that are neither picture nor text box (charts, shapes); say how many formulas are not read."""
    named: dict[str, str] = {}
    formulas = 0
    for root in parts.values():
        formulas += sum(1 for _ in root.iter(f"{_MATH}oMath"))
        for drawing in root.iter("{*}drawing"):
            if not any(True for _ in drawing.iter("{*}txbxContent")) and not _picture(drawing):
                about = next(drawing.iter("{*}docPr"), drawing)
                named[about.get("name") or "without a name"] = about.get("descr") or ""
    for name, words in named.items():
        shows = f", which shows “{words}”," if words else ""
        draft.concern("drawing", f"‘{name}’{shows} was left out; put it in as a picture")

    read = sum(node["t"] == "Math" for node in walk(draft.blocks))
    if read < formulas:
        draft.concern(
            "formulas", f"the file has {formulas}, and {read} of them could be read; put the others in by hand"
        )


def _picture(drawing: etree._Element) -> bool:
    return any(value for blip in drawing.iter("{*}blip") for value in blip.attrib.values())


def _said(value: Node) -> str:
    inner = value["c"]
    return ", ".join(map(_said, inner)) if value["t"] == "MetaList" else text_of(inner)


def _title(words: Inlines) -> Node:
    """A heading above all others: the title, whatever headings there are."""
    return {"t": "Header", "c": [0, ["", [], []], words]}


def _find_title(draft: Draft, parts: Mapping[str, etree._Element]) -> None:
    """The paragraph in the style Title of an ODT, which pandoc reads as any other."""
    first = draft.blocks[0] if draft.blocks else None
    styled = [element for root in parts.values() for element in root.iter(f"{TEXT}p", f"{TEXT}h")]
    title = next((element for element in styled if element.get(f"{TEXT}style-name") == "Title"), None)
    if first and title is not None and text_of(first).split() == "".join(title.itertext()).split():
        draft.blocks[0] = _title([{"t": "Str", "c": text_of(first).strip()}])


def _words_of(root: etree._Element) -> str:
    """The text of one XML part; paragraphs, tabs and breaks part words, runs do not. Numbers of notes are not words."""
    if str(root.tag).startswith(OFFICE):
        texts: list[str] = []
        _gather(root, texts)
        return "".join(texts)
    texts = []
    for element in root.iter(*(f"{{*}}{name}" for name in ("t", "delText", "p", "tab", "br"))):
        if str(element.tag).startswith(_MATH):
            continue
        local = etree.QName(element).localname
        texts.append(element.text or "" if local in ("t", "delText") else " ")
    return "".join(texts)


def _gather(element: etree._Element, texts: list[str]) -> None:
    """The text of an OpenDocument element, spans within words, all else apart."""
    if element.tag in NO_WORDS:
        return
    apart = "" if element.tag in (f"{TEXT}span", f"{TEXT}a") else " "
    texts += (apart, element.text or "")
    for child in element:
        _gather(child, texts)
        texts.append(child.tail or "")
    texts.append(apart)


def _settle_changes(draft: Draft, blocks: Blocks) -> Blocks:
    """Take insertions, leave out deletions and comments, and say of each what it was."""
    for node in walk(blocks):
        for key, value in list(node.items()):
            if key == "c":
                node["c"] = _without_changes(draft, value)
    return [block for block in blocks if not _is_change(block)]


def _without_changes(draft: Draft, value: object) -> object:
    if not isinstance(value, list):
        return value
    kept: list[object] = []
    for item in value:
        if not (isinstance(item, dict) and _is_change(item)):
            kept.append(_without_changes(draft, item) if isinstance(item, list) else item)
            continue
        kind, words = _change(item), " ".join(text_of(item).split())
        if kind == "insertion":
            kept += item["c"][1]
        if kind in ("insertion", "deletion"):
            draft.concern("tracked change", f"{kind} {'taken' if kind == 'insertion' else 'left out'}: “{words}”")
        elif kind == "comment-start":
            author = attributes(item)[2].get("author", "")
            draft.concern("comment", f"left out: “{words}” ({author})")
    return kept


_CHANGES = ("insertion", "deletion", "comment-start", "comment-end", "paragraph-insertion", "paragraph-deletion")


def _is_change(node: Node) -> bool:
    return node.get("t") == "Span" and _change(node) != ""


def _change(node: Node) -> str:
    return next((name for name in attributes(node)[1] if name in _CHANGES), "")
