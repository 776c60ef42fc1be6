"""The images of the book, with their resolution where they stand on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coursepack.report.outcome import Outcome

_DRAWING = "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file; `ppi` is 0 for a drawing, which is sharp at any size, and where no print edition says it."""

    path: str
    drawing: bool
    width: int
    height: int
    ppi: int
    folios: tuple[str, ...]
    """Pages on which it was found in the print edition."""


def pictures_of(outcome: Outcome) -> list[Picture]:
    """Every image of the book by path; files of one size in pixels cannot be told apart, and are named by the lowest."""
    return sorted(_pictures(outcome), key=lambda picture: picture.path)


def _pictures(outcome: Outcome) -> Iterator[Picture]:
    placed = outcome.printed.resolutions if outcome.printed else ()
    for image in outcome.prepared.book.images.values():
        found = [place for place in placed if (place.width, place.height) == (image.width, image.height)]
        drawing = image.media_type == _DRAWING
        lowest = 0 if drawing else min((place.ppi for place in found), default=0)
        folios = () if drawing else tuple(dict.fromkeys(place.folio for place in found))
        yield Picture(image.path, drawing, image.width, image.height, lowest, folios)
