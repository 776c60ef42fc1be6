"""The command line: arguments, progress, messages and exit codes; no work of its own. One module a command."""

from __future__ import annotations

import typer

from coursepack import __version__
from coursepack.cli.building import build_command
from coursepack.cli.checking import check_command
from coursepack.cli.styles import styles_command

app = typer.Typer(
    help="Build a course reader: a print PDF, a screen PDF, an EPUB and citation exports from one manuscript.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def _coursepack() -> None:
    pass


def version_command() -> None:
    """Print the version of coursepack."""
    typer.echo(__version__)


for name, command in (
    ("build", build_command),
    ("check", check_command),
    ("styles", styles_command),
    ("version", version_command),
):
    app.command(name)(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; `arguments` default to the process's own."""
    app(arguments)
