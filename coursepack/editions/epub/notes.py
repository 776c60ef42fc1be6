"""E-book: notes and their calls, so that a reading system can show a note in a pop-up and lead back from it.

EPUB Structural Semantics `noteref`, `footnote`, `backlink` and the roles `doc-noteref`, `doc-footnote`, `doc-backlink`.
"""

from __future__ import annotations

from lxml import etree

from coursepack.editions.epub.vocabulary import EPUB_TYPE, has_class
from coursepack.editions.epub.words import Words


def number_notes(root: etree._Element, words: Words) -> None:
    """Raise the calls, and give every note its number, which leads back to its call."""
    calls = {}
    for call in list(root.iter("a")):
        if has_class(call, "noteref"):
            calls[call.get("href", "")[1:]] = call
            _raise_call(call)
    for note in root.iter("aside"):
        if has_class(note, "note") and note.get("id") in calls:
            _number_note(note, calls[note.get("id", "")], words)


def _raise_call(call: etree._Element) -> None:
    call.set(EPUB_TYPE, "noteref")
    call.set("role", "doc-noteref")
    parent = call.getparent()
    if parent is None or parent.tag == "sup":
        return
    raised = etree.Element("sup")
    raised.tail, call.tail = call.tail, None
    parent.replace(call, raised)
    raised.append(call)


def _number_note(note: etree._Element, call: etree._Element, words: Words) -> None:
    number = note.get("data-number", "")
    note.set(EPUB_TYPE, "footnote")
    note.set("role", "doc-footnote")
    first = note[0] if len(note) and note[0].tag == "p" else None
    if first is None:
        first = etree.Element("p")
        note.insert(0, first)
    back = etree.Element("a")
    back.set("class", "backlink")
    back.set(EPUB_TYPE, "backlink")
    back.set("role", "doc-backlink")
    back.set("href", f"#{call.get('id')}")
    back.set("aria-label", words["back"].format(number=number))
    back.text = number
    back.tail = ". " + (first.text or "")
    first.text = None
    first.insert(0, back)
