"""`[contents]`: the order of the book."""

from __future__ import annotations

from pydantic import Field, model_validator

from coursepack.config.fields import Table, Text


class Part(Table):
    """A part of the body: its title, the file of its opening page (optional), its chapters."""

    title: Text = ""
    file: str = ""
    chapters: list[Text] = Field(min_length=1)

    @model_validator(mode="after")
    def _named(self) -> Part:
        if not (self.title or self.file):
            raise ValueError("a part needs a title, or a file that begins with one")
        return self


class Contents(Table):
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
