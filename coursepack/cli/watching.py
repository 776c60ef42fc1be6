"""`coursepack watch`: builds on every save, shown in the browser."""

from __future__ import annotations

import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from coursepack.cli.arguments import Out, Project
from coursepack.cli.showing import console_for_messages, guarded, show_diagnostics
from coursepack.diagnostics import Diagnostics
from coursepack.pipeline import Built, build
from coursepack.progress import Silent
from coursepack.watching import Board, Server, watch

Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Of the page; 0 takes any that is free.")]
Open = Annotated[bool, typer.Option("--open", help="Open the page in the browser.")]


def watch_command(project: Project = Path(), out: Out = None, port: Port = 0, open_page: Open = False) -> None:
    """Build on every save, and show pages and e-book in a browser page that reloads itself.

    Example: coursepack watch my-reader --open
    """
    console = console_for_messages()
    folder = project.resolve()
    target = (out or folder / "dist").resolve()

    def build_and_tell(diagnostics: Diagnostics) -> Built:
        try:
            built = build(folder, target, diagnostics, Silent())
        finally:
            show_diagnostics(diagnostics, console)
        console.print(f"{built.pages} pages in {built.seconds:.1f} s", markup=False)
        return built

    def serve() -> None:
        with Server(Board(), port) as server:
            console.print(f"{server.address}  (Ctrl-C ends)", markup=False)
            if open_page:
                webbrowser.open(server.address)
            watch(folder, target, build_and_tell, server.board, threading.Event())

    _, code = guarded(serve, console)
    raise typer.Exit(code)
