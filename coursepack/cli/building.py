"""`coursepack build`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from coursepack.cli.arguments import AsJson, Out, Project, Quiet, Verbose
from coursepack.cli.showing import (
    console_for_messages,
    guarded,
    print_json,
    show_diagnostics,
    show_versions,
    show_written,
)
from coursepack.diagnostics import Diagnostic, Diagnostics
from coursepack.errors import ExitCode
from coursepack.keeping.record import forget, recall, record, survey
from coursepack.keeping.store import STORE, MemoryStore, clear_store, project_store
from coursepack.progress import OnConsole, Silent

if TYPE_CHECKING:
    from coursepack.pipeline import Built

Workers = Annotated[int, typer.Option("--workers", min=0, help="Processes that lay out pages; 0 is one a core.")]
Clean = Annotated[bool, typer.Option("--clean", help="Remove first what earlier builds of the project have kept.")]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Use nothing that earlier builds have kept, and keep nothing.")
]


def build_command(
    project: Project = Path(),
    out: Out = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
    workers: Workers = 0,
    clean: Clean = False,
    no_cache: NoCache = False,
) -> None:
    """Build all editions of a project.

    Example: coursepack build my-reader
    """
    console = console_for_messages()
    if verbose:
        show_versions(console)
    diagnostics = Diagnostics()
    folder = project.resolve()
    target = out or folder / "dist"
    if clean:
        forget(folder)
        clear_store(folder)
    outcome, code = None if no_cache else recall(folder, target), ExitCode.OK
    if outcome is not None:
        diagnostics.extend(map(Diagnostic.from_json, outcome["diagnostics"]))
        outcome["summary"] = f"nothing has changed since the last build: {outcome['summary']}"
    else:
        progress = Silent() if quiet or as_json else OnConsole(console)
        before = {} if no_cache else survey(folder, target)
        store = MemoryStore() if no_cache else project_store(folder)
        build = import_module(
            "coursepack.pipeline"
        ).build  # only now: it takes longer than to see that nothing has changed
        built, code = guarded(lambda: build(folder, target, diagnostics, progress, workers, store), console)
        outcome = _outcome(built, diagnostics)
        if built is not None:
            record(folder, target, before, built.files, outcome)
            if built.damaged:
                console.print(
                    f"{built.damaged} entries of {STORE} were damaged, or made on another machine, and were made again",
                    style="yellow",
                )
    _show(outcome, diagnostics, code, console, as_json=as_json, quiet=quiet)
    raise typer.Exit(code)


def _show(
    outcome: dict[str, Any], diagnostics: Diagnostics, code: ExitCode, console: Console, *, as_json: bool, quiet: bool
) -> None:
    if as_json:
        print_json({"exit_code": int(code), **{name: outcome[name] for name in ("files", "pages", "diagnostics")}})
        return
    show_diagnostics(diagnostics, console)
    if outcome["files"] and not quiet:
        show_written([Path(name) for name in outcome["files"]], console)
        console.print(outcome["summary"], markup=False)


def _outcome(built: Built | None, diagnostics: Diagnostics) -> dict[str, Any]:
    return {
        "files": [str(path) for path in built.files] if built else [],
        "pages": built.pages if built else 0,
        "diagnostics": [item.as_json() for item in diagnostics],
        "summary": _summary(built) if built else "",
    }


def _summary(built: Built) -> str:
    counts = built.counts
    report = next((path for path in built.files if path.name == "report.html"), "report.html")
    return (
        f"{built.pages} pages, {counts.words:,} words, {counts.notes} notes, {counts.citations} citations of "
        f"{counts.works} works in {built.seconds:.1f} s; the report is {report}"
    )
