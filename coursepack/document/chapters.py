"""One Markdown text → one parsed chapter: its tree, id and titles; what coursepack does not take is reported with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from coursepack.anatomy import Image, Kind
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.ast import Blocks, Inlines, Node, attributes, text_of
from coursepack.document.markdown import read_markdown
from coursepack.document.markup_checks import check_link_labels, check_note_labels, words_of
from coursepack.document.note_labels import name_calls
from coursepack.document.tree import Tree
from coursepack.labels import ENGLISH_QUOTES, Quotes
from coursepack.sources.files import SourceFile
from coursepack.sources.manuscript import INDEXES, Planned
from coursepack.sources.plain_yaml import PlainYamlError, compose, plain
from coursepack.sources.rights import Rights, read_rights

NO_TITLE = error("M010", "a chapter has no title")
SECOND_TITLE = error("M011", "a chapter has two headings of level 1")
BAD_FRONT_MATTER = error("M013", "the YAML block of a chapter cannot be read")

SETTABLE = frozenset({Kind.PRELIM, Kind.INTRODUCTION, Kind.CHRONOLOGY, Kind.APPENDIX, Kind.COLOPHON})
"""Kinds that an author may give a chapter by a class on its title; the others follow from its place."""

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Chapter:
    """A parsed section. `nocite` are keys for the bibliography alone. Its tree is never changed: stages make another."""

    plan: Planned
    source: SourceFile
    id: str
    kind: Kind
    tree: Tree
    short_title: str
    nocite: tuple[str, ...] = ()
    data: tuple[SourceFile, ...] = ()
    """The data files whose lists stand in the chapter."""
    rights: Rights | None = None
    drawings: tuple[Image, ...] = ()
    """What the build has drawn for the chapter, by the paths that its images name."""

    @property
    def title(self) -> Inlines:
        """The words of the title."""
        return self.tree.title

    @property
    def blocks(self) -> Blocks:
        """All after the title."""
        return self.tree.blocks

    @property
    def cites(self) -> tuple[Node, ...]:
        """The citations of the chapter, in document order."""
        return self.tree.cites

    def with_blocks(self, blocks: Blocks) -> Chapter:
        """The chapter with other blocks after its title."""
        return replace(self, tree=Tree(self.title, blocks))

    @property
    def location(self) -> Location:
        """The head of the chapter's file."""
        return Location(self.source.path, 1)

    def place(self, pattern: str) -> Location:
        """The first of the `places`, without looking for the others."""
        for source in (self.source, *self.data):
            if match := re.search(pattern, source.text):
                return source.at(match.start(match.lastindex or 0))
        return self.location

    def places(self, pattern: str) -> tuple[Location, ...]:
        """Where a regular expression (its first group, if it has one) matches in the chapter's files; else its head."""
        return _places((self.source, *self.data), pattern) or (self.location,)


@lru_cache(maxsize=32)
def _places(sources: tuple[SourceFile, ...], pattern: str) -> tuple[Location, ...]:
    """Kept for some patterns: thousands of the same mistake are looked for once."""
    return tuple(
        source.at(match.start(match.lastindex or 0))
        for source in sources
        for match in re.finditer(pattern, source.text)
    )


def parse_chapter(
    plan: Planned,
    quotes: Quotes = ENGLISH_QUOTES,
    labels: frozenset[str] = frozenset(),
) -> tuple[Chapter | None, list[Diagnostic]]:
    """Parse one planned section; `None` where it has no title or cannot be read at all. `labels`: of notes that references
    name.
    """
    source = source_of(plan)
    record, problems = _front_matter(source)
    blocks, found = read_markdown(source, name_calls(_without_front_matter(source.text), labels), quotes)
    problems += [*found, *check_note_labels(source), *check_link_labels(source)]
    if blocks is None:
        return None, problems
    heading = blocks[0] if blocks and blocks[0]["t"] == "Header" and blocks[0]["c"][0] == 1 else None
    title, found = (heading["c"][2], []) if heading else _typed_title(record, plan, source, quotes)
    problems += found
    if not words_of(title):
        hint = "begin the file with a line such as ‘# The title’"
        message = "the title has no words" if title else "the file does not begin with a title"
        return None, [*problems, NO_TITLE.at(Location(source.path, 1), message, hint)]
    body = blocks[1:] if heading else blocks
    rights, found = read_rights(record.get("rights"), source)
    chapter = _chapter(plan, source, heading, title, body, record)
    return replace(chapter, rights=rights), [*problems, *found, *_second_titles(chapter)]


