"""`coursepack doctor`: what this machine lacks."""

from __future__ import annotations

from dataclasses import asdict

import typer
from rich.console import Console

from coursepack.cli.answering import print_answer
from coursepack.cli.arguments import AsJson
from coursepack.errors import ExitCode
from coursepack.health import Finding, examine


def doctor_command(as_json: AsJson = False) -> None:
    """Say what this machine has and lacks, and how to get what is missing.

    Example: coursepack doctor
    """
    findings = examine()
    lacking = [finding.name for finding in findings if finding.needed and not finding.well]
    code = ExitCode.MACHINE if lacking else ExitCode.OK
    if as_json:
        missing = f"missing: {', '.join(lacking)}" if lacking else ""
        print_answer("doctor", code, missing, machine=[asdict(finding) for finding in findings])
    else:
        for finding in findings:
            _show(finding, Console(highlight=False, soft_wrap=True, emoji=False))
    raise typer.Exit(code)


def _show(finding: Finding, console: Console) -> None:
    word, style = ("ok", "green") if finding.well else ("missing", "red") if finding.needed else ("optional", "yellow")
    console.print(f"{word:9}", end="", style=style)
    console.print(f"{finding.name}  {finding.found}".rstrip(), markup=False)
    if not finding.well:
        for line in finding.remedy.splitlines():
            console.print(f"         {line}", markup=False)
