"""What the sample reader's tests take from the manuscript besides its prose: citations, index marks, the parts of chapters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from manuscript_prose import LISTS, MANUSCRIPT, Node, list_tree, markdown_files, plain, tree, walk

_WITH_ID = ("Header", "Div", "Span", "Figure", "Table")

DATA = Path(__file__).parent / "data" / "sample-reader"


@dataclass(frozen=True, slots=True)
class Cited:
    """One work in one citation, with its locators as typed, such as ("chap. 1",) or ("00:07:19", "01:02:38")."""

    file: str
    key: str
    locators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexMark:
    """One mark for the index. `role`: "start" or "end" of a range, else nothing."""

    entry: str
    role: str
    targets: tuple[str, ...]


@cache
def works() -> Mapping[str, Mapping[str, list[str] | list[int]]]:
    """The works that may be cited, with their locators."""
    return tomllib.loads((DATA / "works.toml").read_text(encoding="utf-8"))


@cache
def due_events() -> list[dict[str, str | list[str]]]:
    """What the chronology has to hold."""
    return list(tomllib.loads((DATA / "chronology.toml").read_text(encoding="utf-8"))["entry"])


@cache
def chapters() -> Mapping[str, Node]:
    """The ten chapters' trees by file name."""
    return {path.name: tree(path) for path in markdown_files() if path.parent == MANUSCRIPT / "chapters"}


@cache
def all_citations() -> tuple[Cited, ...]:
    """Every work cited, in the text, the notes and the lists."""
    found = [cited for path in markdown_files() for cited in citations(tree(path), path.name)]
    for name in LISTS:
        found += citations(list_tree(name), name)
    return tuple(found)


def citations(node: Node, file: str) -> Iterator[Cited]:
    """The works cited below a node."""
    for part in walk(node):
        if part["t"] == "Cite":
            for citation in part["c"][0]:
                yield Cited(file, citation["citationId"], locators(plain(citation["citationSuffix"])))


def locators(suffix: str) -> tuple[str, ...]:
    """What follows a key, ", {00:07:19, 01:02:38}" or ", 17–34" or "chap. 1", as single locators."""
    return tuple(filter(None, (part.strip(" {}").replace("\xa0", " ") for part in suffix.split(","))))


def is_allowed(key: str, locator: str) -> bool:
    """Whether a work has this locator."""
    work = works().get(key, {})
    pages = re.fullmatch(r"(\d+)(?:–(\d+))?", locator)
    if pages and "pages" in work:
        low, high = int(pages[1]), int(pages[2] or pages[1])
        first, last = (int(page) for page in work["pages"])
        return first <= low <= high <= last
    return locator in work.get("locators", [])


def index_marks(node: Node) -> Iterator[IndexMark]:
    """The index marks below a node."""
    for part in walk(node):
        if part["t"] == "Span" and "index" in part["c"][0][1]:
            pairs = dict(part["c"][0][2])
            targets = ";".join(filter(None, (pairs.get("see"), pairs.get("seealso"))))
            yield IndexMark(
                pairs.get("entry") or plain(part["c"][1]),
                pairs.get("range", ""),
                tuple(target.strip() for target in targets.split(";") if target.strip()),
            )


def open_ranges(marks: Iterable[IndexMark]) -> list[str]:
    """Entries whose range is started and not ended, ended and not started, or started twice."""
    opened: set[str] = set()
    wrong: list[str] = []
    for mark in marks:
        if mark.role == "start":
            wrong += [mark.entry] if mark.entry in opened else []
            opened.add(mark.entry)
        elif mark.role == "end":
            wrong += [] if mark.entry in opened else [mark.entry]
            opened.discard(mark.entry)
    return wrong + sorted(opened)


def twins(headings: Iterable[str]) -> list[str]:
    """Headings that differ from another only in case, accents to one side, or by a plural's s."""
    seen: dict[str, str] = {}
    for heading in sorted(set(headings)):
        seen.setdefault(re.sub(r"s\b|\W", "", heading.casefold()), heading)
    return sorted(set(headings) - set(seen.values()))


def links(node: Node) -> set[str]:
    """The ids that the cross-references below a node point to."""
    return {part["c"][2][0].removeprefix("#") for part in walk(node) if part["t"] == "Link"}


def ids(node: Node) -> set[str]:
    """Every id below a node."""
    attributes = (part["c"][1 if part["t"] == "Header" else 0] for part in walk(node) if part["t"] in _WITH_ID)
    return {name for name, _, _ in attributes if name}


def calls_side_by_side(inlines: Node) -> bool:
    """Whether a note follows a citation, or a citation a note, with only punctuation and spaces between."""
    before = ""
    for part in inlines:
        if {before, part["t"]} == {"Cite", "Note"}:
            return True
        silent = part["t"] in ("Space", "SoftBreak") or (part["t"] == "Str" and not re.search(r"\w", part["c"]))
        before = before if silent else part["t"]
    return False


def div(node: Node, name: str) -> Node:
    """The blocks of the first div of a class, or an empty list."""
    return next((part["c"][1] for part in walk(node) if part["t"] == "Div" and name in part["c"][0][1]), [])
