"""Lay the book out until its folios stand still.

Folios depend on where pages break, and where pages break depends, a little, on the folios that the text prints. Each
pass fills in the folios of the pass before and lays out again what changed by it; the first starts from placeholders.
Every build walks the same passes, whatever the cache holds, so its result is a function of the sources alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from coursepack.editions.layout.facts import Finding, FindingKind, Layout, Part, PartFacts, PlacedPart, Statistics
from coursepack.editions.layout.folios import Fill, fill_sheet, folios_of, page_map, paginate
from coursepack.editions.layout.keys import job_key, sheet_key
from coursepack.editions.layout.sheet import LayoutJob, Sheet
from coursepack.editions.layout.store import pack, unpack
from coursepack.editions.layout.workers import Workers
from coursepack.keeping.store import MemoryStore, Store

MAX_PASSES = 6

Progress = Callable[[str, int, int], None]

_HREF = re.compile(r"""\bhref\s*=\s*["']#([^"']+)["']""")


def lay_out(
    sheets: Sequence[Sheet],
    job: LayoutJob,
    workers: int = 1,
    cache: Store | None = None,
    progress: Progress | None = None,
    fill: Fill = fill_sheet,
) -> Layout:
    """Lay the book out.

    `fill` may be replaced where a sheet needs more than tokens replaced (an index that merges its locators); it must
    be a pure function. `progress(id of the sheet, sections done, sections due in this pass)` is called in this
    process, after each section that had to be laid out. What is wrong with the book is told in the findings of its
    parts, and `Layout.settled` is false if the folios never came to rest; `coursepack.checks.text_audit` makes
    diagnostics of both. Raises `ToolFailed` if a worker process dies.
    """
    known = cache or MemoryStore()
    with Workers(job, workers) as crew:
        passes = _Passes(sheets, job, crew, known, progress or _silent)
        folios: dict[str, str] = {}
        filled: list[Sheet] = []
        while len(passes.log) < MAX_PASSES:
            previous, filled = filled, [replace(sheet, html=fill(sheet, folios)) for sheet in sheets]
            if filled == previous:
                break
            passes.run(filled)
            folios = folios_of(sheets, {name: part.facts for name, part in passes.parts.items()})
        settled = filled == [replace(sheet, html=fill(sheet, folios)) for sheet in sheets]
    return _layout(sheets, passes, job, folios, settled=settled)


def _silent(_sheet: str, _done: int, _due: int) -> None:
    pass


@dataclass(slots=True)
class _Passes:
    """The passes of one build: parts by sheet id, and what was laid out in each pass."""

    sheets: Sequence[Sheet]
    job: LayoutJob
    crew: Workers
    cache: Store
    progress: Progress
    parts: dict[str, Part] = field(default_factory=dict)
    log: list[list[str]] = field(default_factory=list)
    _keys: dict[str, str] = field(default_factory=dict)

    def run(self, filled: Sequence[Sheet]) -> None:
        """Bring the parts up to date with the sheets: from the cache, or by laying them out."""
        shared = job_key(self.job)
        due = []
        for sheet in filled:
            key = sheet_key(shared, sheet, self.job)
            if self._keys.get(sheet.id) == key:
                continue
            self._keys[sheet.id] = key
            stored = self.cache.get(key)
            part = unpack(stored) if stored is not None else None
            if part is None:
                due.append(sheet)
            else:
                self.parts[sheet.id] = part
        for done, (sheet, part) in enumerate(self.crew.lay_out(due), start=1):
            self.parts[sheet.id] = part
            self.cache.put(self._keys[sheet.id], pack(part))
            self.progress(sheet.id, done, len(due))
        self.log.append([sheet.id for sheet in due])


def _layout(
    sheets: Sequence[Sheet], passes: _Passes, job: LayoutJob, folios: Mapping[str, str], *, settled: bool
) -> Layout:
    parts = _with_dangling_links(sheets, passes.parts)
    positions = paginate(sheets, {name: len(part.facts.pages) for name, part in parts.items()})
    placed = tuple(
        PlacedPart(
            sheet.id, sheet.matter, positions[sheet.id].page, positions[sheet.id].number, parts[sheet.id], sheet.depth
        )
        for sheet in sheets
    )
    pages = page_map(placed, folios)
    return Layout(
        parts=placed,
        page_map=pages,
        fonts={hashlib.sha256(data).hexdigest(): data for data in job.fonts.values()},
        statistics=_statistics([part.part.facts for part in placed], len(pages.pages), passes.log),
        settled=settled,
    )


def _with_dangling_links(sheets: Sequence[Sheet], parts: Mapping[str, Part]) -> dict[str, Part]:
    """Add a finding for each link whose target is nowhere in the book, or is not printed."""
    targets = {name for part in parts.values() for name in part.facts.anchors}
    found: dict[str, Part] = {}
    for sheet in sheets:
        part = parts[sheet.id]
        dangling = sorted(set(_HREF.findall(sheet.html)) - targets)
        findings = tuple(Finding(FindingKind.LINK_DANGLING, "", target) for target in dangling)
        facts = replace(part.facts, findings=(*part.facts.findings, *findings))
        found[sheet.id] = replace(part, facts=facts)
    return found


def _statistics(facts: Sequence[PartFacts], pages: int, log: Sequence[Sequence[str]]) -> Statistics:
    notes = [note for part in facts for note in part.notes]
    return Statistics(
        pages=pages,
        blank_pages=pages - sum(len(part.pages) for part in facts),
        notes=len(notes),
        notes_carried=sum(len(note.body) > 1 for note in notes),
        lines=sum(part.lines for part in facts),
        hyphenated=sum(part.hyphenated for part in facts),
        passes=len(log),
        laid_out=tuple(name for names in log for name in names),
    )