def rights_of(source: SourceFile) -> Rights | None:
    """The rights record of a chapter's front matter."""
    return read_rights(_front_matter(source)[0].get("rights"), source)[0]


def _chapter(
    plan: Planned, source: SourceFile, heading: Node | None, title: list[Node], body: Blocks, record: dict[str, Any]
) -> Chapter:
    identifier, classes, pairs = attributes(heading) if heading else ("", [], {})
    tree = Tree(title, body)
    kind = next((Kind(name) for name in classes if name in SETTABLE), _kind(plan, tree))
    return Chapter(
        plan=plan,
        source=source,
        id=identifier or str(record.get("id", "")) or _id_from(plan),
        kind=kind,
        tree=tree,
        short_title=pairs.get("short") or str(record.get("short", "")) or words_of(title),
        nocite=tuple(re.findall(r"@\{?([^\s,;}]+)", str(record.get("nocite", "")))),
    )


def _kind(plan: Planned, tree: Tree) -> Kind:
    """The kind that a section's place gives it; a chapter of the back matter with the div of an index is one."""
    holds_index = any(node["t"] == "Div" and Kind.INDEX in attributes(node)[1] for node in tree.nodes)
    return Kind.INDEX if holds_index and plan.kind is Kind.APPENDIX else plan.kind


def source_of(plan: Planned) -> SourceFile:
    """The text of a section; for one without a file, its title and the div that the build fills."""
    if plan.source is not None:
        return plan.source
    classes = f"{{.{plan.kind} .{INDEXES[plan.name]}}}" if plan.name in INDEXES else plan.kind
    body = f"::: {classes}\n:::\n" if plan.kind is not Kind.PART else ""
    return SourceFile(plan.named_at.file, f"# {plan.title}\n\n{body}")


def _front_matter(source: SourceFile) -> tuple[dict[str, Any], list[Diagnostic]]:
    match = _FRONT_MATTER.match(source.text)
    if match is None:
        return {}, []
    try:
        record = plain(compose(match[1]))
    except PlainYamlError as fault:
        place = Location(source.path, fault.line + 1, fault.column)
        return {}, [BAD_FRONT_MATTER.at(place, str(fault), "write ‘key: value’ lines")]
    if not isinstance(record, dict):
        empty = record == ""
        return {}, [] if empty else [BAD_FRONT_MATTER.at(Location(source.path, 1), "it holds no ‘key: value’ lines")]
    lists = [key for key in ("title", "id", "short") if not isinstance(record.get(key, ""), str)]
    found = [source.locate(rf"(?m)^{key}\b") for key in lists]
    problems = [
        BAD_FRONT_MATTER.at(place, f"‘{key}’ must be a text", "put it in “quotation marks”")
        for key, place in zip(lists, found, strict=True)
    ]
    return {key: value for key, value in record.items() if key not in lists}, problems


def _without_front_matter(text: str) -> str:
    """Blank the YAML block, but keep its lines, so that lines counted later are the file's."""
    match = _FRONT_MATTER.match(text)
    return "\n" * match[0].count("\n") + text[match.end() :] if match else text


def _typed_title(
    record: dict[str, Any], plan: Planned, source: SourceFile, quotes: Quotes
) -> tuple[list[Node], list[Diagnostic]]:
    """The title that the front matter or the configuration gives, held to the same rules as any Markdown."""
    title = " ".join(str(record.get("title", "") or plan.title).split())
    blocks, problems = read_markdown(source, f"# {title}", quotes) if title else (None, [])
    return blocks[0]["c"][2] if blocks else [], problems


def _second_titles(chapter: Chapter) -> list[Diagnostic]:
    found = []
    for node in chapter.tree.nodes[1:]:
        if node["t"] == "Header" and node["c"][0] == 1:
            words = text_of(node["c"][2])
            place = chapter.source.locate_words(words) if words else Location(chapter.source.path)
            found.append(SECOND_TITLE.at(place, f"‘{words}’ is a second title", "use ## for sections"))
    return found


def _id_from(plan: Planned) -> str:
    stem = PurePosixPath(plan.name).stem if plan.name else f"part-{plan.number}"
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"^\d+[-_ ]*", "", stem).lower()).strip("-")
    return slug if re.match(r"[a-z]", slug) else f"section-{slug or plan.number}"
