"""The anatomy of a book: the kinds of section, the runs of folios, how a section opens, its images."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a section is; also the class of its root element, the `page` of its style sheet and the key to its EPUB type."""

    HALF_TITLE = "half-title"
    TITLE_PAGE = "title-page"
    COPYRIGHT = "copyright"
    CONTENTS = "contents"
    ILLUSTRATIONS = "illustrations"
    PRELIM = "prelim"
    """Any chapter of the front matter: how to use this reader, a note on names."""
    PEOPLE = "people"
    INTRODUCTION = "introduction"
    """Any unnumbered chapter of the body."""
    CHRONOLOGY = "chronology"
    ACKNOWLEDGEMENTS = "acknowledgements"
    """By whose permission readings are reproduced."""
    PART = "part"
    CHAPTER = "chapter"
    GLOSSARY = "glossary"
    ABBREVIATIONS = "abbreviations"
    BIBLIOGRAPHY = "bibliography"
    INDEX = "index"
    APPENDIX = "appendix"
    """Any chapter of the back matter."""
    COLOPHON = "colophon"


class Matter(StrEnum):
    """The run of folios that a section belongs to: front matter counts in roman numerals, the rest in arabic from 1."""

    FRONT = "front"
    BODY = "body"


class Opening(StrEnum):
    """On which side of the sheet a section starts."""

    RECTO = "recto"
    VERSO = "verso"
    """The copyright page, on the back of the title page."""


@dataclass(frozen=True, slots=True)
class Image:
    """An image file of the book, by the path that `src` attributes name (`figures/steel.svg`)."""

    path: str
    media_type: str
    data: bytes
    width: int
    height: int
    """In pixels (SVG: CSS pixels of its viewport)."""
