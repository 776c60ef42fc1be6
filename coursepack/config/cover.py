"""`[cover]`: the cover of the printed book and, from the same design, the picture that opens the e-book."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from coursepack.config.fields import Table, inside


class Cover(Table):
    """The cover: what stands on it and in which colour; title, names, course, publisher and ISBN are those of the book."""

    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")] = "#6e2023"
    """The colour of the cover, as red, green and blue in hexadecimal; the press gets it in its own inks."""
    colour: Literal["black", "cmyk"] = "cmyk"
    """The inks of the printed cover: four, or black alone."""
    blurb: str = ""
    """The text on the back, paragraphs parted by an empty line; the description where there is none."""
    image: Annotated[str, AfterValidator(inside)] = ""
    """A picture behind the label on the front, by its path in the manuscript folder."""
    spine_text: bool = True
    """Whether the title stands on the spine, where the spine is wide enough."""
    barcode: Annotated[int, Field(ge=80, le=100)] = 100
    """Size of the barcode, in percent of its nominal size (37.29 mm wide)."""
