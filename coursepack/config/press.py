"""`[print]`: what the press asks of the print edition."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from coursepack.config.fields import Table, inside
from coursepack.config.page import points

LARGEST_BLEED = points("20 mm")


def _can_be_trimmed(text: str) -> str:
    """A length that a bleed can have; raises `ValueError` for any other."""
    if points(text) > LARGEST_BLEED:
        raise ValueError(f"‘{text}’ is more than any press trims; a bleed is 0 to 20 mm")
    return text


class Press(Table):
    """The PDF for the press: its standard, its inks, and what stands outside the trimmed page."""

    standard: Literal["pdfx-4", "pdfx-1a"] = "pdfx-4"
    """PDF/X-4 (ISO 15930-7) or PDF/X-1a:2003 (ISO 15930-4)."""
    colour: Literal["black", "cmyk"] = "black"
    """One ink, or four."""
    bleed: Annotated[str, AfterValidator(_can_be_trimmed)] = "3 mm"
    marks: bool = True
    """Crop and registration marks, outside the bleed."""
    profile: Annotated[str, AfterValidator(inside)] = ""
    """Path of an ICC output profile in the project's folder, instead of the one that is shipped."""
    condition: str = ""
    """Name of the printing condition in the registry of the ICC (FOGRA51, CGATS21-2-CRPC6); with `profile` only."""
    ink_limit: Annotated[int, Field(ge=100, le=400)] = 300
    """The most ink that may stand on one spot, in percent of one ink."""
    signature: Annotated[int, Field(ge=1, le=64)] = 2
    """The page count is made a multiple of this, with blank pages at the end."""

    @property
    def bleed_points(self) -> float:
        """The bleed in points."""
        return points(self.bleed)
