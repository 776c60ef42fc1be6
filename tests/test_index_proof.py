"""The page numbers of the printed index, proved against the text of the pages in the finished PDF, both ways.

`index_reading` shares no code with coursepack: poppler reads the PDF, and the marks are read from the sources anew.
"""

from __future__ import annotations

import random
import shutil
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from index_reading import faults, references

from coursepack.diagnostics import Diagnostics
from coursepack.editions import markup
from coursepack.editions.locators import Locator, make_locators
from coursepack.keeping.store import MemoryStore, Store
from coursepack.pipeline import build
from coursepack.progress import Silent

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler (pdftotext) reads the pages")

READER = """\
name = "made"
title = "A Made Reader"
date = 2026-01-01
[contents]
chapters = ["0.md", "1.md", "2.md"]
back = ["index"]
[editions]
print = false
epub = false
citations = false
"""
HEADINGS = (
    "grain",
    "steel",
    "Mao Zedong!in Moscow",
    "Mao Zedong!and Stalin",
    "Ölmühle",
    "archives!of the party!in Gansu",
)
ROOT = Path(__file__).parent.parent


def made_up_book(folder: Path, seed: int) -> list[Path]:
    """Three chapters of words that occur once each, with marks of every kind strewn over them."""
    chance = random.Random(seed)
    numbers = iter(chance.sample(range(100_000, 999_999), 6000))
    opened: list[str] = []
    files = []
    (folder / "manuscript").mkdir(parents=True)
    (folder / "manuscript" / "reader.toml").write_text(READER)
    (folder / "bibliography.bib").write_text("")
    for name in range(3):
        paragraphs = [_paragraph(chance, numbers, opened) for _ in range(14)]
        if name == 2:
            paragraphs += [f"{_word(next(numbers))} end{_mark(entry, 'range=end')}" for entry in opened]
        files.append(folder / "manuscript" / f"{name}.md")
        files[-1].write_text(f"# Chapter of {_word(next(numbers))} {{#c{name}}}\n\n" + "\n\n".join(paragraphs) + "\n")
    return files


def _word(number: int) -> str:
    """A word that is like no other and that a line can break."""
    return "".join("bdfgklmnrt"[int(digit)] + "aeiou"[int(digit) % 5] for digit in str(number))


def _mark(entry: str, attributes: str = "") -> str:
    return f'[]{{.index entry="{entry}" {attributes}}}'


def _paragraph(chance: random.Random, numbers: Any, opened: list[str]) -> str:
    words = [_word(next(numbers)) for _ in range(chance.randint(30, 130))]
    for at in chance.sample(range(8, len(words) - 8), chance.randint(0, 3)):
        entry = chance.choice(HEADINGS)
        kind = chance.choice(("plain", "plain", "empty", "principal", "note", "start"))
        ranged = f"range {entry}"
        if kind == "start" and chance.random() < 0.5:
            words[at] += _mark(ranged, "range=end" if ranged in opened else "range=start")
            opened.remove(ranged) if ranged in opened else opened.append(ranged)
        elif kind == "note":
            one, two, three = (_word(next(numbers)) for _ in range(3))
            words[at] += f'.^[{one} {two} [{three}]{{.index entry="{entry}"}}.]'
        elif kind == "empty":
            words[at] += _mark(entry)
        else:
            words[at] = f'[{words[at]}]{{.index entry="{entry}"{" .principal" if kind == "principal" else ""}}}'
    return " ".join(words)


def printed(folder: Path, out: Path, store: Store) -> Path:
    build(folder, out, Diagnostics(), Silent(), 1, store)
    return out / "made-screen.pdf"


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    """What is laid out once: a spoilt index leaves the chapters as they are."""
    return MemoryStore()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, store: MemoryStore) -> tuple[list[Path], Path]:
    """The sources of a made-up book, and its pages."""
    folder = tmp_path_factory.mktemp("made")
    return made_up_book(folder / "book", 1), printed(folder / "book", folder / "out", store)


def test_a_made_up_book_has_every_mark_on_the_page_that_its_index_names(made: tuple[list[Path], Path]) -> None:
    found, compared, lost = faults(*made)
    assert found == []
    assert lost == []
    assert compared >= 7


def _last_dropped(marks: str, folios: Any, notes: Any, ranges: Any) -> list[Locator]:
    return make_locators(marks, folios, notes, ranges)[:-1] or make_locators(marks, folios, notes, ranges)


def _one_too_high(marks: str, folios: Any, notes: Any, ranges: Any) -> list[Locator]:
    later = {name: str(int(folio) + 1) if folio.isdecimal() else folio for name, folio in folios.items()}
    return make_locators(marks, later, notes, ranges)


@pytest.mark.parametrize("spoilt", [_last_dropped, _one_too_high])
def test_a_spoilt_index_is_seen(
    tmp_path: Path, made: tuple[list[Path], Path], store: MemoryStore, monkeypatch: pytest.MonkeyPatch, spoilt: Any
) -> None:
    files, _ = made
    monkeypatch.setattr(markup, "make_locators", spoilt)
    found, _, _ = faults(files, printed(files[0].parents[1], tmp_path / "out", store))
    assert len(found) >= 4


def test_a_mark_that_the_book_was_not_built_from_is_seen(tmp_path: Path, made: tuple[list[Path], Path]) -> None:
    (first, *others), pdf = made
    text = first.read_text()
    word = text.split("\n\n")[3].split()[4]
    later = tmp_path / first.name
    later.write_text(text.replace(word, f"{word}{_mark('late')}"))
    found, _, _ = faults([later, *others], pdf)
    assert [line.partition(":")[0] for line in found] == ["late"]


def chapters_of(contents: dict[str, Any]) -> Sequence[str]:
    parts = [name for part in contents.get("parts", []) for name in (part.get("file", ""), *part["chapters"])]
    return [name for name in (*contents["front"], *contents.get("opening", []), *parts) if name.endswith(".md")]


def test_the_index_of_the_sample_reader_is_right(sample: Path) -> None:
    config = tomllib.loads((ROOT / "manuscript" / "reader.toml").read_text())
    files = [ROOT / "manuscript" / name for name in chapters_of(config["contents"])]
    found, compared, lost = faults(files, sample / f"{config['name']}-screen.pdf")
    assert found == []
    assert compared > 150
    assert len(lost) <= 8, "marks whose words stand on several pages cannot be told apart"


def test_references_are_read_as_a_reader_reads_them() -> None:
    assert list(references("43–5")) == [("43", False), ("44", False), ("45", False)]
    assert list(references("98–102"))[-1] == ("102", False)
    assert list(references("46n8")) == [("46", True)]
