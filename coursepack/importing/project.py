"""Imported files → files of a project: chapters and images, a draft bibliography, the list of what to look at.

Nothing that is there already is written over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coursepack.diagnostics import Diagnostic
from coursepack.errors import CoursepackError, ExitCode
from coursepack.importing.model import Chapter
from coursepack.importing.reading import import_file
from coursepack.publish import publish
from coursepack.sources.bibliography import CslItem, read_bibliography, to_csl

BIBLIOGRAPHY = "bibliography.bib"


class InTheWay(CoursepackError):
    """A file that an import would write is there already, or one that it needs is not."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has written."""

    chapters: tuple[tuple[str, Chapter], ...]
    """The name of each imported file, and its chapter."""
    files: tuple[Path, ...]
    review: Path
    """The list of what a person must look at."""
    problems: tuple[Diagnostic, ...]
    """Of the bibliography in which notes were looked up."""


def import_files(sources: Sequence[Path], project: Path, bibliography: str = BIBLIOGRAPHY) -> Imported:
    """Import all files into a project, or none; raises `Unreadable`, `InTheWay` or `OSError`."""
    works, problems = _works(project, bibliography)
    chapters = [(path.name, import_file(path, works)) for path in sources]
    files = _chapter_files(chapters)
    there = [name for name in files if (project / name).exists()]
    if there:
        raise InTheWay(f"{', '.join(there)}: already there; move it away first, or rename the imported file")
    drafts = list(dict.fromkeys(work for _, chapter in chapters for work in chapter.works))
    if drafts:
        files[_free(project, "import-draft", "bib")] = ("\n\n".join(drafts) + "\n").encode()
    review = _free(project, "import-review", "md")
    files[review] = review_list(chapters).encode()
    return Imported(tuple(chapters), tuple(publish(project, files)), project / review, tuple(problems))


def review_list(chapters: Iterable[tuple[str, Chapter]]) -> str:
    """What a person must look at, by imported file, as Markdown with a box to tick for each."""
    parts = ["# What to look at\n"]
    for origin, chapter in chapters:
        parts.append(f"## {origin} → manuscript/{chapter.name}.md\n")
        items = [f"- [ ] {concern.place}: {concern.message}" for concern in chapter.concerns]
        parts.append("\n".join(items or ["- nothing"]) + "\n")
    return "\n".join(parts)


def _chapter_files(chapters: Iterable[tuple[str, Chapter]]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for origin, chapter in chapters:
        name = f"manuscript/{chapter.name}.md"
        if name in files:
            raise InTheWay(f"two files would become {name}; rename ‘{origin}’")
        files[name] = chapter.markdown.encode()
        files |= {f"manuscript/{path}": data for path, data in chapter.images.items()}
    return files


def _free(project: Path, stem: str, ending: str) -> str:
    """A name that no earlier import has taken: `stem.ending`, else with the first number from 2 on."""
    names = [f"{stem}.{ending}", *(f"{stem}-{number}.{ending}" for number in range(2, 1000))]
    free = next((name for name in names if not (project / name).exists()), "")
    if not free:
        raise InTheWay(f"{names[-1]}: already there, and all before it; tidy up first")
    return free


def _works(project: Path, name: str) -> tuple[dict[str, CslItem], list[Diagnostic]]:
    """The works in which notes are looked up; none where the project has no bibliography yet."""
    if not (project / name).is_file():
        if name != BIBLIOGRAPHY:
            raise InTheWay(f"{project / name}: there is no such bibliography")
        return {}, []
    read, problems = read_bibliography(project / name, name)
    items, more = to_csl(read.entries.values())
    return dict(items), [*problems, *more]
