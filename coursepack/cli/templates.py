"""`coursepack templates`: list the templates, or copy some into a project to change them there."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from coursepack.adapting import Listed, copy_templates, listed_templates
from coursepack.cli.answering import print_answer
from coursepack.cli.arguments import AsJson
from coursepack.cli.showing import console_for_messages, guarded, show_written

Names = Annotated[list[str] | None, typer.Argument(help="Templates to copy into the project; none to list all.")]
In = Annotated[Path, typer.Option("--in", help="The project's folder, which holds manuscript/reader.toml.")]


def templates_command(names: Names = None, project: In = Path(), as_json: AsJson = False) -> None:
    """List the templates that pages and e-book are made with, or copy some into a project, to change them there.

    Example: coursepack templates print/book.css
    """
    console = console_for_messages()
    made, code, message = guarded(lambda: copy_templates(project, names) if names else [], console)
    found = [] if names else listed_templates(project)
    if as_json:
        print_answer("templates", code, message, files=made or [], templates=[asdict(item) for item in found])
    else:
        show_written(made or [], console)
        _show(found)
    raise typer.Exit(code)


def _show(found: list[Listed]) -> None:
    for item in found:
        typer.echo(f"{item.name}  (the project's own)" if item.own else item.name)
