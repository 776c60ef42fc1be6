"""What the commands answer to machines: JSON on standard output, in one shape for all of them (docs/commands.md)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coursepack.diagnostics import Diagnostic
from coursepack.errors import ExitCode


def print_answer(
    command: str,
    code: ExitCode = ExitCode.OK,
    message: str = "",
    *,
    files: Iterable[Path] = (),
    diagnostics: Iterable[Diagnostic] = (),
    on_one_line: bool = False,
    **found: Any,
) -> None:
    """Write what all commands have in common, then what this one has found, each by its name."""
    answer = {
        "command": command,
        "exit_code": int(code),
        "message": message,
        "files": [str(path.absolute()) for path in files],
        "diagnostics": [item.as_json() for item in diagnostics],
    }
    print_json(answer | found, indent=None if on_one_line else 2)


def print_json(data: Any, indent: int | None = 2) -> None:
    """Write data to standard output; characters that it cannot hold become escapes, which mean the same."""
    narrow = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    sys.stdout.write(json.dumps(data, ensure_ascii=narrow, indent=indent) + "\n")
    sys.stdout.flush()
