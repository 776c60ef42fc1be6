"""Mend two places of the engine's line layout where notes part from their calls.

Lost: where a line fits only once a note placed before it has been put off to the next page, the engine sets the line and goes
on to the next page without looking for the calls in that very line: their notes are never printed. (WeasyPrint 70,
`_linebox_layout`, the branch that appends the line and stops.) Here, whatever note is still waiting when its line has been
set is put off to the next page with the others.

Late: in the same branch, the engine sends away notes of the page, whoever called them, so that a paragraph that must have two
lines at its foot gets them; and does not fetch them back where even that does not help. Here the paragraph goes to the next
page, unless it is the first thing on this one, or what was sent away is the rest of a long note, which may run on.

Internal replaced while a document is laid out: the function that sets the lines of a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import weasyprint.layout.block

from coursepack.editions.layout.engine.boxes import Box
from coursepack.editions.layout.notes import is_carried

_ENGINE: Any = weasyprint.layout.block
_CHILDREN, _PAGE_IS_EMPTY, _ABSOLUTE, _FIXED = 3, 4, 5, 6
"""Positions among the arguments after the context: the lines set so far, and what the engine knows of the page."""
_ABORT, _STOP, _NOTES = 0, 1, 4
"""Positions in the answer: give the block up, stop at this line, the notes of the lines."""


@contextmanager
def mended_lines() -> Iterator[None]:
    """Lay documents out with these changes while this lasts."""
    set_lines = _ENGINE._linebox_layout  # noqa: SLF001  # there is no public way in
    _ENGINE._linebox_layout = _keeping_notes(set_lines)  # noqa: SLF001
    try:
        yield
    finally:
        _ENGINE._linebox_layout = set_lines  # noqa: SLF001


def _keeping_notes(set_lines: Callable[..., Any]) -> Callable[..., Any]:
    def keep(context: Any, *arguments: Any) -> Any:
        before, placed = len(arguments[_CHILDREN]), list(context.current_page_footnotes)
        answer = set_lines(context, *arguments)
        lines = arguments[_CHILDREN][before:]
        for note in _notes(lines):
            if note in context.footnotes:
                context.footnotes.remove(note)
                context.reported_footnotes.append(note)
                answer[_NOTES].append(note)
        if arguments[_PAGE_IS_EMPTY] or not (answer[_ABORT] or answer[_STOP]):
            return answer
        sent = [note for note in [*placed, *answer[_NOTES]] if note in context.reported_footnotes]
        if all(is_carried(note.element) for note in sent):
            return answer
        return _given_up(context, arguments, answer, lines, [note for note in sent if note in placed])

    return keep


def _given_up(
    context: Any, arguments: Sequence[Any], answer: Sequence[Any], lines: Sequence[Box], sent: list[Box]
) -> Any:
    """Take the lines off the page, and the notes back that were sent away for them: the block begins on the next page."""
    for note in sent:
        context.reported_footnotes.remove(note)
        context.current_page_footnotes.append(note)
    _ENGINE.remove_placeholders(context, lines, arguments[_ABSOLUTE], arguments[_FIXED])
    context._update_footnote_area()  # noqa: SLF001  # as the engine's own methods that move notes do
    given_up = list(answer)
    given_up[_ABORT], given_up[_STOP] = True, False
    return tuple(given_up)


def _notes(lines: Sequence[Box]) -> list[Box]:
    return [box.footnote for line in lines for box in line.descendants() if box.footnote is not None]
