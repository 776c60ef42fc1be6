"""`coursepack import`: what a teacher has already, made into chapters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coursepack.cli.showing import console_for_messages, guarded
from coursepack.errors import CoursepackError, ExitCode
from coursepack.importing import Chapter, import_file, review_list
from coursepack.publish import publish
from coursepack.sources.bibliography import CslItem, read_bibliography, to_csl

Sources = Annotated[list[Path], typer.Argument(help="Files: .md, .docx, .odt, .html or .txt.")]
Into = Annotated[Path, typer.Option("--into", help="The project's folder; chapters are written to its manuscript/.")]
Works = Annotated[str, typer.Option("--bibliography", help="The project's bibliography, in which notes are looked up.")]

REVIEW, DRAFTS = "import-review.md", "import-draft.bib"


class InTheWay(CoursepackError):
    """A file that an import would write is there already."""

    exit_code = ExitCode.USAGE


def import_command(files: Sources, into: Into = Path(), bibliography: Works = "bibliography.bib") -> None:
    """Turn notes, Word, ODT and HTML files and copied texts into chapters; say what a person must look at.

    Example: coursepack import notes.md article.docx paper.txt --into my-reader
    """
    console = console_for_messages()
    written, code = guarded(lambda: _import(files, into, bibliography), console)
    for path in written or []:
        console.print(f"wrote {path}", markup=False)
    if written:
        console.print(f"look at {into / REVIEW}, then list the chapters under contents in reader.toml", markup=False)
    raise typer.Exit(code)


def _import(sources: list[Path], project: Path, bibliography: str) -> list[Path]:
    works = _works(project, bibliography)
    chapters = [(path.name, import_file(path, works)) for path in sources]
    files = _files(chapters)
    there = [name for name in files if (project / name).exists()]
    if there:
        raise InTheWay(f"{', '.join(there)}: already there; move it away first, or rename the imported file")
    return publish(project, files)


def _files(chapters: list[tuple[str, Chapter]]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for origin, chapter in chapters:
        name = f"manuscript/{chapter.name}.md"
        if name in files:
            raise InTheWay(f"two files would become {name}; rename ‘{origin}’")
        files[name] = chapter.markdown.encode()
        files |= {f"manuscript/{path}": data for path, data in chapter.images.items()}
    drafts = list(dict.fromkeys(work for _, chapter in chapters for work in chapter.works))
    if drafts:
        files[DRAFTS] = ("\n\n".join(drafts) + "\n").encode()
    files[REVIEW] = review_list(chapters).encode()
    return files


def _works(project: Path, name: str) -> dict[str, CslItem]:
    """The works in which notes are looked up; none where the project has no bibliography yet."""
    if not (project / name).is_file():
        return {}
    read, _ = read_bibliography(project / name, name)
    items, _ = to_csl(read.entries.values())
    return dict(items)
