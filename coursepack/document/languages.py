"""Runs of Chinese, Japanese and Korean characters that the author did not mark get the language that they need for their
font, their line breaks and their voice (WCAG 2.2, 3.1.2).
"""

from __future__ import annotations

import re

from lxml import etree

from coursepack.document.markup import Element, make

_IDEOGRAPH = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3040-\u30ff\u31f0-\u31ff"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_BETWEEN = "\u3000-\u3004\u3008-\u303f\uff00-\uffef"
RUN = re.compile(f"[{_IDEOGRAPH}{_KANA}{_HANGUL}{_BETWEEN}]+")
"""A run of East Asian writing, with the brackets and full-width forms that belong to it: 《人民日报》."""

EAST_ASIAN = ("zh", "ja", "ko")


def language_of(run: str) -> str:
    """The language that the script of a run implies."""
    if re.search(f"[{_KANA}]", run):
        return "ja"
    return "ko" if re.search(f"[{_HANGUL}]", run) else "zh-Hans"


def mark_languages(root: Element) -> None:
    """Wrap every unmarked run in `<span lang>`; formulas (MathML) have no such element."""
    for element in list(root.iter(etree.Element)):
        if _marked(element) or str(element.tag).startswith("{"):
            continue
        if element.text and RUN.search(element.text):
            text, element.text = element.text, None
            _insert(element, 0, text)
        for child in list(element):
            if child.tail and RUN.search(child.tail):
                text, child.tail = child.tail, None
                _insert(element, element.index(child) + 1, text)


def _marked(element: Element) -> bool:
    """Whether the nearest language around the element's own text is an East Asian one."""
    for node in (element, *element.iterancestors()):
        if lang := node.get("lang"):
            return lang.split("-")[0] in EAST_ASIAN
    return False


def _insert(parent: Element, at: int, text: str) -> None:
    """Insert text before child `at` of `parent`, its runs wrapped."""
    end = 0
    previous: Element | None = parent[at - 1] if at else None
    for match in RUN.finditer(text):
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
