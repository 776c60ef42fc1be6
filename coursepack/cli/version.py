"""`coursepack version`."""

from __future__ import annotations

import typer

from coursepack import __version__
from coursepack.cli.answering import print_answer
from coursepack.cli.arguments import AsJson


def version_command(as_json: AsJson = False) -> None:
    """Print the version of coursepack.

    Example: coursepack version
    """
    print_answer("version", version=__version__) if as_json else typer.echo(__version__)
