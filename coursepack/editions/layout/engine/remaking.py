"""Make a page again that is not well made, before the next one is begun.

The engine makes pages one after the other and takes none back. What it knows between pages stands on its `LayoutContext`; it is
taken down before a page is made, and put back if the page is made again.

Internal replaced while a document is laid out: the function that makes a page, given its place among the pages. Taken down: every
attribute of `LayoutContext` that making a page changes and does not begin by setting (WeasyPrint 70: `make_page`, `remake_page`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

import weasyprint.layout.page

from coursepack.editions.layout.engine.hyphens import Hyphens

MOST_ROUNDS = 6
"""How often a page is made again, at the most."""

_ENGINE: Any = weasyprint.layout.page
_CHANGED = "footnotes", "reported_footnotes", "rendered_notes", "broken_out_of_flow", "tables"


@contextmanager
def mended_pages(hyphens: Hyphens) -> Iterator[None]:
    """Lay documents out without badly broken words while this lasts."""
    make = _ENGINE.remake_page
    _ENGINE.remake_page = _making_again(make, hyphens)
    try:
        yield
    finally:
        _ENGINE.remake_page = make


def _making_again(make: Callable[..., Any], hyphens: Hyphens) -> Callable[..., Any]:
    def make_page(index: int, context: Any, root_box: Any, html: Any) -> Any:
        hyphens.begin(index)
        before = _Before(context, index)
        made = make(index, context, root_box, html)
        for _ in range(MOST_ROUNDS):
            if not hyphens.find_bad(index, made[0]):
                break
            before.restore(context)
            made = make(index, context, root_box, html)
        _announce_page_of_notes(context, index, made[1])
        return made

    return make_page


def _announce_page_of_notes(context: Any, index: int, resume_at: Any) -> None:
    """Say that a page is to come where only notes are left: when pages are counted anew, the engine takes it for made already."""
    if resume_at is None and context.reported_footnotes:
        context.page_maker[index + 1][-1]["content_changed"] = True


class _Before:
    """What the engine knew before it made a page."""

    def __init__(self, context: Any, index: int) -> None:
        self._index = index
        self._values = {name: copy(getattr(context, name)) for name in _CHANGED}
        self._shapes = _copies(context._excluded_shapes)  # noqa: SLF001  # told nowhere else
        self._running = {name: copy(pages.get(index + 1)) for name, pages in context.running_elements.items()}
        self._remake = _copies(context.page_maker[index][-1])
        self._later = context.page_maker[index + 1 :]

    def restore(self, context: Any) -> None:
        """Let the engine know that, and nothing of the page."""
        for name, value in self._values.items():
            setattr(context, name, copy(value))
        context._excluded_shapes = _copies(self._shapes)  # noqa: SLF001  # as above
        for name, pages in context.running_elements.items():
            pages.pop(self._index + 1, None)
            if self._running.get(name) is not None:
                pages[self._index + 1] = copy(self._running[name])
        context.page_maker[self._index][-1].update(_copies(self._remake))
        context.page_maker[self._index + 1 :] = self._later


def _copies(table: dict[Any, Any]) -> dict[Any, Any]:
    return {key: copy(value) for key, value in table.items()}
