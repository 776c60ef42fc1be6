"""Emphasis in the words of an index heading, as of a title: `*People's Daily*, reporter of`.

An author writes it between asterisks, as elsewhere in Markdown. Headings are compared, sorted and named without it.
"""

from __future__ import annotations

import re
from copy import deepcopy

from coursepack.document.markup import Element, make, text_of

_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*!;]+)(?<=\S)\*(?![\w*])")


def without_emphasis(words: str) -> str:
    """The words alone."""
    return _EMPHASIS.sub(r"\1", words)


def with_emphasis(element: Element) -> str:
    """The words of an element as an author would write them in an entry."""
    marked = deepcopy(element)
    for emphasis in marked.iter("em"):
        emphasis.text = f"*{emphasis.text or ''}"
        last = emphasis[-1] if len(emphasis) else None
        if last is None:
            emphasis.text += "*"
        else:
            last.tail = f"{last.tail or ''}*"
    return text_of(marked)


def say(element: Element, words: str) -> Element:
    """Add words to an element that has no children yet, what is emphasised as `em`; gives the element."""
    for number, piece in enumerate(_EMPHASIS.split(words)):
        if number % 2:
            element.append(make("em", piece))
        elif len(element):
            element[-1].tail = piece
        else:
            element.text = (element.text or "") + piece
    return element
