"""`coursepack new`: a reader to start from."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from coursepack.cli.showing import console_for_messages, guarded
from coursepack.starting import start

Folder = Annotated[Path, typer.Argument(help="The folder to make; it must not exist yet, or be empty.")]
Title = Annotated[str, typer.Option("--title", help="The title of the reader.")]


def new_command(folder: Folder, title: Title = "") -> None:
    """Start a reader: a small book that shows every element once, ready to be built.

    Example: coursepack new my-reader --title "Famine and Reform"
    """
    console = console_for_messages()
    made, code = guarded(lambda: start(folder, title.strip(), date.today()), console)  # noqa: DTZ011  # the author's own day
    if made is not None:
        console.print(f"wrote {made}", markup=False)
        console.print(f"build it with: coursepack build {folder}", markup=False)
    raise typer.Exit(code)
