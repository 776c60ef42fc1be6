"""Marks gathered under headings, a tree for every index, ranges joined from their ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from coursepack.diagnostics import Diagnostic, Location, error, warning
from coursepack.document.index.marks import Mark

OPEN_RANGE = error("X010", "an index range is not closed, or was never opened")
TWO_SORTS = warning("X019", "an index heading is to be sorted in two ways")


@dataclass(slots=True)
class Heading:
    """One heading of an index. `marks`: ids in document order; "ix-3~ix-9" is a range, a final "*" a principal reference."""

    path: tuple[str, ...]
    place: Location
    """Of its first mark."""
    said: str = ""
    """What is printed of it, with emphasis where one of its marks has it."""
    sort: str = ""
    marks: list[str] = field(default_factory=list)
    see: dict[str, Location] = field(default_factory=dict)
    see_also: dict[str, Location] = field(default_factory=dict)
    below: dict[str, Heading] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What is printed of it, without emphasis."""
        return self.path[-1]

    @property
    def name(self) -> str:
        """As messages name it: "Main, sub"."""
        return ", ".join(self.path)


Level = dict[str, Heading]
Indexes = Mapping[str, Level]
"""The top headings of every index of the book, by what it is of ("" for the index of all else)."""


def gather(marks: Iterable[Mark], printed: set[str]) -> tuple[Indexes, list[Diagnostic]]:
    """Gather marks; `printed`: the indexes that the book has. A mark whose index is not printed goes into the general one."""
    indexes: dict[str, Level] = {name: {} for name in printed}
    opened: dict[str, tuple[Heading, int, Mark]] = {}
    problems: list[Diagnostic] = []
    for mark in marks:
        if not mark.path:
            continue
        heading, found = _heading(indexes.setdefault(index_of(mark, printed), {}), mark)
        problems += found
        heading.see |= {target: mark.place for target in mark.see if target not in heading.see}
        heading.see_also |= {target: mark.place for target in mark.see_also if target not in heading.see_also}
        if mark.role == "start":
            if mark.entry in opened:
                problems.append(_open_range(opened[mark.entry][2], "starts", "has no end before it starts again"))
            opened[mark.entry] = heading, len(heading.marks), mark
            heading.marks.append(mark.id + _star(mark))
        elif mark.role == "end" and mark.entry in opened:
            _close(*opened.pop(mark.entry), mark)
        elif mark.role == "end":
            problems.append(_open_range(mark, "ends", "has no start"))
        elif mark.names_page:
            heading.marks.append(mark.id + _star(mark))
    return indexes, [*problems, *(_open_range(mark, "starts", "has no end") for _, _, mark in opened.values())]


def index_of(mark: Mark, printed: set[str]) -> str:
    """The index that a mark goes into."""
    wanted = mark.index or "subjects"
    return wanted if wanted in printed else ""


def all_headings(level: Level) -> Iterator[Heading]:
    """Every heading, those below each right after it."""
    for heading in level.values():
        yield heading
        yield from all_headings(heading.below)


def _heading(top: Level, mark: Mark) -> tuple[Heading, list[Diagnostic]]:
    """The heading of a mark, made where it is new, with all above it."""
    level, problems = top, []
    heading = Heading(mark.path, mark.place)
    for depth, (words, said, sort) in enumerate(zip(mark.path, mark.said, mark.sort, strict=True), 1):
        heading = level.setdefault(words, Heading(mark.path[:depth], mark.place))
        heading.said = said if said != words else heading.said or words
        if sort and heading.sort and sort != heading.sort:
            message = f"‘{heading.name}’ is to be sorted as ‘{sort}’ here, and as ‘{heading.sort}’ before"
            problems.append(TWO_SORTS.at(mark.place, message, "give sort once, at one of its marks"))
        heading.sort = heading.sort or sort
        level = heading.below
    return heading, problems


def _close(heading: Heading, at: int, start: Mark, end: Mark) -> None:
    star = "*" if start.principal or end.principal else ""
    heading.marks[at] = f"{start.id}~{end.id}{star}"


def _star(mark: Mark) -> str:
    return "*" if mark.principal else ""


def _open_range(mark: Mark, verb: str, lacks: str) -> Diagnostic:
    message = f"the index range ‘{mark.entry}’ that {verb} here {lacks}"
    return OPEN_RANGE.at(mark.place, message, "give range=start and range=end")
