#!/usr/bin/env python3
"""Build a course reader: `build.py` this repository's own, `build.py PATH` another project's.

Further arguments are those of `coursepack build`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from coursepack.cli import main

_WITH_VALUE = ("--out", "-o", "--workers", "--scheduler")


def arguments(given: list[str]) -> list[str]:
    """Name the project: the argument that is neither an option nor its value, else the folder of this file."""
    named = any(
        not word.startswith("-") and (index == 0 or given[index - 1] not in _WITH_VALUE)
        for index, word in enumerate(given)
    )
    return ["build", *given, *([] if named else [str(Path(__file__).resolve().parent)])]


if __name__ == "__main__":
    main(arguments(sys.argv[1:]))
