"""What the preflight looks for, and what it reads from a finished PDF for the press.

Lengths and places are in points, in the default coordinates of a page (ISO 32000-1, 8.3.2.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

INKS = ("cyan", "magenta", "yellow", "black")
Coverage = tuple[float, float, float, float]
"""How much of each of `INKS` stands on a spot, from 0 to 1."""

Use = Literal["text", "fill", "stroke", "shading", "image"]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the book and its configuration ask of the file."""

    trim: tuple[float | None, float]
    """Width and height; no width where it follows from what the file does not tell, as a cover's does."""
    bleed: float
    marks: bool
    """Crop and registration marks around the bleed."""
    standard: Literal["pdfx-4", "pdfx-1a"]
    colour: Literal["black", "cmyk"]
    ink_limit: float
    """Percent of one ink."""
    signature: int
    families: frozenset[str]
    """PostScript names of the book's font families, such as EBGaramond."""
    openings: tuple[str, ...]
    """Titles of the sections that open on a recto."""
    images: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Files of the book's images by width and height in pixels, to name them in messages."""
    folds: tuple[float, ...] = ()
    """Where marks show the folds of the spine, from the left edge of the trimmed page."""
    folios: bool = True
    """Whether pages have folios, as those of the book: `signature` and `openings` are asked of these alone."""
    pages: int | None = None
    """How many pages the file has, where that is known."""
    binders_marks: bool = False
    """Whether marks and words for the binder stand on the sheet, which may print on every plate."""


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour that something on the page is drawn in."""

    use: Use
    space: str
    """DeviceGray, DeviceCMYK, DeviceRGB, ICCBased, Separation All …"""
    inks: Coverage | None
    """`None` for a colour that is not given in the inks of the press."""


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image as it stands on a page; `ppi` is the lower of its two resolutions there."""

    width: int
    height: int
    ppi: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of a stroked path, or a filled shape that is as thin as one."""

    box: Box
    weight: float
    space: str
    """The colour space that it is drawn in."""


@dataclass(slots=True)
class Sheet:
    """One page of the file."""

    number: int = 0
    """From 1."""
    label: str = ""
    boxes: dict[str, Box] = field(default_factory=dict)
    paints: set[Paint] = field(default_factory=set)
    images: list[PlacedImage] = field(default_factory=list)
    image_ink: float = 0.0
    """The most ink on one spot of an image, as the sum of the four (1 is one ink in full)."""
    strokes: list[Stroke] = field(default_factory=list)
    transparency: set[str] = field(default_factory=set)
    """What lets other things show through, in words."""
    fonts: set[str] = field(default_factory=set)
    """Their keys (`ContentKeys`)."""
    active: tuple[str, ...] = ()
    """Keys of what does more than print."""

    def __str__(self) -> str:
        """Name the page as readers and presses do."""
        folio = f" (folio {self.label})" if self.label and self.label != str(self.number) else ""
        return f"page {self.number}{folio}"

    def take(self, other: Sheet) -> None:
        """Take in what is drawn in a further layer of the same page."""
        self.paints |= other.paints
        self.images += other.images
        self.image_ink = max(self.image_ink, other.image_ink)
        self.strokes += other.strokes
        self.transparency |= other.transparency
        self.fonts |= other.fonts

    @property
    def ink(self) -> float:
        """The most ink on one spot of the page: 1 is one ink in full. Things drawn over each other knock out what is below."""
        flat = (sum(paint.inks) for paint in self.paints if paint.inks is not None and paint.use != "image")
        return max((*flat, self.image_ink))

    @property
    def inks(self) -> frozenset[str]:
        """The inks that print on this page, without those of marks on every plate."""
        covers = [paint.inks for paint in self.paints if paint.inks is not None]
        return frozenset(ink for cover in covers for ink, share in zip(INKS, cover, strict=True) if share > 0)


@dataclass(frozen=True, slots=True)
class Font:
    """A font of the file; `fault` says why a press could not set it, empty where it can."""

    name: str
    fault: str
    where: str
    """The first page that is set in it."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What the file as a whole says of itself."""

    version: str
    properties: Mapping[str, str]
    """XMP properties by local name, those of PDF/X with their prefix."""
    information: Mapping[str, str]
    has_id: bool
    intents: tuple[str, ...]
    """Subtypes of the output intents."""
    profile_space: str
    """Colour space of the embedded profile: GRAY, CMYK …; empty where there is none."""
    condition: str
    active: tuple[str, ...]
    outline: tuple[tuple[str, int], ...]
    """Titles with the numbers of their pages, from 1."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file as read."""

    sheets: tuple[Sheet, ...]
    fonts: tuple[Font, ...]
    declared: Declared


@dataclass(frozen=True, slots=True)
class Resolution:
    """An image on a page; `folio` names the page."""

    folio: str
    width: int
    height: int
    ppi: int


@dataclass(frozen=True, slots=True)
class PressFigures:
    """What the preflight measured, for the report."""

    standard: str
    condition: str
    pages: int
    trim: str
    """Width and height in millimetres."""
    bleed: str
    inks: tuple[str, ...]
    colour_pages: tuple[int, ...]
    """Numbers of the pages on which another ink than black prints."""
    most_ink: int
    """Percent of one ink on the spot with the most."""
    images: int
    lowest_ppi: int
    """Of the images; 0 where there are none."""
    resolutions: tuple[Resolution, ...]
    """Of each image that is made of pixels."""
    thinnest_line: float
    """In points; 0 where there are none."""
    fonts: tuple[str, ...]
    transparent_pages: int
