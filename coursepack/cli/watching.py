"""`coursepack watch`: builds on every save, shown in the browser."""

from __future__ import annotations

import threading
import webbrowser
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from coursepack.cli.answering import print_answer
from coursepack.cli.arguments import AsJson, Out, Project, Quiet, Verbose
from coursepack.cli.building import outcome_of
from coursepack.cli.showing import console_for_messages, guarded, show_diagnostics, show_versions
from coursepack.diagnostics import Diagnostics
from coursepack.editions.layout import open_pressroom
from coursepack.errors import CoursepackError, ExitCode, system_words
from coursepack.keeping.record import last_written, outdated, record, survey
from coursepack.pipeline import Built, build
from coursepack.processes import cores
from coursepack.progress import OnConsole, Progress, Silent
from coursepack.publish import output_folder, withdraw
from coursepack.watching import Board, Server, watch

Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Of the page; 0 takes any that is free.")]
Open = Annotated[bool, typer.Option("--open", help="Open the page in the browser.")]


def watch_command(
    project: Project = Path(),
    out: Out = None,
    port: Port = 0,
    open_page: Open = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Build on every save, and show pages and e-book in a browser page that reloads itself.

    Example: coursepack watch my-reader --open
    """
    console = console_for_messages()
    if verbose:
        show_versions(console)
    folder = project.resolve()
    progress = OnConsole(console) if verbose and not as_json else Silent()
    tell = _tell_machines if as_json else partial(_tell, console, quiet=quiet)

    def serve() -> None:
        board = Board(output_folder(folder, out).resolve())
        with open_pressroom(cores()), _server(board, port) as server:
            if as_json:
                print_answer("watch", address=server.address, on_one_line=True)
            else:
                console.print(f"{server.address}  (Ctrl-C ends)", markup=False)
            if open_page:
                webbrowser.open(server.address)
            watch(folder, partial(build_recorded, folder, board.folder, progress), board, threading.Event(), tell)

    _, code, _ = guarded(serve, console)
    raise typer.Exit(ExitCode.OK if code is ExitCode.INTERRUPTED else code)  # Ctrl-C in the midst of a build, too


def build_recorded(project: Path, out: Path, progress: Progress, diagnostics: Diagnostics) -> Built:
    """Build and keep a record of it, as `build` does; what the last build wrote and this one does not is removed."""
    before, sources = last_written(project, out), survey(project, out)
    built = build(project, out, diagnostics, progress)
    record(project, out, sources, built.files, outcome_of(built, diagnostics))
    withdraw(out, outdated(before, built.files))
    return built


def _server(board: Board, port: int) -> Server:
    try:
        return Server(board, port)
    except OSError as fault:
        hint = "another program may have it; without --port, a free one is taken"
        raise CoursepackError(f"the page cannot be served on port {port} ({system_words(fault)}): {hint}") from fault


def _tell_machines(board: Board) -> None:
    """One line of JSON a build."""
    state = board.state
    files = () if state.failed else [board.folder / name for name in board.editions.files]
    pages = 0 if state.failed else len(state.pages)
    found = state.diagnostics
    print_answer("watch", state.code, state.message, files=files, diagnostics=found, pages=pages, on_one_line=True)


def _tell(console: Console, board: Board, *, quiet: bool) -> None:
    state = board.state
    show_diagnostics(Diagnostics(list(state.diagnostics)), console)
    if state.code is ExitCode.MACHINE:
        console.print(f"error: {state.message}", style="red", markup=False)
    elif not state.failed and not quiet:
        console.print(state.message, markup=False)
