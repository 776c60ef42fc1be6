"""How long citations take, beside pandoc's bare `--citeproc` on the same works and notes.

    python -m benchmarks.citations            # 2,000 notes of 2,000 entries; 20,000 entries with 300 cited

Prints seconds (the best of three) and ratios. The unused entries are also measured when the store knows the file.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypandoc

from coursepack.anatomy import Kind, Matter
from coursepack.diagnostics import Location
from coursepack.document.chapters import parse_chapter
from coursepack.document.citation_places import place_citations
from coursepack.document.citations import resolve
from coursepack.document.styles import find_style
from coursepack.keeping.store import FolderStore, Store
from coursepack.sources.bibliography import for_rendering, read_bibliography, to_csl
from coursepack.sources.files import SourceFile
from coursepack.sources.manuscript import Planned

WORDS = "province harvest famine archive party leap commune grain letter witness report village".split()
HERE = Location("benchmark")


def entry(number: int, chance: random.Random) -> str:
    words = " ".join(chance.choice(WORDS) for _ in range(6))
    fields = {
        "author": f'Able{number}, Ann and M{{\\"u}}ller, Bob',
        "title": f"The {words} {number}",
        "date": str(1900 + number % 120),
    }
    if number % 2:
        fields |= {"journaltitle": f"Journal of {words}", "volume": str(number % 50), "pages": "1--40"}
    else:
        fields |= {"publisher": "Press", "location": "London"}
    rows = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{'article' if number % 2 else 'book'}{{k{number},\n{rows}}}"


def bibliography(folder: Path, entries: int) -> Path:
    chance = random.Random(1)
    path = folder / f"works-{entries}.bib"
    path.write_text("\n\n".join(entry(number, chance) for number in range(entries)), encoding="utf-8")
    return path


def best(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def cite(path: Path, text: str, keys: list[str], store: Store | None = None) -> None:
    """Read a bibliography, and resolve the notes of one chapter: all that coursepack does for citations."""
    works, _ = read_bibliography(path, path.name, store)
    items, _ = to_csl(works.entries[key] for key in keys)
    rendered = {key: for_rendering(item) for key, item in items.items()}
    style, _ = find_style("chicago", Path(), HERE)
    plan = Planned(Kind.CHAPTER, Matter.BODY, 1, HERE, "one.md", SourceFile("one.md", text), number="1")
    chapter, _ = parse_chapter(plan)
    assert style is not None
    assert chapter is not None
    resolved = resolve([chapter], rendered, style, "en-GB", by_chapter=True)
    place_citations(chapter, iter(resolved.citations), style)


def read_cited(path: Path, keys: list[str], store: Store | None) -> None:
    works, _ = read_bibliography(path, path.name, store)
    assert all(works.entries[key].key == key for key in keys)


def bare(path: Path, text: str) -> None:
    style, _ = find_style("chicago", Path(), HERE)
    assert style is not None
    csl = path.with_suffix(".csl")
    csl.write_text(style.xml, encoding="utf-8")
    command = [pypandoc.get_pandoc_path(), "--citeproc", f"--bibliography={path}", f"--csl={csl}", "-t", "json"]
    subprocess.run(command, input=text.encode(), capture_output=True, check=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = bibliography(folder, 2000)
        keys = [f"k{number}" for number in range(2000)]
        text = "# Title\n\n" + "\n\n".join(
            f"Text.^[Note [@{key}, {number % 40 + 1}].]" for number, key in enumerate(keys)
        )
        own, other = best(lambda: cite(path, text, keys)), best(lambda: bare(path, text))
        print(
            f"2,000 notes, 2,000 entries: {own:.1f} s; pandoc --citeproc alone {other:.1f} s; ratio {own / other:.2f}"
        )
        large, small = bibliography(folder, 20_000), bibliography(folder, 300)
        cited = keys[:300]
        text = "# Title\n\n" + "\n\n".join(f"Text.^[Note [@{key}].]" for key in cited)
        whole, alone = best(lambda: cite(large, text, cited)), best(lambda: cite(small, text, cited))
        print(
            f"300 cited of 20,000 entries: {whole:.1f} s; of 300 {alone:.1f} s; the unused cost {whole - alone:.1f} s"
        )
        store = FolderStore(folder / "store")
        read_bibliography(large, large.name, store)
        known, few = best(lambda: read_cited(large, cited, store)), best(lambda: read_cited(small, cited, None))
        print(f"read again, the file not changed: {known:.2f} s; 300 entries alone, not kept: {few:.2f} s")


if __name__ == "__main__":
    sys.exit(main())
