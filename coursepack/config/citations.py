"""`[citations]`: how works are cited."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from coursepack.config.fields import Table, Text, inside


class Division(Table):
    """A part of the bibliography: the works that have the keyword, the CSL type and the language asked for, or all the rest."""

    title: Text
    keyword: str = ""
    type: str = ""
    language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3})?$")] = ""


class Citations(Table):
    """How works are cited."""

    bibliography: Annotated[Text, AfterValidator(inside)] = "bibliography.bib"
    """Relative to the project's folder."""
    authorities: Annotated[str, AfterValidator(inside)] = ""
    """An authority file: the forms in which persons, places, publishers and journals are to be written. None if empty."""
    style: Text = "chicago-notes-bibliography"
    first: Literal["chapter", "book"] = "chapter"
    """Where the first citation in full restarts: in every chapter, or only once in the book. For styles with notes."""
    divide: list[Division] = []
    """The parts of the bibliography, in order; each work stands in the first that takes it."""
    in_chapters: bool = False
    """Whether each chapter that cites ends with a list of its own."""
    cited_on: bool = False
    """Whether each entry of a list ends with the pages on which its work is cited."""
