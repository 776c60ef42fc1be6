#!/usr/bin/env python3
"""Build a course reader: `build.py` this repository's own, `build.py PATH` another project's.

Further arguments are those of `coursepack build`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from coursepack.cli import main


def arguments(given: list[str]) -> list[str]:
    """Name the project: the first argument, if it is no option, else the folder of this file."""
    named = given[:1] if given and not given[0].startswith("-") else []
    return ["build", *(named or [str(Path(__file__).resolve().parent)]), *given[len(named) :]]


if __name__ == "__main__":
    main(arguments(sys.argv[1:]))
