"""What several test modules share: a small project that they may spoil."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

READER = """\
name = "small"
title = "A Small Reader"
date = 2026-01-01

[contents]
front = ["half-title", "title-page", "copyright", "contents"]
chapters = ["one.md"]
"""
CHAPTER = """\
# The first chapter {#first}

A sentence that cites a book [@able2001, 5]. Another.^[A note of its own.]
"""
BIBLIOGRAPHY = """\
@book{able2001,
  author = {Able, Ann},
  title = {Alpha},
  publisher = {Press},
  location = {London},
  date = {2001},
}
"""


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Make a project of the files given by path; those that a project needs and that are not given are made up."""

    def make(**files: str | bytes) -> Path:
        given = {
            "manuscript/reader.toml": READER,
            "manuscript/one.md": CHAPTER,
            "bibliography.bib": BIBLIOGRAPHY,
            **{name.replace("__", "/").replace("_dot_", "."): content for name, content in files.items()},
        }
        for name, content in given.items():
            path = tmp_path / "project" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path / "project"

    return make
