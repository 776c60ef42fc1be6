"""The command line: arguments, progress, messages and exit codes; no work of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from coursepack import __version__
from coursepack.diagnostics import Diagnostics, Severity
from coursepack.document.citing import check_bibliography
from coursepack.document.style_index import search
from coursepack.errors import BuildFailed, CoursepackError, ExitCode
from coursepack.pipeline import Built, build, check
from coursepack.progress import OnConsole, Silent

app = typer.Typer(
    help="Build a course reader: a print PDF, a screen PDF, an EPUB and citation exports from one manuscript.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Project = Annotated[Path, typer.Argument(help="The project's folder, which holds manuscript/reader.toml.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Where to write; by default dist/ in the project.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show diagnostics only.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON on standard output.")]
Workers = Annotated[int, typer.Option("--workers", min=0, help="Processes that lay out pages; 0 is one a core.")]
Alone = Annotated[Path | None, typer.Option("--bibliography", help="Check one .bib file alone instead of a project.")]
StyleWords = Annotated[list[str], typer.Argument(help="Words of the style's id or title.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="How many styles to list.")]

Outcome = TypeVar("Outcome")


@app.callback()
def _coursepack() -> None:
    pass


@app.command("build")
def build_command(
    project: Project = Path(),
    out: Out = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    workers: Workers = 0,
) -> None:
    """Build all editions of a project.

    Example: coursepack build my-reader
    """
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    diagnostics = Diagnostics()
    folder = project.resolve()
    target = out or folder / "dist"
    progress = Silent() if quiet or as_json else OnConsole(console)
    built, code = _guarded(lambda: build(folder, target, diagnostics, progress, workers), console)
    if as_json:
        _print_json(built, diagnostics, code)
    else:
        _show_diagnostics(diagnostics, console)
        if built is not None and not quiet:
            _show_summary(built, target, console)
    raise typer.Exit(code)


@app.command("check")
def check_command(project: Project = Path(), bibliography: Alone = None, as_json: AsJson = False) -> None:
    """Check a project without laying out pages: configuration, chapters, citations, references, images, glyphs.

    Example: coursepack check my-reader
    """
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    diagnostics = Diagnostics()
    if bibliography is not None:
        raise typer.Exit(_check_bibliography(bibliography, diagnostics, console, as_json=as_json))
    _, code = _guarded(lambda: check(project.resolve(), diagnostics, Silent()), console)
    if as_json:
        _print_json(None, diagnostics, code)
    else:
        _show_diagnostics(diagnostics, console)
    raise typer.Exit(code)


@app.command("styles")
def styles_command(words: StyleWords, as_json: AsJson = False, limit: Limit = 40) -> None:
    """Search the installed citation styles by words of their id or title.

    Example: coursepack styles chicago notes
    """
    found = search(words)
    if as_json:
        json.dump([asdict(style) for style in found], sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    for style in [] if as_json else found[:limit]:
        follows = f", as {style.follows}" if style.follows else ""
        typer.echo(f"{style.id}  ({style.cites}{follows})\n    {style.title}")
    if not as_json and len(found) > limit:
        typer.echo(f"… and {len(found) - limit} more: give more words, or --limit {len(found)}")
    if not found and not as_json:
        typer.echo("no style has all of these words", err=True)
    raise typer.Exit(ExitCode.OK if found else ExitCode.MANUSCRIPT)


@app.command("version")
def version_command() -> None:
    """Print the version of coursepack."""
    typer.echo(__version__)


def _check_bibliography(path: Path, diagnostics: Diagnostics, console: Console, *, as_json: bool) -> ExitCode:
    entries, code = _guarded(lambda: check_bibliography(path, diagnostics), console)
    if as_json:
        keys = ("code", "severity", "file", "line", "message", "hint")
        found = [{key: item.as_json()[key] for key in keys} for item in diagnostics]
        json.dump({"entries": entries or 0, "diagnostics": found}, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        _show_diagnostics(diagnostics, console)
        console.print(f"{entries or 0} entries read", markup=False)
    return code or (ExitCode.MANUSCRIPT if diagnostics.errors else ExitCode.OK)


def _guarded(work: Callable[[], Outcome], console: Console) -> tuple[Outcome | None, ExitCode]:
    """Do the work; a fault becomes a message and an exit code."""
    try:
        return work(), ExitCode.OK
    except BuildFailed as fault:
        return None, fault.exit_code
    except CoursepackError as fault:
        console.print(f"error: {fault}", style="red", markup=False)
        return None, fault.exit_code
    except OSError as fault:
        console.print(f"error: {fault.strerror}: {fault.filename}", style="red", markup=False)
        return None, ExitCode.MACHINE
    except KeyboardInterrupt:
        return None, ExitCode.INTERRUPTED


def _show_diagnostics(diagnostics: Diagnostics, console: Console) -> None:
    for item in diagnostics:
        style = "red" if item.severity is Severity.ERROR else "yellow"
        console.print(f"{item.location}: ", end="", markup=False)
        console.print(f"{item.severity} {item.code}", end="", style=style, markup=False)
        console.print(f": {item.message}", markup=False)
        for line in item.hint.splitlines():
            console.print(f"    {line}", markup=False)
    if diagnostics:
        errors, warnings = len(diagnostics.errors), len(diagnostics.warnings)
        console.print(f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}", markup=False)


def _show_summary(built: Built, target: Path, console: Console) -> None:
    for path in built.files:
        console.print(f"wrote {path}", markup=False)
    counts = built.counts
    console.print(
        f"{built.pages} pages, {counts.words:,} words, {counts.notes} notes, {counts.citations} citations of "
        f"{counts.works} works in {built.seconds:.1f} s; the report is {target / 'report.html'}",
        markup=False,
    )


def _print_json(built: Built | None, diagnostics: Diagnostics, code: ExitCode) -> None:
    outcome = {
        "exit_code": int(code),
        "files": [str(path) for path in built.files] if built else [],
        "pages": built.pages if built else 0,
        "diagnostics": [item.as_json() for item in diagnostics],
    }
    json.dump(outcome, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; `arguments` default to the process's own."""
    app(arguments)
