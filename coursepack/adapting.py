"""`coursepack templates`: the templates that there are, and copies of some for a project to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from coursepack.configuration import CONFIGURATION
from coursepack.errors import CoursepackError, ExitCode
from coursepack.publish import publish
from coursepack.theme import Theme, shipped_templates

FOLDER = "templates"


class CannotCopy(CoursepackError):
    """A template cannot be copied into the project."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True)
class Listed:
    """A template by its name; `own` says whether the project has one in its place."""

    name: str
    own: bool


def listed_templates(project: Path) -> list[Listed]:
    """All templates that coursepack ships, in the order of their names."""
    own = Theme(project).own_files()
    return [Listed(name, name in own) for name in sorted(shipped_templates())]


def copy_templates(project: Path, names: Sequence[str]) -> list[Path]:
    """Copy templates into the project, all or none; raises `CannotCopy` where there is no such template, or one stands there."""
    shipped = shipped_templates()
    if not (project / CONFIGURATION).is_file():
        raise CannotCopy(f"{project} is no project: it has no {CONFIGURATION}")
    for name in names:
        if name not in shipped:
            raise CannotCopy(f"there is no template ‘{name}’{_nearest(name, shipped)}")
        if (project / FOLDER / name).exists():
            raise CannotCopy(f"{project / FOLDER / name} is there already")
    return publish(project / FOLDER, {name: shipped[name] for name in dict.fromkeys(names)})


def _nearest(name: str, shipped: dict[str, bytes]) -> str:
    alike = get_close_matches(name, shipped, n=3, cutoff=0.4)
    return f"; is it {' or '.join(alike)}?" if alike else ""
