"""veraPDF, which shares no code with coursepack: does a PDF keep the standards that it claims?

It is run where it is at hand: `verapdf` on the path, or a command of the form `COMMAND FLAVOUR FILE...` named by the environment
variable COURSEPACK_VERAPDF, which prints what fails and exits with 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

needs_verapdf = pytest.mark.skipif(
    not (os.environ.get("COURSEPACK_VERAPDF") or shutil.which("verapdf")),
    reason="veraPDF is not on the path, and COURSEPACK_VERAPDF names no command",
)


def failures(flavour: str, *pdfs: Path) -> str:
    """What veraPDF says against the files; empty where they keep the flavour (`ua1`, `2a`, `3a`). About 4 s a file."""
    own = os.environ.get("COURSEPACK_VERAPDF")
    command = [own, flavour] if own else ["verapdf", "--format", "text", "-v", "--flavour", flavour]
    done = subprocess.run([*command, *map(str, pdfs)], check=False, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr
