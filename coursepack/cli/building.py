"""`coursepack build`."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from coursepack.cli.answering import print_answer
from coursepack.cli.arguments import AsJson, Out, Project, Quiet, Verbose
from coursepack.cli.showing import console_for_messages, guarded, show_diagnostics, show_versions, show_written
from coursepack.diagnostics import Diagnostic, Diagnostics
from coursepack.errors import ExitCode
from coursepack.keeping.durations import keep_durations, last_durations
from coursepack.keeping.record import forget, last_written, outdated, recall, record, survey
from coursepack.keeping.store import STORE, MemoryStore, clear_store, project_store
from coursepack.processes import cores
from coursepack.progress import OnConsole, Silent
from coursepack.publish import output_folder, withdraw

if TYPE_CHECKING:
    from coursepack.pipeline import Built

Workers = Annotated[int, typer.Option("--workers", min=0, help="Processes that lay out pages; 0 is one a core.")]
Scheduler = Annotated[
    str, typer.Option("--scheduler", help="A Dask scheduler, such as tcp://host:8786, whose workers lay out the pages.")
]
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
    scheduler: Scheduler = "",
    clean: Clean = False,
    no_cache: NoCache = False,
) -> None:
    """Build all editions of a project.

    Example: coursepack build my-reader
    """
    console = console_for_messages()
    if verbose:
        show_versions(console)
    folder = project.resolve()
    target = out or folder / "dist"
    before = last_written(folder, target)
    if clean:
        forget(folder)
        clear_store(folder)
    diagnostics = Diagnostics()
    outcome = None if no_cache else recall(folder, target)
    code, message = ExitCode.OK, ""
    if outcome is not None:
        diagnostics.extend(map(Diagnostic.from_json, outcome["diagnostics"]))
        outcome["summary"] = f"nothing has changed since the last build: {outcome['summary']}"
    else:
        shown = None if quiet or as_json else console
        making = partial(_build, folder, out, diagnostics, shown, (workers, scheduler), keep=not no_cache)
        built, code, message = guarded(making, console)
        outcome = outcome_of(built, diagnostics)
        if built is not None:
            withdraw(target, outdated(before, built.files))
        if built is not None and built.damaged:
            console.print(f"{built.damaged} entries of {STORE} were damaged or another machine's, and were made again")
    files = [Path(name) for name in outcome["files"]]
    if as_json:
        print_answer("build", code, message, files=files, diagnostics=diagnostics, pages=outcome["pages"])
    else:
        show_diagnostics(diagnostics, console)
        if files and not quiet:
            show_written(files, console)
            console.print(outcome["summary"], markup=False)
    raise typer.Exit(code)


def _build(
    project: Path,
    out: Path | None,
    diagnostics: Diagnostics,
    console: Console | None,
    crew: tuple[int, str],
    *,
    keep: bool,
) -> Built:
    """Build for certain, with so many processes or a scheduler, and keep a record of it; a console shows how far it is."""
    workers, scheduler = crew
    target = output_folder(project, out)
    before = survey(project, target) if keep else {}
    store = project_store(project) if keep else MemoryStore()
    progress = Silent() if console is None else OnConsole(console, last_durations(store))
    with _pressroom(workers, scheduler):
        # Only now: it takes longer than to see that nothing has changed.
        pipeline = import_module("coursepack.pipeline")
        built: Built = pipeline.build(project, target, diagnostics, progress, workers, store, scheduler)
    if isinstance(progress, OnConsole):
        keep_durations(store, progress.spent)
    record(project, target, before, built.files, outcome_of(built, diagnostics))
    return built


def _pressroom(workers: int, scheduler: str) -> AbstractContextManager[None]:
    """The processes that lay pages out, started while this one holds nothing of the book."""
    if scheduler:
        return nullcontext()
    room: AbstractContextManager[None] = import_module("coursepack.editions.layout").open_pressroom(workers or cores())
    return room


def outcome_of(built: Built | None, diagnostics: Diagnostics) -> dict[str, Any]:
    """What the record of a build says of it; without `built`, of one that failed."""
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
        f"{_counted(built.pages, 'page')}, {_counted(counts.words, 'word')}, {_counted(counts.notes, 'note')}, "
        f"{_counted(counts.citations, 'citation')} of {_counted(counts.works, 'work')} in {built.seconds:.1f} s; "
        f"the report is {report}"
    )


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'s' * (number != 1)}"
