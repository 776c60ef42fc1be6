"""The shape of `manuscript/reader.toml`: few keys, good defaults, everything validated.

`coursepack.configuration` reads the file and turns what pydantic finds wrong into diagnostics with lines.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0}
"""PDF points (1/72 in) a unit."""

TRIM_SIZES = {
    "a4": (595.28, 841.89),
    "a5": (419.53, 595.28),
    "b5": (498.90, 708.66),
    "us-letter": (612.0, 792.0),
    "6x9in": (432.0, 648.0),
    "5.5x8.5in": (396.0, 612.0),
    "royal": (442.20, 663.31),
    "demy": (391.18, 612.28),
}
"""Width and height in points (ISO 216 for A and B; US trade and British sizes)."""

SMALLEST, LARGEST = 70 * POINTS["mm"], 600 * POINTS["mm"]
"""Sides of a page on which the margins leave room for a line, and of one that a press can take."""

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def trim_size(text: str) -> tuple[float, float]:
    """Width and height in points of a trim size: a name of `TRIM_SIZES`, or "W x H" with mm, cm, in or pt."""
    name = text.strip().lower()
    if name in TRIM_SIZES:
        return TRIM_SIZES[name]
    match = _SIZE.fullmatch(name)
    if match is None:
        known = ", ".join(TRIM_SIZES)
        raise ValueError(f"‘{text}’ is not a page size; write one of {known}, or “156 x 234 mm”")
    unit = POINTS[match[3]]
    width, height = round(float(match[1]) * unit, 2), round(float(match[2]) * unit, 2)
    if not all(SMALLEST <= side <= LARGEST for side in (width, height)):
        raise ValueError(f"‘{text}’ cannot be printed: a page is 70 to 600 mm wide and high")
    return width, height


def _inside(path: str) -> str:
    if path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", path) or "\0" in path:
        raise ValueError("the file must lie in the project's folder; copy it there")
    return path


class _Table(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, alias_generator=lambda s: s.replace("_", "-")
    )


class Identifiers(_Table):
    """What names the book to the trade. `uri` is made from the publisher, title and date where it is not given."""

    isbn_print: str = ""
    isbn_epub: str = ""
    uri: str = ""
    doi: str = ""

    @field_validator("isbn_print", "isbn_epub")
    @classmethod
    def _checksum(cls, value: str) -> str:
        digits = re.sub(r"[ -]", "", value)
        if not digits:
            return ""
        if not re.fullmatch(r"97[89]\d{10}", digits):
            raise ValueError("an ISBN has 13 digits and begins with 978 or 979")
        if sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(digits)) % 10:
            raise ValueError("the check digit of this ISBN is wrong; compare it with the original")
        return value


class Part(_Table):
    """A part of the body: its title, the file of its opening page (optional), its chapters."""

    title: Text = ""
    file: str = ""
    chapters: list[Text] = Field(min_length=1)

    @model_validator(mode="after")
    def _named(self) -> Part:
        if not (self.title or self.file):
            raise ValueError("a part needs a title, or a file that begins with one")
        return self


class Contents(_Table):
    """The order of the book. Items are files (`names.md`), relative to the manuscript folder, or names of generated sections."""

    front: list[Text] = ["half-title", "title-page", "copyright", "contents"]
    opening: list[Text] = []
    """Unnumbered chapters before the first: an introduction, the chronology."""
    chapters: list[Text] = []
    parts: list[Part] = []
    back: list[Text] = ["bibliography"]

    @model_validator(mode="after")
    def _body(self) -> Contents:
        if self.chapters and self.parts:
            raise ValueError("give either chapters or parts; chapters of a book with parts belong to the parts")
        if not (self.chapters or self.parts or self.opening):
            raise ValueError("the book has no chapters: list them under chapters, or in parts")
        return self


class Page(_Table):
    """The trimmed page of the print and screen editions."""

    size: Annotated[str, AfterValidator(lambda value: (trim_size(value), value)[1])] = "6x9in"

    @property
    def trim(self) -> tuple[float, float]:
        """Width and height in points."""
        return trim_size(self.size)


class Division(_Table):
    """A part of the bibliography: the works that have the keyword, the CSL type and the language asked for, or all the rest."""

    title: Text
    keyword: str = ""
    type: str = ""
    language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3})?$")] = ""


class Citations(_Table):
    """How works are cited."""

    bibliography: Annotated[Text, AfterValidator(_inside)] = "bibliography.bib"
    """Relative to the project's folder."""
    style: Text = "chicago-notes-bibliography"
    first: Literal["chapter", "book"] = "chapter"
    """Where the first citation in full restarts: in every chapter, or only once in the book. For styles with notes."""
    divide: list[Division] = []
    """The parts of the bibliography, in order; each work stands in the first that takes it."""
    in_chapters: bool = False
    """Whether each chapter that cites ends with a list of its own."""


class Silence(_Table):
    """A warning that the author has looked at and sets aside. Errors, and what the proofs find, cannot be silenced."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{3}$")]
    file: str = ""
    """Only in this file, relative to the project's folder."""
    match: str = ""
    """Only where the message holds these words, such as the key of a work."""
    reason: Text


class Editions(_Table):
    """Which editions a build writes."""

    print: bool = True
    screen: bool = True
    epub: bool = True
    citations: bool = True


class Config(_Table):
    """The whole of `reader.toml`."""

    title: Text
    subtitle: str = ""
    editors: list[Text] = []
    authors: list[Text] = []
    institution: str = ""
    course: str = ""
    term: str = ""
    publisher: str = ""
    place: str = ""
    edition: str = ""
    date: date
    """Of publication; also the only date written into the files, so that builds can be repeated."""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")] = "en-GB"
    rights: str = ""
    licence: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")] = ""
    """Address of the licence on the web."""
    description: str = ""
    subjects: list[Text] = []
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")] = "reader"
    """What the output files are called: `NAME-print.pdf`."""
    identifiers: Identifiers = Identifiers()
    contents: Contents
    page: Page = Page()
    citations: Citations = Citations()
    editions: Editions = Editions()
    silence: list[Silence] = []

    @field_validator("date", mode="before")
    @classmethod
    def _day(cls, value: object) -> object:
        if isinstance(value, datetime) or not isinstance(value, date | str):
            raise ValueError("a date is a day, without a time: year, month and day with hyphens")
        return value

    @property
    def full_title(self) -> str:
        """Title and subtitle as one line."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def contributors(self) -> list[str]:
        """Editors, or authors where there are none."""
        return self.editors or self.authors
