"""`[epub]`: how the e-book is set, and what is claimed of its accessibility."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator, model_validator

from coursepack.config.fields import Table, Text


class Conformance(Table):
    """A claim that the e-book conforms to EPUB Accessibility 1.1, by a person who has gone through it (its §4.3)."""

    level: Literal["A", "AA", "AAA"]
    """Of the Web Content Accessibility Guidelines."""
    wcag: Literal["2.0", "2.1", "2.2"] = "2.2"
    certified_by: Text
    """The person or body that has judged it."""
    credential: str = ""
    """Name or address of the certifier's credential."""
    report: str = ""
    """Address of the certifier's report."""

    @field_validator("report")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("the report is an address on the web, which begins with https://")
        return value


class Epub(Table):
    """The e-book."""

    embed_fonts: Literal["needed", "all", "none"] = "needed"
    """Characters that few devices have (`needed`); the book's own typefaces too (`all`); or no fonts."""
    hyphenation: bool = True
    """Whether words may be divided at line ends; reading systems have settings of their own."""
    conformance: Conformance | None = None

    @model_validator(mode="before")
    @classmethod
    def _no_bare_claim(cls, value: object) -> object:
        if isinstance(value, dict) and isinstance(value.get("conformance"), bool | str):
            raise ValueError("conformance is a table that names who has judged it: [epub.conformance]")
        return value
