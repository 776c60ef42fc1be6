"""`coursepack pages`: two printings compared by their paginations, for those who cite the older one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from coursepack.checks.pagination_lock import Comparison, compare
from coursepack.cli.answering import print_answer
from coursepack.cli.arguments import AsJson
from coursepack.cli.showing import console_for_messages, guarded
from coursepack.editions.pagination import NotAPagination, Pagination, read
from coursepack.errors import CoursepackError, ExitCode

Old = Annotated[Path, typer.Argument(help="pagination.json of the printing that is cited.")]
New = Annotated[Path, typer.Argument(help="pagination.json of the printing to find its pages in.")]


class _Unreadable(CoursepackError):
    exit_code = ExitCode.MANUSCRIPT


def pages_command(old: Old, new: New, as_json: AsJson = False) -> None:
    """Say where each page of one printing is in another: last year's page numbers in this year's.

    Example: coursepack pages pagination/2025.json dist/pagination.json
    """
    compared, code, message = guarded(lambda: compare(_read(old), _read(new)), console_for_messages())
    if as_json:
        print_answer("pages", code, message, comparison=asdict(compared) if compared else None)
    elif compared is not None:
        _show(compared)
    raise typer.Exit(code)


def _read(path: Path) -> Pagination:
    try:
        return read(path.read_bytes())
    except NotAPagination as fault:
        raise _Unreadable(f"{path}: {fault}") from fault


def _show(compared: Comparison) -> None:
    for row in compared.concordance:
        typer.echo(f"{row.old:>6}  {', '.join(row.new) or 'gone'}")
    typer.echo(
        f"{compared.kept} of {compared.blocks} places kept, {len(compared.moves)} moved, {len(compared.gone)} gone",
        err=True,
    )
