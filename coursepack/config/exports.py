"""`[exports]`: in which formats the cited works are exported, and for what parts of the book."""

from __future__ import annotations

from typing import Literal

from coursepack.config.fields import Table, Text

ExportFormat = Literal["csl-json", "biblatex", "bibtex", "ris", "endnote", "mods", "csv", "text", "html", "docx"]
ALL_FORMATS: list[ExportFormat] = [
    "csl-json",
    "biblatex",
    "bibtex",
    "ris",
    "endnote",
    "mods",
    "csv",
    "text",
    "html",
    "docx",
]


class Exports(Table):
    """What `citations/` holds."""

    formats: list[ExportFormat] = ALL_FORMATS
    by_chapter: bool = True
    """Whether each chapter that cites has files of its own."""
    by_keyword: bool = True
    """Whether each keyword of a cited work has files of its own."""
    names: list[Text] = []
    """The book's editors and authors as "Family, Given", for catalogues; one that is not named here stands as it is printed."""
