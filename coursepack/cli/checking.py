"""`coursepack check`: a project, or one bibliography alone."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from coursepack.cli.arguments import AsJson, Project, Verbose
from coursepack.cli.showing import console_for_messages, guarded, print_json, show_diagnostics, show_versions
from coursepack.diagnostics import Diagnostics
from coursepack.document.citing import check_bibliography
from coursepack.errors import ExitCode
from coursepack.pipeline import check, check_press_file
from coursepack.progress import OnConsole, Silent

Finished = Annotated[
    Path | None, typer.Option("--pdf", help="Preflight one finished PDF against what the project asks for.")
]
Alone = Annotated[Path | None, typer.Option("--bibliography", help="Check one .bib file alone instead of a project.")]


def check_command(
    project: Project = Path(),
    bibliography: Alone = None,
    pdf: Finished = None,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Check a project without laying out pages: configuration, chapters, citations, references, images, glyphs.

    Example: coursepack check my-reader, or coursepack check my-reader --pdf my-reader/dist/reader-print.pdf
    """
    console = console_for_messages()
    diagnostics = Diagnostics()
    if bibliography is not None:
        raise typer.Exit(_check_bibliography(bibliography, diagnostics, console, as_json=as_json))
    if pdf is not None:
        raise typer.Exit(_check_press_file(project.resolve(), pdf, diagnostics, console, as_json=as_json))
    if verbose:
        show_versions(console)
    progress = OnConsole(console) if verbose else Silent()
    _, code = guarded(lambda: check(project.resolve(), diagnostics, progress), console)
    if as_json:
        print_json({"exit_code": int(code), "diagnostics": [item.as_json() for item in diagnostics]})
    else:
        show_diagnostics(diagnostics, console)
    raise typer.Exit(code)


def _check_press_file(
    project: Path, pdf: Path, diagnostics: Diagnostics, console: Console, *, as_json: bool
) -> ExitCode:
    figures, code = guarded(lambda: check_press_file(project, pdf, diagnostics, Silent()), console)
    if as_json:
        found = [item.as_json() for item in diagnostics]
        print_json({"exit_code": int(code), "press": asdict(figures) if figures else None, "diagnostics": found})
        return code
    show_diagnostics(diagnostics, console)
    if figures is not None:
        console.print(
            f"{figures.standard}, {figures.condition}: {figures.pages} pages of {figures.trim}, bleed {figures.bleed}; "
            f"{', '.join(figures.inks)}; at most {figures.most_ink} % of ink",
            markup=False,
        )
    return code


def _check_bibliography(path: Path, diagnostics: Diagnostics, console: Console, *, as_json: bool) -> ExitCode:
    entries, code = guarded(lambda: check_bibliography(path, diagnostics), console)
    if as_json:
        keys = ("code", "severity", "file", "line", "message", "hint")
        found = [{key: item.as_json()[key] for key in keys} for item in diagnostics]
        print_json({"entries": entries or 0, "diagnostics": found})
    else:
        show_diagnostics(diagnostics, console)
        console.print(f"{entries or 0} entries read", markup=False)
    return code or (ExitCode.MANUSCRIPT if diagnostics.errors else ExitCode.OK)
