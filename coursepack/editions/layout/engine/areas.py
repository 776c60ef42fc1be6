"""Mend how the engine fills the notes' area at the foot of a page: keep notes in order, and do no work twice.

Order: when a line does not fit, the engine puts off notes that it had already placed, and adds them behind notes that it put
off before. They come out in the wrong order; a note that was cut into pieces is scrambled.

Work: to learn whether one more note fits, the engine lays the whole area out anew, again and again for the same notes, and
for notes that it must put off anyway because an earlier one has been.

Rounding: the engine finds that a note does not fit when it stands 1e-14 pixels out of the area that was made for it, and puts
it off without need. With some sizes of type every note comes pages late so.

Internals replaced while a document is laid out: two lists and a method of `LayoutContext`, and the function that it lays the
area out with. Nothing else moves by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

import weasyprint.layout
from weasyprint.layout import LayoutContext

from coursepack.editions.layout.engine.boxes import Box

_ENGINE: Any = weasyprint.layout
_ROUNDING = 1e-6
"""CSS pixels."""
_LISTS = "reported_footnotes", "current_page_footnotes"


@contextmanager
def mended_areas(places: Mapping[Element, int]) -> Iterator[None]:
    """Lay documents out with these changes while this lasts; `places` numbers the elements of the document."""
    lay_out_area, place_note = _ENGINE.block_level_layout, LayoutContext.layout_footnote
    for name in _LISTS:
        setattr(LayoutContext, name, _sorted_list(f"_ordered_{name}", places))
    _ENGINE.block_level_layout = _remembering(lay_out_area)
    LayoutContext.layout_footnote = _unless_put_off(place_note)
    try:
        yield
    finally:
        _ENGINE.block_level_layout, LayoutContext.layout_footnote = lay_out_area, place_note
        for name in _LISTS:
            delattr(LayoutContext, name)


def _sorted_list(store: str, places: Mapping[Element, int]) -> property:
    """Make an attribute that is a list of notes, in the order of the document whenever it is looked at."""

    def get(context: Any) -> list[Box]:
        notes: list[Box] = vars(context)[store]
        notes.sort(key=lambda note: places[note.element])
        return notes

    def set_(context: Any, notes: list[Box]) -> None:
        vars(context)[store] = notes

    return property(get, set_)


def _remembering(lay_out_area: Callable[..., Any]) -> Callable[..., Any]:
    """Lay the area of a page out only once for the same notes: only its height is asked for."""
    known: dict[tuple[Box, tuple[Element, ...]], Any] = {}

    def lay_out(context: Any, area: Box, *arguments: Any) -> Any:
        key = area.page, tuple(note.element for note in area.children)
        if key not in known:
            known[key] = lay_out_area(context, area, *arguments)
            _forgive(known[key][0])
        return known[key]

    return lay_out


def _forgive(area: Box) -> None:
    """Make an area higher by the rounding error that its last note stands out of it."""
    last = area.children[-1]
    foot = area.position_y + area.margin_height() - area.margin_bottom
    excess = last.position_y + last.margin_height() - last.margin_bottom - foot
    if 0 < excess < _ROUNDING:
        area.height += 2 * excess


def _unless_put_off(place_note: Callable[[Any, Box], bool]) -> Callable[[Any, Box], bool]:
    """Say at once that a note does not fit if an earlier one did not: the engine puts it off in any case."""

    def place(context: Any, note: Box) -> bool:
        if not context.reported_footnotes:
            return place_note(context, note)
        context.footnotes.remove(note)
        context.current_page_footnotes.append(note)
        return True

    return place
