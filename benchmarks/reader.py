"""A made-up reader for measurements: chapters of words, notes with citations, figures, index marks and page references.

    python -m benchmarks.reader FOLDER [CHAPTERS]

20 chapters make about 400 pages of 6 × 9 inches with 600 notes. The same arguments give the same bytes.
"""

from __future__ import annotations

import io
import random
import sys
from pathlib import Path

from PIL import Image, ImageDraw

CHAPTERS = 20
NOTES = 30
PARAGRAPHS = 45
WORDS_OF_A_PARAGRAPH = 130
WORKS = 200
STEMS = (
    "province harvest famine archive party leap commune grain letter witness report village cadre province canal furnace "
    "steel quota delegate conference minister editor journal province rail labour winter spring county prefecture region "
    "survey census mortality statistic promise figure plan target procurement ration canteen field labourer memory history"
).split()
SMALL = "the of and in to that with for by from as on at which had was were not their".split()
SETTINGS = """\
name = "benchmark"
title = "A Reader for Measurements"
editors = ["The coursepack project"]
publisher = "coursepack"
date = 2026-01-01
language = "en-GB"

[identifiers]
uri = "urn:uuid:7d3c1c2e-6f0e-5a5c-9a53-0f3d3b0b7f11"

[contents]
front = ["half-title", "title-page", "copyright", "contents", "illustrations"]
back = ["bibliography", "index"]

[[contents.parts]]
title = "The Whole"
chapters = [{chapters}]

[page]
size = "6x9in"

[editions]
screen = false
"""


def write_reader(folder: Path, chapters: int = CHAPTERS, settings: str = SETTINGS) -> Path:
    """Write the project into a folder."""
    manuscript = folder / "manuscript"
    (manuscript / "figures").mkdir(parents=True, exist_ok=True)
    names = [f"{number:02}-chapter.md" for number in range(1, chapters + 1)]
    (manuscript / "reader.toml").write_text(
        settings.replace("{chapters}", ", ".join(f'"{name}"' for name in names)), encoding="utf-8"
    )
    (folder / "bibliography.bib").write_text("\n\n".join(map(_work, range(WORKS))) + "\n", encoding="utf-8")
    for number, name in enumerate(names, 1):
        (manuscript / name).write_text(chapter(number, chapters), encoding="utf-8")
        (manuscript / "figures" / f"figure-{number}.png").write_bytes(_figure(number))
    return folder


def chapter(number: int, chapters: int) -> str:
    """One chapter as Markdown."""
    chance = random.Random(number)
    noted = set(chance.sample(range(PARAGRAPHS), NOTES))
    blocks = [f"# The {chance.choice(STEMS)} and the {chance.choice(STEMS)} {number} {{#chapter-{number}}}"]
    for place in range(PARAGRAPHS):
        if place % 9 == 4:
            blocks.append(f"## The {chance.choice(STEMS)} of {chance.choice(STEMS)} {{#section-{number}-{place}}}")
        blocks.append(_paragraph(chance, number, chapters, noted=place in noted))
        if place == 20:
            blocks.append(
                f"![A figure of {number}.](figures/figure-{number}.png){{#fig-{number} alt='Bars of {number}'}}"
            )
    return "\n\n".join(blocks) + "\n"


def _paragraph(chance: random.Random, number: int, chapters: int, *, noted: bool) -> str:
    words = [chance.choice(STEMS if chance.random() < 0.45 else SMALL) for _ in range(WORDS_OF_A_PARAGRAPH)]
    words[10] = f"[{words[10]}]{{.index}}"
    if chance.random() < 0.2:
        words[40] += f" (see [](#section-{chance.randint(1, chapters)}-4){{.page}})"
    text = " ".join(words).capitalize()
    if noted:
        keys = [f"work{chance.randrange(WORKS)}" for _ in range(2)]
        text += f".^[See [@{keys[0]}, {chance.randint(1, 300)}], and for the {chance.choice(STEMS)} [@{keys[1]}].]"
    return text + ("" if noted else ".")


def _work(number: int) -> str:
    chance = random.Random(number)
    title = " ".join(chance.choice(STEMS) for _ in range(4)).capitalize()
    shared = (
        f"  author = {{Name{number}, Given}},\n  title = {{{title} {number}}},\n  date = {{{1950 + number % 70}}},\n"
    )
    if number % 2:
        return f"@article{{work{number},\n{shared}  journaltitle = {{Journal of {title}}},\n  volume = {{{number % 40 + 1}}}\n}}"
    return f"@book{{work{number},\n{shared}  publisher = {{Press}},\n  location = {{London}}\n}}"


def _figure(number: int) -> bytes:
    image = Image.new("L", (1200, 800), 255)
    draw = ImageDraw.Draw(image)
    chance = random.Random(number)
    for bar in range(12):
        draw.rectangle((bar * 100 + 10, chance.randint(50, 750), bar * 100 + 80, 800), fill=chance.randint(40, 200))
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(300, 300))
    return out.getvalue()


if __name__ == "__main__":
    write_reader(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else CHAPTERS)
