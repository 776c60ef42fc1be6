"""`coursepack build`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from coursepack.cli.arguments import AsJson, Out, Project, Quiet
from coursepack.cli.showing import console_for_messages, guarded, print_json, show_diagnostics, show_written
from coursepack.diagnostics import Diagnostics
from coursepack.errors import ExitCode
from coursepack.pipeline import Built, build
from coursepack.progress import OnConsole, Silent

Workers = Annotated[int, typer.Option("--workers", min=0, help="Processes that lay out pages; 0 is one a core.")]


def build_command(
    project: Project = Path(),
    out: Out = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    workers: Workers = 0,
) -> None:
    """Build all editions of a project.

    Example: coursepack build my-reader
    """
    console = console_for_messages()
    diagnostics = Diagnostics()
    folder = project.resolve()
    target = out or folder / "dist"
    progress = Silent() if quiet or as_json else OnConsole(console)
    built, code = guarded(lambda: build(folder, target, diagnostics, progress, workers), console)
    if as_json:
        print_json(_outcome(built, diagnostics, code))
    else:
        show_diagnostics(diagnostics, console)
        if built is not None and not quiet:
            _show_summary(built, target, console)
    raise typer.Exit(code)


def _show_summary(built: Built, target: Path, console: Console) -> None:
    show_written(built.files, console)
    counts = built.counts
    console.print(
        f"{built.pages} pages, {counts.words:,} words, {counts.notes} notes, {counts.citations} citations of "
        f"{counts.works} works in {built.seconds:.1f} s; the report is {target / 'report.html'}",
        markup=False,
    )


def _outcome(built: Built | None, diagnostics: Diagnostics, code: ExitCode) -> dict[str, object]:
    return {
        "exit_code": int(code),
        "files": [str(path) for path in built.files] if built else [],
        "pages": built.pages if built else 0,
        "diagnostics": [item.as_json() for item in diagnostics],
    }
