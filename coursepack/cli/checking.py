"""`coursepack check`: a project, or one bibliography alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from coursepack.checks.preflight import PressFigures
from coursepack.cli.answering import print_answer, print_json
from coursepack.cli.arguments import AsJson, Project, Quiet, Verbose
from coursepack.cli.showing import console_for_messages, guarded, show_diagnostics, show_versions
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
    quiet: Quiet = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Check a project without laying out pages: configuration, chapters, citations, references, images, glyphs.

    Example: coursepack check my-reader, or coursepack check my-reader --pdf my-reader/dist/reader-print.pdf
    """
    console = console_for_messages()
    if verbose:
        show_versions(console)
    diagnostics = Diagnostics()
    if bibliography is not None:
        raise typer.Exit(_check_bibliography(bibliography, diagnostics, console, as_json=as_json, quiet=quiet))
    progress = OnConsole(console) if verbose else Silent()
    if pdf is not None:
        work = partial(check_press_file, project.resolve(), pdf, diagnostics, progress)
        raise typer.Exit(_check_press_file(work, diagnostics, console, as_json=as_json, quiet=quiet))
    _, code, message = guarded(lambda: check(project.resolve(), diagnostics, progress), console)
    if as_json:
        print_answer("check", code, message, diagnostics=diagnostics)
    else:
        show_diagnostics(diagnostics, console)
    raise typer.Exit(code)


def _check_press_file(
    work: Callable[[], PressFigures | None], diagnostics: Diagnostics, console: Console, *, as_json: bool, quiet: bool
) -> ExitCode:
    figures, code, message = guarded(work, console)
    if as_json:
        press = asdict(figures) if figures else None
        print_answer("check", code, message, diagnostics=diagnostics, press=press)
        return code
    show_diagnostics(diagnostics, console)
    if figures is not None and not quiet:
        console.print(
            f"{figures.standard}, {figures.condition}: {figures.pages} pages of {figures.trim}, bleed {figures.bleed}; "
            f"{', '.join(figures.inks)}; at most {figures.most_ink} % of ink",
            markup=False,
        )
    return code


def _check_bibliography(
    path: Path, diagnostics: Diagnostics, console: Console, *, as_json: bool, quiet: bool
) -> ExitCode:
    entries, code, _ = guarded(lambda: check_bibliography(path, diagnostics), console)
    if as_json:
        keys = ("code", "severity", "file", "line", "message", "hint")
        found = [{key: item.as_json()[key] for key in keys} for item in diagnostics]
        print_json({"entries": entries or 0, "diagnostics": found})
    else:
        show_diagnostics(diagnostics, console)
        if not quiet:
            console.print(f"{entries or 0} {'entry' if entries == 1 else 'entries'} read", markup=False)
    return code or (ExitCode.MANUSCRIPT if diagnostics.errors else ExitCode.OK)
