"""From a section and some of its words back to the place in the author's files: what the proofs point at."""

from __future__ import annotations

from collections.abc import Sequence

from coursepack.diagnostics import Location
from coursepack.document.chapters import Chapter
from coursepack.document.model import Book, Section


class Locator:
    """Finds where words of a section stand in the author's files."""

    def __init__(self, book: Book, chapters: Sequence[Chapter]) -> None:
        self._sections = {section.id: section for section in book.sections}
        self._chapters = {chapter.id: chapter for chapter in chapters}

    def __call__(self, section: str, snippet: str) -> Location:
        """Find words by the id of their section; its file alone where they are not found."""
        chapter = self._chapters.get(section)
        if chapter is None:
            return self._sections[section].source
        places = [source.locate_words(snippet) for source in (chapter.source, *chapter.data)]
        return next((place for place in places if place.line), chapter.location)

    def words(self, section: Section, snippet: str) -> Location:
        """Find words by the section itself."""
        return self(section.id, snippet)
