"""What several test modules share: a small project that they may spoil."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from coursepack import pandoc
from coursepack.diagnostics import Diagnostics
from coursepack.keeping.kept import kept
from coursepack.keeping.store import FolderStore, MemoryStore, Store
from coursepack.pipeline import build
from coursepack.progress import Silent
from coursepack.starting import start

TESTS = Path(__file__).parent

EPUBCHECK = ("test_pipeline.py", "test_documents.py", "test_stress.py", "test_epub.py", "test_epub_checklist.py")
"""Modules that go to one process, since they share one Java."""
LONGEST = (
    *EPUBCHECK,
    "test_index_proof.py",
    "test_tagged_text.py",
    "test_wheel.py",
    "test_accessibility.py",
    "test_citation_parity.py",
    "test_watching.py",
    "test_incremental.py",
    "test_presswork.py",
    "test_review_fonts.py",
    "test_bibliography.py",
    "test_report.py",
    "test_cases.py",
    "test_hostile_chapters.py",
    "test_hostile_imports.py",
    "test_pagination.py",
    "test_cluster.py",
    "test_text_audit.py",
    "test_setting.py",
)
"""Modules that take more than ten seconds, in the order in which they begin."""

settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
"""The same examples in every run, however busy the machine is; `--hypothesis-profile=default` looks for others."""

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


class _Modules(LoadFileScheduling):
    """Gives each module to one process, so that what its tests share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "EPUBCheck" if file.endswith(EPUBCHECK) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _Modules:
    """Divide the tests among processes (`-n 2`) by their modules, in the order of the tests."""
    config.option.loadscopereorder = False
    return _Modules(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take longest, so that at the end no process waits for another."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_is_heard() -> Iterator[None]:
    """Let the programs that tests interrupt hear it, also in a run that does not: one in the background of a script."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session", autouse=True)
def pandoc_answers_once() -> Iterator[None]:
    """Ask pandoc the same question once only: hundreds of small books have the same citations, in a style that takes a fifth of
    a second to read. What it says depends on nothing but the question; builds in processes of their own ask it themselves.
    """
    ask, answers = pandoc._run, MemoryStore()

    def answer(*question: Any, **bounds: Any) -> bytes:
        limits = {name: value for name, value in vars(pandoc).items() if name.startswith("_") and name.isupper()}
        return kept(answers, "tests", (question, bounds, limits), lambda: ask(*question, **bounds))

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
def everything_kept(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Where builds of the book of everything keep what they made: its editions and styles have many sections in common."""
    return FolderStore(_shared(tmp_path_factory) / "everything-kept")


@pytest.fixture(scope="session")
def accessible(tmp_path_factory: pytest.TempPathFactory, everything_kept: Store) -> Path:
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
        build(folder / "book", folder / "out", Diagnostics(), Silent(), 2, everything_kept)

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
    shared = _shared(factory)
    folder, made = shared / name, shared / f"{name}.made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


def _shared(factory: pytest.TempPathFactory) -> Path:
    """The folder of a test run, whichever process asks."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
