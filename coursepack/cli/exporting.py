"""`coursepack export`."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

import typer

from coursepack.cli.answering import print_answer
from coursepack.cli.arguments import AsJson, Out, Project, Quiet, Verbose
from coursepack.cli.showing import console_for_messages, guarded, show_diagnostics, show_versions, show_written
from coursepack.config.exports import ALL_FORMATS
from coursepack.diagnostics import Diagnostics
from coursepack.exporting import Asked
from coursepack.pipeline import export
from coursepack.progress import OnConsole, Silent
from coursepack.publish import output_folder


def _known(formats: list[str]) -> list[str]:
    for name in formats:
        if name not in ALL_FORMATS:
            near = difflib.get_close_matches(name, ALL_FORMATS, n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise typer.BadParameter(f"‘{name}’ is not a format{meant} Formats: {', '.join(ALL_FORMATS)}")
    return formats


Formats = Annotated[
    list[str],
    typer.Option("--format", "-f", callback=_known, help=f"One of {', '.join(ALL_FORMATS)}; may be given again."),
]
Chapters = Annotated[
    list[str], typer.Option("--chapter", "-c", help="Only the works of this chapter, by its id; may be given again.")
]
Keywords = Annotated[
    list[str], typer.Option("--keyword", "-k", help="Only works with this keyword; may be given again.")
]


def export_command(
    project: Project = Path(),
    formats: Formats = [],  # noqa: B006  # typer copies it
    chapters: Chapters = [],  # noqa: B006
    keywords: Keywords = [],  # noqa: B006
    out: Out = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Export the works that a project cites, without laying out pages: for the book, each chapter and each keyword.

    Example: coursepack export my-reader --format ris --chapter wager
    """
    console = console_for_messages()
    if verbose:
        show_versions(console)
    diagnostics = Diagnostics()
    folder = project.resolve()
    asked = Asked(tuple(formats), tuple(chapters), tuple(keywords))
    progress = Silent() if quiet or as_json else OnConsole(console)
    written, code, message = guarded(
        lambda: export(folder, output_folder(folder, out), asked, diagnostics, progress), console
    )
    if as_json:
        print_answer("export", code, message, files=written or (), diagnostics=diagnostics)
    else:
        show_diagnostics(diagnostics, console)
        show_written(written or () if not quiet else (), console)
    raise typer.Exit(code)
