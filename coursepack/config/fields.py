"""What the tables of `reader.toml` share: how keys and values are checked."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

LONGEST_LINE = 1_000
"""Characters of a title or a name: what has room on a title page, and on the spine of a cover."""
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LINE)]
MaybeLine = Annotated[str, StringConstraints(max_length=LONGEST_LINE)]


def inside(path: str) -> str:
    """A path that stays in the project's folder; raises `ValueError` for any other."""
    if path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", path) or "\0" in path:
        raise ValueError("the file must lie in the project's folder; copy it there")
    return path


class Table(BaseModel):
    """A table of `reader.toml`: keys are written with hyphens, unknown ones are refused, values do not change."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        alias_generator=lambda s: s.replace("_", "-"),
        use_attribute_docstrings=True,  # so that the JSON Schema says what a key means
    )
