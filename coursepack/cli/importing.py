"""`coursepack import`: what a teacher has already, made into chapters."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from coursepack.cli.answering import print_answer
from coursepack.cli.arguments import AsJson, Quiet, Verbose
from coursepack.cli.showing import console_for_messages, guarded, show_diagnostics, show_versions, show_written
from coursepack.diagnostics import Diagnostics
from coursepack.importing import BIBLIOGRAPHY, Imported, import_files

Sources = Annotated[list[Path], typer.Argument(help="Files: .md, .docx, .odt, .html or .txt.")]
Into = Annotated[Path, typer.Option("--into", help="The project's folder; chapters are written to its manuscript/.")]
Works = Annotated[str, typer.Option("--bibliography", help="The project's bibliography, in which notes are looked up.")]


def import_command(
    files: Sources,
    into: Into = Path(),
    bibliography: Works = BIBLIOGRAPHY,
    quiet: Quiet = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Turn notes, Word, ODT and HTML files and copied texts into chapters; say what a person must look at.

    Example: coursepack import notes.md article.docx paper.txt --into my-reader
    """
    console = console_for_messages()
    if verbose:
        show_versions(console)
    made, code, message = guarded(lambda: import_files(files, into, bibliography), console)
    if as_json:
        written, found = (made.files, made.problems) if made else ((), ())
        print_answer("import", code, message, files=written, diagnostics=found, concerns=_concerns(made))
    elif made is not None:
        show_diagnostics(Diagnostics(list(made.problems)), console)
        if not quiet:
            _show(made, console, every_concern=verbose)
    raise typer.Exit(code)


def _show(made: Imported, console: Console, *, every_concern: bool) -> None:
    concerns = _concerns(made)
    show_written(made.files, console)
    for concern in concerns if every_concern else ():
        console.print(f"{concern['file']}: {concern['place']}: {concern['message']}", markup=False)
    things = f"{len(concerns)} thing{'s' * (len(concerns) != 1)}"
    console.print(
        f"{things} to look at, in {made.review}; then list the chapters under contents in reader.toml", markup=False
    )


def _concerns(made: Imported | None) -> list[dict[str, Any]]:
    """What to look at, by the file that it is about."""
    chapters = made.chapters if made else ()
    return [{"file": origin, **asdict(concern)} for origin, chapter in chapters for concern in chapter.concerns]
