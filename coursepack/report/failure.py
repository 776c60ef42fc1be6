"""The report of a build that failed: what stopped it. It takes the place of the report before it; no edition is touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coursepack.configuration import CONFIGURATION, read_configuration
from coursepack.diagnostics import Diagnostic, Diagnostics
from coursepack.errors import BuildFailed, ExitCode
from coursepack.report.quoting import Quoted, Quoter
from coursepack.report.writing import report_files
from coursepack.theme import Theme

_UNNAMED = "A reader without a title yet"
_SHOWN = 1000
"""Errors, and warnings, that the page shows; `report.json` holds all."""


def write_failure(project: Path, fault: BuildFailed, diagnostics: Diagnostics) -> dict[str, bytes]:
    """The two report files by name; none where the folder is no project, and nothing of ours should appear in it.

    The templates are coursepack's own, since those of the book may be what is broken.
    """
    if not (project / CONFIGURATION).is_file():
        return {}
    config, _ = read_configuration(project)
    data: dict[str, Any] = {
        "title": config.full_title if config else _UNNAMED,
        "built": False,
        "exit_code": int(fault.exit_code),
        "diagnostics": [item.as_json() for item in diagnostics],
    }
    shown = {
        "unproved": fault.exit_code is ExitCode.PROOF,
        "groups": [
            ("What stopped the build", _quoted(project, diagnostics.errors[:_SHOWN]), len(diagnostics.errors)),
            ("What else was noticed", _quoted(project, diagnostics.warnings[:_SHOWN]), len(diagnostics.warnings)),
        ],
        "errors": len(diagnostics.errors),
        "warnings": len(diagnostics.warnings),
    }
    return report_files(data, Theme().render("report/failure.html", **(data | shown)))


def _quoted(project: Path, found: list[Diagnostic]) -> list[Quoted]:
    quoter = Quoter(project)
    return [quoter.quote(item) for item in found]
