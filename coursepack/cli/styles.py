"""`coursepack styles`: the installed citation styles, searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from coursepack.cli.answering import print_answer
from coursepack.cli.arguments import AsJson
from coursepack.document.style_index import ListedStyle, search
from coursepack.errors import ExitCode

StyleWords = Annotated[list[str], typer.Argument(help="Words of the style's id or title.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="How many styles to list.")]

_NONE = "no style has all of these words"


def styles_command(words: StyleWords, as_json: AsJson = False, limit: Limit = 40) -> None:
    """Search the installed citation styles by words of their id or title.

    Example: coursepack styles chicago notes
    """
    found = search(words)
    code = ExitCode.OK if found else ExitCode.MANUSCRIPT
    if as_json:
        print_answer("styles", code, "" if found else _NONE, styles=[asdict(style) for style in found])
    else:
        _show(found, limit)
    raise typer.Exit(code)


def _show(found: Sequence[ListedStyle], limit: int) -> None:
    for style in found[:limit]:
        follows = f", as {style.follows}" if style.follows else ""
        typer.echo(f"{style.id}  ({style.cites}{follows})\n    {style.title}")
    if len(found) > limit:
        typer.echo(f"… and {len(found) - limit} more: give more words, or --limit {len(found)}")
    if not found:
        typer.echo(_NONE, err=True)
