"""Arguments and options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Project = Annotated[Path, typer.Argument(help="The project's folder, which holds manuscript/reader.toml.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Where to write; by default dist/ in the project.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show versions, and every step.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON on standard output.")]
