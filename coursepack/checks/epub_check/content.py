"""Checks of the text of one content document: notes and their links, alternative texts, tables, formulas, languages.

In: its path and its tree. Out: what is wrong with it, whatever else is in the e-book.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from coursepack.checks.epub_check.package import MATH, XML_LANG, h, place, words
from coursepack.diagnostics import Diagnostic, error

NOTE = error("E007", "note calls and notes do not pair")
BACKLINK = error("E008", "a note does not lead back to its call")
ALT = error("E014", "an image has no alternative text, or its caption is hidden or repeats it")
SCOPE = error("E015", "a header cell has no scope")
FORMULA = error("E016", "a formula has no alternative text")
LANGUAGE = error("E018", "words in another script whose language or direction is not marked")

CJK = "\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
"""Ranges of characters, for a class of a regular expression."""
_CJK = re.compile(f"[{CJK}]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LEFT_TO_RIGHT_LANGUAGES = ("en", "de", "fr", "es", "it", "la", "ru", "zh", "ja", "ko", "nl", "pl", "pt", "el", "tr")


def check_notes(path: str, root: etree._Element) -> Iterator[Diagnostic]:
    """Every call has one note and every note one call, in the same file, and both carry the same number."""
    by_id = {element.get("id"): element for element in root.iter("*") if element.get("id")}
    calls = [link for link in root.iter(h("a")) if link.get("role") == "doc-noteref"]
    notes = [element for element in root.iter("*") if element.get("role") == "doc-footnote"]
    counts = Counter(call.get("href", "") for call in calls)
    for call in calls:
        note = by_id.get(call.get("href", "")[1:])
        if note is None or note.get("role") != "doc-footnote":
            yield NOTE.at(place(path, call), f"the call ‘{call.get('href')}’ has no note in this file")
    for note in notes:
        count = counts[f"#{note.get('id')}"]
        if count != 1:
            yield NOTE.at(place(path, note), f"the note ‘{note.get('id')}’ has {count} calls")
        yield from _check_backlink(path, note, by_id)


def _check_backlink(path: str, note: etree._Element, by_id: dict[str | None, etree._Element]) -> Iterator[Diagnostic]:
    back = [link for link in note.iter(h("a")) if link.get("role") == "doc-backlink"]
    if len(back) != 1:
        yield BACKLINK.at(place(path, note), f"the note ‘{note.get('id')}’ has {len(back)} links back")
        return
    call = by_id.get(back[0].get("href", "")[1:])
    if call is None or call.get("href") != f"#{note.get('id')}":
        yield BACKLINK.at(place(path, note), f"the link back of ‘{note.get('id')}’ does not lead to its call")
    elif "".join(call.itertext()) != "".join(back[0].itertext()):
        yield BACKLINK.at(place(path, note), f"the note ‘{note.get('id')}’ and its call have different numbers")


def check_images(path: str, root: etree._Element) -> Iterator[Diagnostic]:
    """Every image says what it shows, or is marked as decoration; captions are heard, and say something else."""
    for image in root.iter(h("img")):
        if not (image.get("alt") or "").strip() and image.get("role") != "presentation":
            yield ALT.at(place(path, image), f"‘{image.get('src')}’ has no alternative text")
        figure = next(image.iterancestors(h("figure")), None)
        caption = None if figure is None else figure.find(h("figcaption"))
        if caption is not None and caption.get("aria-hidden"):
            yield ALT.at(place(path, caption), "the caption is hidden from assistive technology")
        if caption is not None and words(caption) == image.get("alt"):
            yield ALT.at(place(path, image), "the alternative text only repeats the caption")


def check_tables(path: str, root: etree._Element) -> Iterator[Diagnostic]:
    """Every header cell says whether it heads a column or a row."""
    for cell in root.iter(h("th")):
        if cell.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
            yield SCOPE.at(place(path, cell), f"the header cell ‘{words(cell)}’ has no scope")


def check_formulas(path: str, root: etree._Element) -> Iterator[Diagnostic]:
    """Every formula can be read out by systems that do not know MathML."""
    for formula in root.iter(MATH):
        if not (formula.get("alttext") or "").strip():
            yield FORMULA.at(place(path, formula), "a formula has no alttext")


def check_languages(path: str, root: etree._Element) -> Iterator[Diagnostic]:
    """Every CJK character stands in a run whose `lang` and `xml:lang` say so, and what runs from right to left in one whose
    `dir` does, in a language that runs so.
    """
    for element, text in _texts(root):
        found = _CJK.findall(text)
        if found and not _language(element).startswith(("zh", "ja", "ko")):
            yield LANGUAGE.at(place(path, element), f"‘{''.join(found[:8])}’ has no language")
        turned = _RIGHT_TO_LEFT.findall(text)
        if turned and (_nearest(element, "dir") != "rtl" or _language(element).startswith(_LEFT_TO_RIGHT_LANGUAGES)):
            yield LANGUAGE.at(place(path, element), f"‘{''.join(turned[:8])}’ has no language or direction")
    for element in root.iter("*"):
        if element.get("lang") != element.get(XML_LANG):
            yield LANGUAGE.at(place(path, element), f"lang is {element.get('lang')}, xml:lang differs")


def rare_characters(root: etree._Element) -> str:
    """The characters shown that few devices have: CJK, or of a script that runs from right to left."""
    found = {c for _, text in _texts(root) for c in _CJK.findall(text) + _RIGHT_TO_LEFT.findall(text)}
    return "".join(sorted(found))


def _texts(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Every text that is shown, with the element whose own it is."""
    for body in root.iter(h("body")):
        for element in body.iter("*"):
            yield element, (element.text or "") + "".join(child.tail or "" for child in element)


def _language(element: etree._Element) -> str:
    return _nearest(element, "lang")


def _nearest(element: etree._Element, name: str) -> str:
    """The value of an attribute on the element itself or on the nearest around it that has it."""
    return next((str(e.get(name)) for e in (element, *element.iterancestors()) if e.get(name)), "")
