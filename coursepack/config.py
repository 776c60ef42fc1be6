"""The shape of `manuscript/reader.toml`: few keys, good defaults, everything validated.

`coursepack.configuration` reads the file and turns what pydantic finds wrong into diagnostics with lines.
"""

from __future__ import annotations

import re
from datetime import date
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
    return round(float(match[1]) * unit, 2), round(float(match[2]) * unit, 2)


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
    chapters: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _named(self) -> Part:
        if not (self.title or self.file):
            raise ValueError("a part needs a title, or a file that begins with one")
        return self


class Contents(_Table):
    """The order of the book. Items are files (`names.md`), relative to the manuscript folder, or names of generated sections."""

    front: list[str] = ["half-title", "title-page", "copyright", "contents"]
    opening: list[str] = []
    """Unnumbered chapters before the first: an introduction, the chronology."""
    chapters: list[str] = []
    parts: list[Part] = []
    back: list[str] = ["bibliography"]

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


class Citations(_Table):
    """How works are cited."""

    bibliography: str = "bibliography.bib"
    """Relative to the project's folder."""
    style: Text = "chicago-notes-bibliography"
    first: Literal["chapter", "book"] = "chapter"
    """Where the first citation in full restarts: in every chapter, or only once in the book. For styles with notes."""


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
    licence: str = ""
    """URL of the licence."""
    description: str = ""
    subjects: list[Text] = []
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")] = "reader"
    """What the output files are called: `NAME-print.pdf`."""
    identifiers: Identifiers = Identifiers()
    contents: Contents
    page: Page = Page()
    citations: Citations = Citations()
    editions: Editions = Editions()

    @property
    def full_title(self) -> str:
        """Title and subtitle as one line."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def contributors(self) -> list[str]:
        """Editors, or authors where there are none."""
        return self.editors or self.authors
