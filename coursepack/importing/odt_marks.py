"""Tracked changes, comments and text boxes of an ODT, which pandoc passes over in silence (OpenDocument 1.3, 5.5 and 14.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from lxml import etree

from coursepack.document.ast import text_of, walk
from coursepack.importing.model import Draft

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
NO_WORDS = frozenset({f"{TEXT}note-citation", f"{OFFICE}change-info", f"{DC}date", f"{TEXT}date"})
"""Elements whose text nobody reads as part of the document."""


def tell_marks(draft: Draft, roots: Iterable[etree._Element]) -> None:
    """Say of each insertion that it was taken, and of each deletion, comment and unread text box what it said."""
    shown = " ".join(" ".join(text_of(node) for node in walk(draft.blocks) if node["t"] in ("Para", "Plain")).split())
    for root in roots:
        inserted = _between_marks(root)
        for region in root.iter(f"{TEXT}changed-region"):
            _tell_region(draft, region, inserted)
        for comment in root.iter(f"{OFFICE}annotation"):
            draft.concern("comment", f"left out: “{_words(comment)}” ({comment.findtext(f'{DC}creator') or ''})")
        for box in root.iter(f"{DRAW}text-box"):
            if (words := _words(box)) and words not in shown:
                draft.concern("text box", f"left out: “{words}”")


def _tell_region(draft: Draft, region: etree._Element, inserted: dict[str, str]) -> None:
    author = region.findtext(f".//{DC}creator") or ""
    name = region.get(f"{TEXT}id", "")
    if region.find(f"{TEXT}insertion") is not None and inserted.get(name):
        draft.concern("tracked change", f"insertion taken: “{inserted[name]}” ({author})")
    deletion = region.find(f"{TEXT}deletion")
    if deletion is not None:
        draft.concern("tracked change", f"deletion left out: “{_words(deletion)}” ({author})")


def _between_marks(root: etree._Element) -> dict[str, str]:
    """The words between the two marks of each change, by its id."""
    texts: dict[str, list[str]] = defaultdict(list)
    open_now: set[str] = set()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.get(f"{TEXT}change-id", "") if isinstance(element.tag, str) else ""
        if event == "start" and element.tag == f"{TEXT}change-start":
            open_now.add(name)
        if event == "start" and element.tag == f"{TEXT}change-end":
            open_now.discard(name)
        said = element.text if event == "start" else element.tail
        for change in open_now:
            texts[change].append(said or "")
    return {name: " ".join("".join(parts).split()) for name, parts in texts.items()}


def _words(element: etree._Element) -> str:
    """The paragraphs of an element, without who wrote them and when."""
    paragraphs = element.iter(f"{TEXT}p", f"{TEXT}h")
    return " ".join(" ".join(map(str, paragraph.itertext())) for paragraph in paragraphs).strip()
