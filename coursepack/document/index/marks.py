"""The index marks of a section, each with the line on which an author wrote it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from coursepack.diagnostics import Location
from coursepack.document.chapters import Chapter
from coursepack.document.index.emphasis import without_emphasis
from coursepack.document.markup import Element, has_class, of_class, text_of
from coursepack.document.model import Section
from coursepack.sources.files import SourceFile

_MARK = re.compile(r"\{([^{}]*\.index\b[^{}]*)\}")
_PAIR = re.compile(r"([\w-]+)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}|\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark. `path`, `said` and `sort` have the same number of levels; an empty level of `sort` is sorted by its words."""

    id: str
    path: tuple[str, ...]
    said: tuple[str, ...]
    """The words of each level with emphasis, which `path` is without."""
    sort: tuple[str, ...]
    role: str
    """"start" or "end" of a range, else empty."""
    principal: bool
    see: tuple[str, ...]
    see_also: tuple[str, ...]
    names_page: bool
    """Whether the place of the mark is printed; a mark that only refers has none."""
    index: str
    """`names`, `places`, `subjects`, or "" where the author names none."""
    place: Location

    @property
    def entry(self) -> str:
        """As an author writes it: "Main!sub"."""
        return "!".join(self.path)


def read_marks(section: Section, chapter: Chapter | None) -> Iterator[Mark]:
    """The marks of a section in document order."""
    places = _Places(chapter) if chapter else None
    for element in of_class(section.root, "index"):
        if element.tag == "span" and element.get("data-entry"):
            yield _mark(element, places.of(element) if places else section.source)


def _mark(element: Element, place: Location) -> Mark:
    said = _levels(element.get("data-entry", ""))
    path = tuple(map(without_emphasis, said))
    sort = tuple(part.strip() for part in element.get("data-sort", "").split("!"))
    see, see_also = _references(element, "data-see"), _references(element, "data-seealso")
    return Mark(
        id=element.get("id", ""),
        path=path,
        said=said,
        sort=sort if len(sort) == len(path) else ("",) * len(path),
        role=element.get("data-range", ""),
        principal=has_class(element, "principal"),
        see=see,
        see_also=see_also,
        names_page=not see and bool(text_of(element) or not see_also),
        index=element.get("data-index", ""),
        place=place,
    )


def _levels(entry: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in entry.split("!") if part.strip())


def _references(mark: Element, name: str) -> tuple[str, ...]:
    return tuple(without_emphasis(part.strip()) for part in mark.get(name, "").split(";") if part.strip())


class _Places:
    """Where the marks of a chapter are written: in its own file, then in those of its data."""

    def __init__(self, chapter: Chapter) -> None:
        self._head = chapter.location
        self._found: dict[tuple[str, str], list[Location]] = defaultdict(list)
        for source in (chapter.source, *chapter.data):
            for match in _MARK.finditer(source.text):
                pairs = {pair[1]: pair[2] or pair[3] or pair[4] or "" for pair in _PAIR.finditer(match[1])}
                entry = pairs.get("entry") or _words_before(source, match.start())
                self._found[_plain(entry), pairs.get("range", "")].append(source.at(match.start()))

    def of(self, mark: Element) -> Location:
        """The place of a mark; asked for in document order, marks alike get theirs in the order of the text."""
        found = self._found.get((_plain(mark.get("data-entry", "")), mark.get("data-range", "")), [])
        return found.pop(0) if len(found) > 1 else found[0] if found else self._head


def _words_before(source: SourceFile, end: int) -> str:
    """The words in the brackets that end before a place."""
    depth, text = 0, source.text
    for start in range(end - 1, -1, -1):
        depth += {"]": 1, "[": -1}.get(text[start], 0)
        if depth <= 0:
            return _ATTRIBUTES.sub("", text[start + 1 : end - 1])
    return ""


def _plain(words: str) -> str:
    return re.sub(r"[\W_]", "", words).casefold()
