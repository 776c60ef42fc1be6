"""Labels of notes that references name: `[^steel]` called in a text, `[](#^steel)` or `[](#doubters^steel)` elsewhere.

pandoc drops the labels of notes. Those that a reference asks for are set behind their calls, as empty spans, before the text is
parsed; `coursepack.document.notes` takes them off again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

CLASS = "called-as"
"""Of the empty span behind a call."""

_REFERENCE = re.compile(r"\]\(#[\w.-]*\^([^)\s]+)\)")
_CALL = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_CODE = re.compile(r"^(```+|~~~+)[\s\S]*?^\1|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)|<!--[\s\S]*?-->", re.MULTILINE)


def wanted_labels(texts: Iterable[str]) -> frozenset[str]:
    """The labels that references of a book name."""
    return frozenset(match[1] for text in texts for match in _REFERENCE.finditer(text))


def name_calls(markdown: str, wanted: frozenset[str]) -> str:
    """Set the label behind every call that has a wanted one; the lines of the text stay where they are."""
    if not wanted:
        return markdown
    code = [match.span() for match in _CODE.finditer(markdown)]

    def named(match: re.Match[str]) -> str:
        inside = any(start <= match.start() < end for start, end in code)
        return match[0] if inside or match[1] not in wanted else f'{match[0]}[]{{.{CLASS} label="{match[1]}"}}'

    return _CALL.sub(named, markdown)
