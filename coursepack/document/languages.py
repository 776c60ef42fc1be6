"""Runs of Chinese, Japanese and Korean characters, and of scripts that run from right to left, that the author did not mark get
the language that they need for their font, their line breaks and their voice (WCAG 2.2, 3.1.2); languages get their direction.
"""

from __future__ import annotations

import re

from lxml import etree

from coursepack.document.markup import Element, make
from coursepack.scripts import RIGHT_TO_LEFT, runs_right_to_left

_IDEOGRAPH = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3040-\u30ff\u31f0-\u31ff"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_BETWEEN = "\u3000-\u3004\u3008-\u303f\uff00-\uffef"
RUN = re.compile(f"[{_IDEOGRAPH}{_KANA}{_HANGUL}{_BETWEEN}]+")
"""A run of East Asian writing, with the brackets and full-width forms that belong to it: 《人民日报》."""

EAST_ASIAN = ("zh", "ja", "ko")

_PHRASES = [rf"[{script.characters}]+(?:[\s\d.,:;'’\"“”()\-–]*[{script.characters}]+)*" for script in RIGHT_TO_LEFT]
"""Words of one script with what stands between them, so that they are set as one run from right to left."""
FOREIGN_RUN = re.compile("|".join([RUN.pattern, *_PHRASES]))
"""A run of any writing that is marked with its language."""


def language_of(run: str) -> str:
    """The language that the script of a run implies."""
    for script in RIGHT_TO_LEFT:
        if script.holds(run[0]):
            return script.languages[0]
    if re.search(f"[{_KANA}]", run):
        return "ja"
    return "ko" if re.search(f"[{_HANGUL}]", run) else "zh-Hans"


def mark_languages(root: Element) -> None:
    """Wrap every unmarked run in `<span lang>`; formulas (MathML) have no such element."""
    for element in list(root.iter(etree.Element)):
        if str(element.tag).startswith("{"):
            continue
        around = _language_around(element)
        if element.text and _is_unmarked(element.text, around):
            text, element.text = element.text, None
            _insert(element, 0, text, around)
        for child in list(element):
            if child.tail and _is_unmarked(child.tail, around):
                text, child.tail = child.tail, None
                _insert(element, element.index(child) + 1, text, around)
    _set_directions(root)


def _set_directions(root: Element) -> None:
    """Give every language that runs another way than the text around it its direction, unless the author has given one."""
    for element in root.iter(etree.Element):
        language = element.get("lang")
        if not language or element.get("dir") in ("ltr", "rtl"):
            continue
        around = next((node.get("dir") for node in element.iterancestors() if node.get("dir")), "ltr")
        own = "rtl" if runs_right_to_left(language) else "ltr"
        if own != around:
            element.set("dir", own)
        elif "dir" in element.attrib:
            del element.attrib["dir"]


def _language_around(element: Element) -> str:
    """The nearest language around an element's own text."""
    return next((node.get("lang", "") for node in (element, *element.iterancestors()) if node.get("lang")), "")


def _is_unmarked(text: str, around: str) -> bool:
    """Whether a text holds a run in a script that the language around it is not written in."""
    return any(not _is_written_in(match[0], around) for match in FOREIGN_RUN.finditer(text))


def _is_written_in(run: str, language: str) -> bool:
    if RUN.match(run):
        return language.split("-", maxsplit=1)[0] in EAST_ASIAN
    return runs_right_to_left(language)


def _insert(parent: Element, at: int, text: str, around: str) -> None:
    """Insert text before child `at` of `parent`, the runs wrapped that are not in the language around it."""
    end = 0
    previous: Element | None = parent[at - 1] if at else None
    for match in FOREIGN_RUN.finditer(text):
        if _is_written_in(match[0], around):
            continue
        _after(parent, previous, text[end : match.start()])
        span = make("span", match[0], lang=language_of(match[0]))
        parent.insert(at, span)
        previous, at, end = span, at + 1, match.end()
    _after(parent, previous, text[end:])


def _after(parent: Element, previous: Element | None, text: str) -> None:
    if previous is None:
        parent.text = (parent.text or "") + text or None
    else:
        previous.tail = (previous.tail or "") + text or None


def is_cjk(character: str) -> bool:
    """Whether a character needs a Chinese, Japanese or Korean font: ideographs, kana, hangul, full-width forms."""
    return bool(_CJK.match(character))


def cjk_of(text: str) -> set[str]:
    """The characters of a text that need such a font."""
    return set(_CJK.findall(text))


_CJK = re.compile("[\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
