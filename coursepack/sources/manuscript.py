"""The plan of the book: `reader.toml` → the row of sections to come, each with its Markdown text.

A section that has no file of its own (contents, bibliography, glossary …) is given a text here, one heading and one div, and
from then on is treated as any chapter; pages that are nothing but design (title page, copyright page) have no text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from coursepack.anatomy import Kind, Matter
from coursepack.config import Config
from coursepack.configuration import CONFIGURATION
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.labels import Labels
from coursepack.sources.files import SourceFile, read_text

UNKNOWN_SECTION = error("C006", "the contents name something that is neither a file nor a section")
LISTED_TWICE = error("C007", "the contents list a file or section twice")
EMPTY_CHAPTER = error("M005", "a chapter is empty")

DESIGNED = (Kind.HALF_TITLE, Kind.TITLE_PAGE, Kind.COPYRIGHT)
"""Sections that a template makes from the configuration alone."""

INDEXES = {"index-names": "names", "index-places": "places", "index-subjects": "subjects"}
"""Separate indexes, and the class that says what an index div is of."""

LISTS = (
    Kind.CONTENTS,
    Kind.ILLUSTRATIONS,
    Kind.CHRONOLOGY,
    Kind.PEOPLE,
    Kind.GLOSSARY,
    Kind.ABBREVIATIONS,
    Kind.ACKNOWLEDGEMENTS,
    Kind.BIBLIOGRAPHY,
    Kind.INDEX,
    *INDEXES,
)
"""Sections that may be named without a file: a heading and the list that the build fills in."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One section to come. `source` is `None` for designed pages; `number` is as printed ("3", "One"), or empty."""

    kind: Kind
    matter: Matter
    level: int
    named_at: Location
    name: str
    """As the contents name it: a path or a keyword."""
    source: SourceFile | None = None
    title: str = ""
    """The title that the configuration gives (parts), or that the kind has (lists)."""
    number: str = ""


@dataclass(slots=True)
class _Plan:
    project: Path
    labels: Labels
    configuration: SourceFile
    sections: list[Planned] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    chapters: int = 0
    seen: set[str] = field(default_factory=set)

    def add(self, name: str, kind: Kind, matter: Matter, level: int, *, title: str = "", number: str = "") -> None:
        """Plan one item of the contents; what is wrong with it is noted, and the plan goes on."""
        here = self._named_at(name)
        if name and name in self.seen:
            self.problems.append(LISTED_TWICE.at(here, f"‘{name}’ is listed twice", "delete one of the two"))
            return
        self.seen.add(name)
        if name in (*DESIGNED, *LISTS):
            kind = Kind.INDEX if name in INDEXES else Kind(name)
            self.sections.append(
                Planned(
                    kind,
                    matter,
                    0 if kind in (*DESIGNED, Kind.CONTENTS) else 1,
                    here,
                    name,
                    title=self.labels.titles[name],
                )
            )
        elif name.endswith(".md") or not name:
            source = self._read(name, here) if name else None
            if source is not None or not name:
                self.sections.append(Planned(kind, matter, level, here, name, source, title, number))
        else:
            known = ", ".join((*DESIGNED, *LISTS))
            hint = f"files end in .md; sections that need no file: {known}"
            self.problems.append(UNKNOWN_SECTION.at(here, f"‘{name}’ is not a section", hint))

    def _read(self, name: str, here: Location) -> SourceFile | None:
        source, problems = read_text(self.project, f"manuscript/{name}", here)
        self.problems += problems
        if source is not None and not _has_words(source.text):
            hint = "write something in it, or take it out of the contents"
            self.problems.append(EMPTY_CHAPTER.at(Location(source.path, 1), "the file holds no text", hint))
            return None
        return source

    def _named_at(self, name: str) -> Location:
        quoted = re.escape(name) if name else r"\[contents"
        return self.configuration.locate(rf"[\"']{quoted}[\"']" if name else quoted)


def _has_words(markdown: str) -> bool:
    without_front_matter = re.sub(r"\A---\n.*?\n(---|\.\.\.)\n", "", markdown, flags=re.DOTALL)
    without_comments = re.sub(r"<!--.*?-->", "", without_front_matter, flags=re.DOTALL)
    return any(char.isalnum() for char in without_comments)


def plan_book(project: Path, config: Config, labels: Labels) -> tuple[list[Planned], list[Diagnostic]]:
    """Lay out the order of the book and read its files. `labels` gives the headings of sections without a file."""
    configuration, _ = read_text(project, CONFIGURATION, Location(CONFIGURATION))
    plan = _Plan(project, labels, configuration or SourceFile(CONFIGURATION, ""))
    for name in config.contents.front:
        plan.add(name, Kind.PRELIM, Matter.FRONT, 1)
    for name in config.contents.opening:
        plan.add(name, Kind.INTRODUCTION, Matter.BODY, 1)
    _plan_chapters(plan, config.contents.chapters, 1)
    for index, part in enumerate(config.contents.parts):
        number = labels.part_number(index + 1)
        plan.add(part.file, Kind.PART, Matter.BODY, 1, title=part.title, number=number)
        _plan_chapters(plan, part.chapters, 2)
    for name in config.contents.back:
        plan.add(name, Kind.APPENDIX, Matter.BODY, 1)
    return plan.sections, plan.problems


def _plan_chapters(plan: _Plan, names: list[str], level: int) -> None:
    for name in names:
        plan.chapters += 1
        plan.add(name, Kind.CHAPTER, Matter.BODY, level, number=str(plan.chapters))
