"""`[imposition]`: the pages arranged on sheets, for a copy shop or a press without an imposition program of its own."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from coursepack.config.fields import Table
from coursepack.config.page import points

_WIDEST = points("15 mm")


def _gap(text: str) -> str:
    if points(text) > _WIDEST:
        raise ValueError(f"‘{text}’ is more than any knife takes; write 0 to 15 mm")
    return text


class Imposition(Table):
    """Which impositions a build makes of the print edition."""

    booklet: bool = False
    """Two pages a side, for sheets folded once and stapled through the fold."""
    signatures: bool = False
    """Eight pages a side, for sheets folded three times to signatures of sixteen pages."""
    creep: bool = True
    """Whether the pages of a booklet move towards the fold by as much as the sheets inside push out."""
    trim: Annotated[str, AfterValidator(_gap)] = "3 mm"
    """What is cut off at head, foot and fore-edge."""
    milling: Annotated[str, AfterValidator(_gap)] = "0 mm"
    """What is milled off at the spine of signatures that are glued; none of those that are sewn."""
    marks: bool = True
    """Fold, cut and collation marks in a margin around; without them, a booklet's sheet is exactly twice the page."""
