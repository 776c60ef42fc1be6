"""The command line: arguments, progress, messages and exit codes; no work of its own. One module a command.

Only the command that is called is imported, so that `coursepack doctor` works where the layout engine's libraries are missing,
and `coursepack version` does not wait for them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import typer

from coursepack import __version__
from coursepack.errors import ExitCode

COMMANDS = {
    "new": ("coursepack.cli.starting", "new_command"),
    "import": ("coursepack.cli.importing", "import_command"),
    "build": ("coursepack.cli.building", "build_command"),
    "check": ("coursepack.cli.checking", "check_command"),
    "pages": ("coursepack.cli.pages", "pages_command"),
    "watch": ("coursepack.cli.watching", "watch_command"),
    "export": ("coursepack.cli.exporting", "export_command"),
    "styles": ("coursepack.cli.styles", "styles_command"),
    "templates": ("coursepack.cli.templates", "templates_command"),
    "schema": ("coursepack.cli.schema", "schema_command"),
    "doctor": ("coursepack.cli.doctor", "doctor_command"),
    "version": ("coursepack.cli.version", "version_command"),
}
"""Module and function of each command, in the order in which one meets them."""


def application(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line with the commands of these names."""
    app = typer.Typer(
        help="Build a course reader: a print PDF, a screen PDF, an EPUB and citation exports from one manuscript.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    app.callback()(_coursepack)
    for name in names:
        module, function = COMMANDS[name]
        app.command(name)(getattr(import_module(module), function))
    return app


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


_Version = Annotated[
    bool,
    typer.Option(
        "--version", callback=_print_version, is_eager=True, help="Print the version of coursepack, and exit."
    ),
]


def _coursepack(version: _Version = False) -> None:
    """Keep the name of the command on the command line, also where there is only one command."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; `arguments` default to the process's own."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        app = application(given[:1] if given[:1] and given[0] in COMMANDS else COMMANDS)
    except OSError as fault:  # what cffi raises for a shared library of the layout engine that is not there
        sys.stderr.write(f"error: {fault}\nRun `coursepack doctor`: it says what is missing and how to get it.\n")
        raise SystemExit(ExitCode.MACHINE) from fault
    except KeyboardInterrupt:  # while the command was being imported
        raise SystemExit(ExitCode.INTERRUPTED) from None
    app(given)
