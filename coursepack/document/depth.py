"""How deep markup stands within itself. In: a text, or its tree. Out: a finding where it is deeper than a page has room for.

Pandoc tries every bracket as the beginning of a link, of a citation and of a span, and all of them again within each: its time
doubles with every bracket that is open. Brackets are therefore counted before it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.sources.files import SourceFile

TOO_DEEP = error("M020", "markup stands too deep within itself")

MAX_DEPTH = 200
"""Levels of pandoc's JSON: some sixty divs within each other."""
MAX_STEPS = 20
"""Lists and quotations within each other: the narrowest page has a line or two for each of so many."""
MAX_DIVS = MAX_DEPTH // 3
_STEPPING = frozenset({"BulletList", "OrderedList", "DefinitionList", "BlockQuote"})
_LEAST_OF_A_STEP = 2
"""Levels of pandoc's JSON that a quotation takes; a list takes more."""
MAX_BRACKETS = 6
"""Brackets within each other in one paragraph; eight take pandoc seconds, sixteen minutes."""

_NOT_COUNTED = re.compile(
    r"\\[\s\S]"
    r"|^ {0,3}(?P<fence>`{3,}|~{3,})[^`\n]*\n(?s:.*?)^ {0,3}(?P=fence)"
    r"|(?<!`)(?P<tick>`+)(?!`)[^\n]*?(?<!`)(?P=tick)(?!`)"
    r"|\$(?=[^\s$])[^$\n]*(?<=\S)\$(?!\d)"
    r"|<!--(?s:.*?)-->",
    re.MULTILINE,
)
"""Escaped signs, code, formulas and comments, in which a bracket is a sign like any other."""
_SIGN = re.compile(r"[\[\]]|\n[ \t>]*\n")
_BLANK_LINE = re.compile(r"\n[ \t>]*\n")
_COSTLY = re.compile(r"[\[\](){}*_~^`'$<>|:\\-]")


def brackets_too_deep(source: SourceFile, texts: Iterable[str]) -> Diagnostic | None:
    """Report the first bracket that stands too deep in a paragraph of these texts of a file, closed or not."""
    for text in texts:
        offset = _deep_bracket(text)
        if offset is None:
            continue
        line = text[text.rfind("\n", 0, offset) + 1 :].partition("\n")[0]
        message = f"{MAX_BRACKETS + 1} brackets stand within each other, or were opened and never closed"
        return TOO_DEEP.at(source.locate(re.escape(line[:80])), message, r"write \[ for a bracket that is only a sign")
    return None


def _deep_bracket(text: str) -> int | None:
    depth = 0
    plain = _NOT_COUNTED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for sign in _SIGN.finditer(plain):
        depth = depth + 1 if sign[0] == "[" else max(0, depth - 1) if sign[0] == "]" else 0
        if depth > MAX_BRACKETS:
            return sign.start()
    return None


def tree_too_deep(source: SourceFile, levels: Sequence[list[Any]]) -> Diagnostic | None:
    """Report lists, quotations and divs that stand too deep in a tree of a file, given as its layers."""
    if len(levels) > _LEAST_OF_A_STEP * MAX_STEPS:
        for most, what, steps in ((MAX_DEPTH, "divs", None), (MAX_STEPS, "lists and quotations", _STEPPING)):
            words = _words_too_deep(levels[0], most, steps)
            if words is not None:
                message = f"{what} stand more than {MAX_DIVS if steps is None else most} deep within each other"
                return TOO_DEEP.at(source.locate_words(words), message, "divide it into paragraphs and sections")
    return None


def _words_too_deep(value: list[Any], most: int, steps: frozenset[str] | None) -> str | None:
    """The first words that stand deeper than allowed; empty where there is no word, `None` where all is well.

    Counted are nodes of these types, or all levels.
    """
    waiting, deep = [(item, 0) for item in value], None
    while waiting:
        item, depth = waiting.pop()
        if depth > most:
            if isinstance(item, str) and re.search(r"\w", item):
                return item
            deep = ""
        children = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        counted = steps is None or (isinstance(item, dict) and item.get("t") in steps)
        waiting.extend((child, depth + counted) for child in children)
    return deep


def costliest_paragraph(source: SourceFile) -> Location:
    """The head of the paragraph with the most markup signs: where pandoc, when it fails on a file, has most likely failed."""
    starts = [0, *(match.end() for match in _BLANK_LINE.finditer(source.text))]
    ends = [*starts[1:], len(source.text)]
    counts = {start: len(_COSTLY.findall(source.text, start, end)) for start, end in zip(starts, ends, strict=True)}
    return source.at(max(counts, key=lambda start: counts[start]))
