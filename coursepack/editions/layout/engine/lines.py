"""Mend a line of the engine's line layout that loses notes.

Where a line fits only once a note placed before it has been put off to the next page, the engine sets the line and goes on to
the next page without looking for the calls in that very line: their notes are never printed. (WeasyPrint 70,
`_linebox_layout`, the branch that appends the line and stops.) Here, whatever note is still waiting when its line has been
set is put off to the next page with the others.

Internal replaced while a document is laid out: the function that sets the lines of a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint.layout.block

_ENGINE: Any = weasyprint.layout.block
_CHILDREN, _NOTES = 3, 4
"""Positions of the lines set so far among the arguments after the context, and of the notes of these lines in the answer."""


@contextmanager
def mended_lines() -> Iterator[None]:
    """Lay documents out with this change while this lasts."""
    set_lines = _ENGINE._linebox_layout  # noqa: SLF001  # there is no public way in
    _ENGINE._linebox_layout = _keeping_notes(set_lines)  # noqa: SLF001
    try:
        yield
    finally:
        _ENGINE._linebox_layout = set_lines  # noqa: SLF001


def _keeping_notes(set_lines: Callable[..., Any]) -> Callable[..., Any]:
    def keep(context: Any, *arguments: Any) -> Any:
        lines = arguments[_CHILDREN]
        before = len(lines)
        answer = set_lines(context, *arguments)
        for line in lines[before:]:
            for box in line.descendants():
                if box.footnote is not None and box.footnote in context.footnotes:
                    context.footnotes.remove(box.footnote)
                    context.reported_footnotes.append(box.footnote)
                    answer[_NOTES].append(box.footnote)
        return answer

    return keep
