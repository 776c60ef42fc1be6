"""DOCX and ODT: what pandoc reads, and what the package holds beside it.

Pandoc leaves out running heads, comments and text boxes without a word; the package is therefore opened here too, for its
images and for the words against which the chapter is held.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping

from lxml import etree

from coursepack import pandoc
from coursepack.document.ast import Blocks, Node, attributes, text_of, walk
from coursepack.importing.model import Draft, Unreadable
from coursepack.importing.odt_marks import NO_WORDS, OFFICE, TEXT, tell_marks

_LARGEST = 200_000_000  # bytes of an unpacked package: far more than a reading, far less than a machine has
_TEXT_PARTS = {
    "docx": re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*|comments)\.xml"),
    "odt": re.compile(r"(content|styles)\.xml"),
}
_IMAGES = {"docx": re.compile(r"word/(media/.+)"), "odt": re.compile(r"(Pictures/.+)")}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_MARGINAL = re.compile(r"word/(header|footer)\d*\.xml")


def read_office(name: str, kind: str, data: bytes) -> Draft:
    """Read a DOCX or ODT file; raises `Unreadable`."""
    parts = {path: _parse(part) for path, part in _unpack(data, kind).items()}
    ast = pandoc.read(data, kind, "--track-changes=all" if kind == "docx" else "")
    draft = Draft(name, "", ast["blocks"], " ".join(_words_of(part) for part in parts.values()), _images(data, kind))
    draft.title = text_of(_without_changes(draft, ast["meta"].get("title", {}).get("c", []))).strip()
    for path, part in parts.items():
        if _MARGINAL.fullmatch(path) and (said := " ".join(_words_of(part).split())):
            draft.concern("running heads", f"left out: “{said}”")
    if kind == "odt":
        _find_title(draft, parts)
        tell_marks(draft, parts.values())
    draft.blocks = _settle_changes(draft, draft.blocks)
    return draft


def _find_title(draft: Draft, parts: Mapping[str, etree._Element]) -> None:
    """The paragraph in the style Title of an ODT, which pandoc reads as any other."""
    first = draft.blocks[0] if draft.blocks else None
    styled = [element for root in parts.values() for element in root.iter(f"{TEXT}p", f"{TEXT}h")]
    title = next((element for element in styled if element.get(f"{TEXT}style-name") == "Title"), None)
    if first and title is not None and text_of(first).split() == "".join(title.itertext()).split():
        draft.title = text_of(first).strip()
        del draft.blocks[0]


def _parse(part: bytes) -> etree._Element:
    try:
        return etree.fromstring(part, _PARSER)
    except etree.XMLSyntaxError as fault:
        raise Unreadable(f"its XML is broken: {fault}") from fault


def _unpack(data: bytes, kind: str) -> dict[str, bytes]:
    return {name: part for name, part in _members(data, kind).items() if _TEXT_PARTS[kind].fullmatch(name)}


def _members(data: bytes, kind: str) -> dict[str, bytes]:
    """The parts that are words or images; what a part unpacks to is bounded by what the package says of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(item.file_size for item in package.infolist()) > _LARGEST:
                raise Unreadable("the file unpacks to more than 200 MB")
            wanted = dict.fromkeys(package.namelist())
            return {name: package.read(name) for name in wanted if _is_read(name, kind)}
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise Unreadable(f"it is not a {kind.upper()} file: {fault}") from fault


def _is_read(name: str, kind: str) -> bool:
    return bool(_TEXT_PARTS[kind].fullmatch(name) or _IMAGES[kind].fullmatch(name))


def _images(data: bytes, kind: str) -> dict[str, bytes]:
    found = ((_IMAGES[kind].fullmatch(name), part) for name, part in _members(data, kind).items())
    return {match[1]: part for match, part in found if match}


def _words_of(root: etree._Element) -> str:
    """The text of one XML part; paragraphs, tabs and breaks part words, runs do not. Numbers of notes are not words."""
    if str(root.tag).startswith(OFFICE):
        texts: list[str] = []
        _gather(root, texts)
        return "".join(texts)
    texts = []
    for element in root.iter("{*}t", "{*}delText", "{*}p", "{*}tab", "{*}br"):
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
