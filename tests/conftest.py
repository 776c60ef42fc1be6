"""What several test modules share: a small project that they may spoil."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from coursepack import pandoc
from coursepack.diagnostics import Diagnostics
from coursepack.keeping.kept import kept
from coursepack.keeping.store import MemoryStore
from coursepack.pipeline import build
from coursepack.progress import Silent
from coursepack.starting import start

TESTS = Path(__file__).parent

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


@pytest.fixture(scope="session", autouse=True)
def pandoc_answers_once() -> Iterator[None]:
    """Ask pandoc the same question once only: hundreds of small books have the same citations, in a style that takes a fifth of
    a second to read. What it says depends on nothing but the question; builds in processes of their own ask it themselves.
    """
    ask, answers = pandoc._run, MemoryStore()

    def answer(
        arguments: Sequence[str],
        stdin: str | bytes,
        files: Mapping[str, str],
        environment: Mapping[str, str] | None = None,
    ) -> bytes:
        question = (arguments, stdin, files, environment or {}, pandoc._TIMEOUT)
        return kept(answers, "tests", question, lambda: ask(arguments, stdin, files, environment))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pandoc, "_run", answer)
        yield


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


@pytest.fixture(scope="session")
def accessible(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the book of everything and its editions: large print for dyslexic readers, everything attached, and in
    the bibliography the pages that cite each work.
    """

    def make(folder: Path) -> None:
        shutil.copytree(TESTS / "books" / "everything", folder / "book")
        configuration = folder / "book" / "manuscript" / "reader.toml"
        large, attached = 'large-print = { typeface = "dyslexic", size = 16 }', 'attachments = ["citations", "sources"]'
        configuration.write_text(
            f"{large}\n{configuration.read_text()}\n[screen]\n{attached}\n[citations]\ncited-on = true\n"
        )
        build(folder / "book", folder / "out", Diagnostics(), Silent(), 2)

    return _made_once(tmp_path_factory, "accessible", make)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The editions of the sample reader, large print too: one line of configuration asks for it. Look, do not touch."""

    def make(folder: Path) -> None:
        shutil.copytree(TESTS.parent / "manuscript", folder / "book" / "manuscript")
        shutil.copy(TESTS.parent / "bibliography.bib", folder / "book")
        configuration = folder / "book" / "manuscript" / "reader.toml"
        configuration.write_text(f"large-print = true\n{configuration.read_text()}")
        build(folder / "book", folder / "out", Diagnostics(), Silent(), 2)

    return _made_once(tmp_path_factory, "sample", make) / "out"


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new reader, `my-reader`, and its editions in `dist`; beside it what the build said. Copy it, do not touch."""

    def make(folder: Path) -> None:
        diagnostics = Diagnostics()
        start(folder / "my-reader", "My “Reader”", date(2026, 9, 1))
        build(folder / "my-reader", folder / "my-reader" / "dist", diagnostics, Silent(), 2)
        (folder / "said.txt").write_text("".join(f"{item}\n" for item in diagnostics))

    return _made_once(tmp_path_factory, "started", make) / "my-reader"


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that all processes of a test run share: the first that asks makes it, the others wait for it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, made = shared / name, shared / f"{name}.made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            made.touch()
    return folder
