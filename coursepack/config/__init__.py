"""The shape of `manuscript/reader.toml`: few keys, good defaults, everything validated.

One module a table. `coursepack.configuration` reads the file and turns what pydantic finds wrong into diagnostics with lines.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints, field_validator

from coursepack.config.citations import Citations, Division
from coursepack.config.contents import Contents, Part
from coursepack.config.cover import Cover
from coursepack.config.distribution import Distribution
from coursepack.config.epub import Conformance, Epub
from coursepack.config.exports import Exports
from coursepack.config.fields import Line, MaybeLine, Table, Text
from coursepack.config.identifiers import Identifiers
from coursepack.config.imposition import Imposition
from coursepack.config.index import Index
from coursepack.config.large_print import LargePrint, from_switch
from coursepack.config.page import TRIM_SIZES, Page, trim_size
from coursepack.config.pagination import Pagination
from coursepack.config.paper import STOCKS, Paper
from coursepack.config.permissions import Permissions
from coursepack.config.press import Press
from coursepack.config.screen import Screen
from coursepack.config.terms import Terms

__all__ = [
    "STOCKS",
    "TRIM_SIZES",
    "Citations",
    "Config",
    "Conformance",
    "Contents",
    "Cover",
    "Distribution",
    "Division",
    "Editions",
    "Epub",
    "Exports",
    "Identifiers",
    "Imposition",
    "Index",
    "LargePrint",
    "Page",
    "Pagination",
    "Paper",
    "Part",
    "Press",
    "Screen",
    "Silence",
    "Terms",
    "json_schema",
    "trim_size",
]


class Silence(Table):
    """A warning that the author has looked at and sets aside. Errors, and what the proofs find, cannot be silenced."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{3}$")]
    file: str = ""
    """Only in this file, relative to the project's folder."""
    match: str = ""
    """Only where the message holds these words, such as the key of a work."""
    reason: Text


class Editions(Table):
    """Which editions a build writes."""

    print: bool = True
    screen: bool = True
    epub: bool = True
    cover: bool = True
    citations: bool = True


class Config(Table):
    """The whole of `reader.toml`."""

    title: Line
    subtitle: MaybeLine = ""
    editors: list[Line] = []
    authors: list[Line] = []
    institution: MaybeLine = ""
    course: MaybeLine = ""
    term: MaybeLine = ""
    publisher: MaybeLine = ""
    place: MaybeLine = ""
    edition: MaybeLine = ""
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
    print: Press = Press()
    pagination: Pagination = Pagination()
    cover: Cover = Cover()
    paper: Paper = Paper()
    imposition: Imposition = Imposition()
    citations: Citations = Citations()
    index: Index = Index()
    terms: Terms = Terms()
    editions: Editions = Editions()
    permissions: Permissions = Permissions()
    exports: Exports = Exports()
    screen: Screen = Screen()
    epub: Epub = Epub()
    distribution: Distribution = Distribution()
    large_print: Annotated[LargePrint | None, BeforeValidator(from_switch)] = None
    """`large-print = true` is enough."""
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


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `reader.toml`, with the keys as they are written."""
    address = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": address, **Config.model_json_schema(by_alias=True), "title": "reader.toml"}
