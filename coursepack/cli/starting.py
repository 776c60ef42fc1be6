"""`coursepack new`: a reader to start from."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from coursepack.cli.answering import print_answer
from coursepack.cli.arguments import AsJson, Quiet, Verbose
from coursepack.cli.showing import console_for_messages, guarded, show_versions, show_written
from coursepack.starting import start

Folder = Annotated[Path, typer.Argument(help="The folder to make; it must not exist yet, or be empty.")]
Title = Annotated[str, typer.Option("--title", help="The title of the reader.")]


def new_command(
    folder: Folder, title: Title = "", quiet: Quiet = False, verbose: Verbose = False, as_json: AsJson = False
) -> None:
    """Start a reader: a small book that shows every element once, ready to be built.

    Example: coursepack new my-reader --title "Famine and Reform"
    """
    console = console_for_messages()
    if verbose:
        show_versions(console)
    made, code, message = guarded(lambda: start(folder, title.strip(), date.today()), console)  # noqa: DTZ011  # the author's own day
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if made else []
    if as_json:
        print_answer("new", code, message, files=files)
    elif made is not None and not quiet:
        show_written(files if verbose else [made], console)
        console.print(f"build it with: coursepack build {shlex.quote(str(folder))}", markup=False)
    raise typer.Exit(code)
