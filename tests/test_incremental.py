"""What builds keep never changes a byte: warm builds are clean builds, whatever happened to the store on the way."""

import functools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from coursepack.diagnostics import Diagnostics
from coursepack.editions.layout.presses import put_away
from coursepack.keeping.store import STORE, MemoryStore, Store
from coursepack.pipeline import Built, build
from coursepack.preparation import prepare
from coursepack.progress import Silent

WORDS = "The province promised the conference a harvest that no canteen of the commune had ever seen. " * 9
FILES = {
    "manuscript/reader.toml": """\
name = "edited"
title = "An Edited Reader"
date = 2026-01-01

[contents]
front = ["title-page", "contents"]
chapters = ["one.md", "two.md"]
back = ["bibliography", "index"]
""",
    "manuscript/one.md": f"# The first chapter {{#first}}\n\nA [sentence]{{.index}} that cites [@able2001, 5]. {WORDS}\n\n"
    f"![A square.](square.svg){{#fig-square alt='A square'}}\n\n{WORDS}^[A note of its own [@baker2002].]\n",
    "manuscript/two.md": f"# The second {{#second}}\n\nSee [](#fig-square){{.page}}. {WORDS}\n\nAgain [@able2001, 7]. {WORDS}\n",
    "manuscript/square.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><path d="M0 0h90v90H0z"/></svg>',
    "bibliography.bib": """\
@book{able2001, author = {Able, Ann}, title = {Alpha}, publisher = {Press}, location = {London}, date = {2001}}
@book{baker2002, author = {Baker, Bob}, title = {Beta}, publisher = {Press}, location = {London}, date = {2002}}
@book{cole2003, author = {Cole, Cy}, title = {Gamma}, publisher = {Press}, location = {London}, date = {2003}}
""",
}

Edit = tuple[str, str, str]
EDITS: list[Edit] = [
    ("manuscript/one.md", "harvest", "yield"),
    ("manuscript/one.md", "\n\n!", f"\n\n{WORDS * 4}\n\n!"),
    ("manuscript/one.md", "[@able2001, 5]", "[@cole2003, 9]"),
    ("manuscript/one.md", "^[A note of its own [@baker2002].]", ""),
    ("manuscript/one.md", "canteen", "[canteen]{.index}"),
    ("manuscript/two.md", "# The second", "# Quite another"),
    ("manuscript/two.md", "See [](#fig-square){.page}. ", ""),
    ("manuscript/square.svg", 'height="90"', 'height="60"'),
    ("bibliography.bib", "{Alpha}", "{Omega}"),
    ("manuscript/reader.toml", "An Edited Reader", "A Reader, Edited"),
    ("manuscript/reader.toml", '["one.md", "two.md"]', '["two.md", "one.md"]'),
]


def write(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def edit(folder: Path, change: Edit) -> None:
    name, old, new = change
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def built(folder: Path, store: Store | None = None) -> Built:
    shutil.rmtree(folder / "dist", ignore_errors=True)
    return build(folder, folder / "dist", Diagnostics(), Silent(), 1, store)


def forget_everything() -> None:
    """Have this process know as little as one that has just begun, but for what it has imported."""
    put_away()
    modules = [module for name, module in sys.modules.items() if name.split(".")[0] == "coursepack"]
    known = [value for module in modules for value in vars(module).values()]
    caches = {id(value): value for value in known if isinstance(value, functools._lru_cache_wrapper)}
    assert len(caches) > 20, "they are found where they stand"
    for cache in caches.values():
        cache.cache_clear()


def contents(folder: Path, out: str = "dist") -> dict[str, bytes]:
    return {
        path.relative_to(folder / out).as_posix(): path.read_bytes()
        for path in sorted((folder / out).rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book, built once; its store remembers all that the tests have built."""
    folder = write(tmp_path_factory.mktemp("edited"))
    built(folder)
    return folder


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the book as a build makes them that knows nothing."""
    folder = write(tmp_path_factory.mktemp("clean"))
    built(folder, MemoryStore())
    assert not (folder / ".coursepack").exists()
    return contents(folder)


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(st.sampled_from(EDITS), min_size=2, max_size=3, unique=True))
def test_after_each_of_any_edits_a_warm_build_is_a_clean_build(
    changes: list[Edit], book: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    write(book)
    other = write(tmp_path_factory.mktemp("again"))
    warm = []
    for change in changes:
        edit(book, change)
        built(book)
        warm.append(contents(book))
    for change, made in zip(changes, warm, strict=True):
        edit(other, change)
        forget_everything()
        built(other, MemoryStore())
        assert made == contents(other), f"after {change[1]!r} became {change[2]!r}"


@pytest.mark.parametrize(
    "change", [EDITS[8], ("manuscript/reader.toml", "date = ", 'citations = { style = "apa" }\ndate = ')]
)
def test_what_is_kept_of_chapters_follows_what_they_cite(tmp_path: Path, change: Edit) -> None:
    folder, store = write(tmp_path / "cited"), MemoryStore()

    def trees(store: Store) -> list[bytes]:
        return [
            etree.tostring(section.root) for section in prepare(folder, Diagnostics(), Silent(), store).book.sections
        ]

    before = trees(store)
    edit(folder, change)
    assert trees(store) == trees(MemoryStore()) != before


DAMAGES: list[Callable[[bytes], bytes]] = [
    lambda data: data[:-1],
    lambda data: b"",
    lambda data: data[:40] + b"?" + data[41:],
]


def test_damaged_entries_are_made_again(book: Path, clean: dict[str, bytes]) -> None:
    write(book)
    built(book)
    entries = sorted(path for path in (book / STORE).rglob("*") if path.is_file())
    for number, path in enumerate(entries):
        path.write_bytes(DAMAGES[number % len(DAMAGES)](path.read_bytes()))
    again = built(book)
    assert again.damaged > 10
    assert contents(book) == clean
    assert built(book).damaged == 0


def test_builds_at_once_share_a_store_and_one_that_is_killed_leaves_it_whole(
    tmp_path: Path, clean: dict[str, bytes]
) -> None:
    folder = write(tmp_path / "shared")
    command = [sys.executable, "-m", "coursepack", "build", folder, "--quiet", "--workers", "1", "--out"]
    doomed, other = (
        subprocess.Popen([*command, folder / out], start_new_session=True, stderr=subprocess.DEVNULL)
        for out in ("doomed", "other")
    )
    waited = time.monotonic() + 120
    while not any((folder / STORE).glob("*/*")) and doomed.poll() is None and time.monotonic() < waited:
        time.sleep(0.01)
    os.killpg(doomed.pid, signal.SIGKILL)
    assert doomed.wait(60) == -signal.SIGKILL
    assert other.wait(300) == 0
    assert not (folder / "doomed").exists()
    assert contents(folder, "other") == clean
    assert built(folder).damaged == 0
    assert contents(folder) == clean
