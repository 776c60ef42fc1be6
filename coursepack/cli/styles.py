"""`coursepack styles`: the installed citation styles, searched."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from coursepack.cli.arguments import AsJson
from coursepack.cli.showing import print_json
from coursepack.document.style_index import search
from coursepack.errors import ExitCode

StyleWords = Annotated[list[str], typer.Argument(help="Words of the style's id or title.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="How many styles to list.")]


def styles_command(words: StyleWords, as_json: AsJson = False, limit: Limit = 40) -> None:
    """Search the installed citation styles by words of their id or title.

    Example: coursepack styles chicago notes
    """
    found = search(words)
    if as_json:
        print_json([asdict(style) for style in found])
    for style in [] if as_json else found[:limit]:
        follows = f", as {style.follows}" if style.follows else ""
        typer.echo(f"{style.id}  ({style.cites}{follows})\n    {style.title}")
    if not as_json and len(found) > limit:
        typer.echo(f"… and {len(found) - limit} more: give more words, or --limit {len(found)}")
    if not found and not as_json:
        typer.echo("no style has all of these words", err=True)
    raise typer.Exit(ExitCode.OK if found else ExitCode.MANUSCRIPT)
