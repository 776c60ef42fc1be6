"""`coursepack version`."""

from __future__ import annotations

import typer

from coursepack import __version__


def version_command() -> None:
    """Print the version of coursepack."""
    typer.echo(__version__)
