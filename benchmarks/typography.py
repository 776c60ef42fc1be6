"""How the lines of a reader are set, measured on its laid-out pages: hyphens, word spaces, breaks, notes, the line grid.

    python -m benchmarks.typography [PROJECT] [--write FILE]

Without a project, the sample reader of this checkout. With `--write`, the table replaces the one in a Markdown file,
between its two marks (docs/typography.md). Ends with 1 where a limit is broken.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from coursepack.composition import compose
from coursepack.diagnostics import Diagnostics
from coursepack.editions.layout import Layout, SettingKind
from coursepack.preparation import prepare
from coursepack.progress import Silent

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
LONGEST_LADDER = 3
MOST_LOOSE = 0.01
MOST_LATE = 0.02
NONE_ALLOWED = (
    SettingKind.LADDER,
    SettingKind.HYPHEN_OVER_PAGE,
    SettingKind.BROKEN_LAST_WORD,
    SettingKind.WIDOW,
    SettingKind.ORPHAN,
    SettingKind.HEADING_AT_FOOT,
    SettingKind.CAPTION_APART,
    SettingKind.SHORT_PAGE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `kept` is None where there is no limit."""

    name: str
    measured: str
    wanted: str = ""
    kept: bool | None = None


def figures(layout: Layout) -> Iterator[Figure]:
    """Measure a book."""
    settings = [placed.part.facts.setting for placed in layout.parts]
    counted = Counter(fault.kind for setting in settings for fault in setting.faults)
    stretched, gridded = sum(setting.stretched for setting in settings), sum(setting.gridded for setting in settings)
    ladder = max(setting.ladder for setting in settings)
    seen = layout.statistics
    yield Figure("pages", str(seen.pages))
    yield Figure("lines, notes included", f"{seen.lines:,}")
    yield Figure("lines that end in a hyphen", _share(seen.hyphenated, seen.lines))
    yield Figure("longest run of hyphens", str(ladder), f"at most {LONGEST_LADDER}", ladder <= LONGEST_LADDER)
    yield Figure(
        "word space of a stretched line, mean", f"{sum(s.spaces for s in settings) / max(1, stretched):.2f} em"
    )
    loose = counted[SettingKind.LOOSE]
    yield Figure(
        "lines with wide spaces (over half an em)",
        _share(loose, stretched),
        "under 1 %",
        loose < MOST_LOOSE * stretched,
    )
    for kind in NONE_ALLOWED:
        yield Figure(kind.value, str(counted[kind]), "none", counted[kind] == 0)
    yield from _notes(layout)
    yield Figure(SettingKind.RUNT.value, _share(counted[SettingKind.RUNT], sum(s.paragraphs for s in settings)))
    yield Figure("lines off the line grid", _share(sum(setting.off_grid for setting in settings), gridded))


def _notes(layout: Layout) -> Iterator[Figure]:
    notes = [note for placed in layout.parts for note in placed.part.facts.notes]
    late = sum(note.body[0] != note.call for note in notes)
    yield Figure(
        "notes that begin after the page of their call",
        _share(late, len(notes)),
        "at most 2 %",
        late <= MOST_LATE * len(notes),
    )
    carried = sum(len(note.body) > 1 for note in notes)
    yield Figure("notes that run on to another page", _share(carried, len(notes)))


def _share(count: int, of: int) -> str:
    return f"{count:,} of {of:,} ({100 * count / max(1, of):.1f} %)"


def faults(layout: Layout) -> Iterator[str]:
    """Say where each fault stands, by section, page of the PDF and the end of the line."""
    for placed in layout.parts:
        for fault in placed.part.facts.setting.faults:
            yield f"{fault.kind.value}: {placed.id}, page {placed.first_page + fault.page + 1}: …{fault.snippet}"


def table(measured: Sequence[Figure]) -> str:
    """Write the figures as a Markdown table."""
    rows = [f"| {figure.name} | {figure.measured} | {figure.wanted} |" for figure in measured]
    return "\n".join(["| | measured | wanted |", "|---|---|---|", *rows])


def write(path: Path, text: str) -> None:
    """Put the table between the marks of a file."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main() -> int:
    """Measure, print, and say whether the limits are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path, nargs="?", default=ROOT)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    layout = compose(prepare(asked.project, Diagnostics(), Silent()), Silent())
    measured = list(figures(layout))
    print(table(measured))
    print("\n".join(faults(layout)))
    if asked.write is not None:
        write(asked.write, table(measured))
    broken = [figure.name for figure in measured if figure.kept is False]
    print(f"\nnot kept: {', '.join(broken)}" if broken else "\nevery limit is kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
