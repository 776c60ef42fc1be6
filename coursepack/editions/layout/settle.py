"""Lay the book out until its folios stand still.

Folios depend on where pages break, and where pages break depends, a little, on the folios that the text prints. Each
pass fills in the folios of the pass before and lays out again what changed by it. The first starts from placeholders, and is a
draft of all sections that print folios: they are laid out once more in any case.
Every build walks the same passes, whatever the cache holds, so its result is a function of the sources alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from coursepack.editions.layout.facts import (
    Draft,
    Finding,
    FindingKind,
    Layout,
    Part,
    PartFacts,
    PlacedPart,
    Statistics,
)
from coursepack.editions.layout.folios import Fill, fill_sheet, folios_of, leave_gaps, page_map, paginate
from coursepack.editions.layout.keys import job_key, order_key
from coursepack.editions.layout.sheet import Hands, LayoutJob, Order, Sheet
from coursepack.editions.layout.store import pack, unpack, unpack_draft
from coursepack.editions.layout.workers import Workers
from coursepack.keeping.store import MemoryStore, Store

MAX_PASSES = 7
"""The draft, and six more."""

Progress = Callable[[str, int, int], None]

_HREF = re.compile(r"""\bhref\s*=\s*["']#([^"']+)["']""")


def lay_out(
    sheets: Sequence[Sheet],
    job: LayoutJob,
    hands: Hands | int = 1,
    cache: Store | None = None,
    progress: Progress | None = None,
    fill: Fill = fill_sheet,
) -> Layout:
    """Lay the book out, with so many processes, or other hands.

    `fill` may be replaced where a sheet needs more than tokens replaced (an index that merges its locators); it must
    be a pure function. `progress(id of the sheet, sections done, sections due in this pass)` is called in this
    process, after each section that had to be laid out. What is wrong with the book is told in the findings of its
    parts, and `Layout.settled` is false if the folios never came to rest; `coursepack.checks.text_audit` makes
    diagnostics of both. Raises `ToolFailed` if a worker process dies.
    """
    known = cache or MemoryStore()
    with Workers(job, hands if isinstance(hands, Hands) else Hands(hands)) as crew:
        passes = _Passes(sheets, job, crew, known, progress or _silent)
        folios: dict[str, str] = {}
        filled: list[Sheet] = []
        while len(passes.log) < MAX_PASSES:
            previous, filled = filled, [_filled(sheet, fill, folios, job) for sheet in sheets]
            if filled == previous and len(passes.parts) == len(sheets):
                break
            printing_folios = {sheet.id for sheet, full in zip(sheets, filled, strict=True) if full.html != sheet.html}
            passes.run(filled, in_draft=() if passes.log else printing_folios)
            folios = folios_of(sheets, passes.drafts)
        settled = filled == [_filled(sheet, fill, folios, job) for sheet in sheets]
    return _layout(sheets, passes, job, folios, settled=settled)


def _filled(sheet: Sheet, fill: Fill, folios: Mapping[str, str], job: LayoutJob) -> Sheet:
    """A sheet as it goes to press."""
    html = fill(sheet, folios)
    return replace(sheet, html=leave_gaps(html) if job.even_digits else html)


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
    drafts: dict[str, Draft] = field(default_factory=dict)
    """What the last pass told of each section."""
    log: list[list[str]] = field(default_factory=list)
    _laid_out: dict[str, Sheet] = field(default_factory=dict)

    def run(self, filled: Sequence[Sheet], in_draft: Collection[str]) -> None:
        """Bring the parts up to date with the sheets: from the cache, or by laying them out; of some, only the drafts."""
        shared = job_key(self.job)
        keys, due = {}, []
        for sheet in filled:
            if self._laid_out.get(sheet.id) == sheet:
                continue
            known = self.drafts.get(sheet.id)
            order = Order(sheet, sheet.id in in_draft, known.unbroken if known else ())
            keys[sheet.id] = order_key(shared, order, self.job)
            stored = self.cache.get(keys[sheet.id])
            found = None if stored is None else unpack_draft(stored) if order.draft else unpack(stored)
            if found is None:
                due.append(order)
            else:
                self._take(sheet, found)
        for done, (order, found) in enumerate(self.crew.lay_out(due), start=1):
            self._take(order.sheet, found)
            self.cache.put(keys[order.sheet.id], pack(found))
            self.progress(order.sheet.id, done, len(due))
        self.log.append([order.sheet.id for order in due])

    def _take(self, sheet: Sheet, found: Part | Draft) -> None:
        if isinstance(found, Draft):
            self.drafts[sheet.id] = found
        else:
            self.parts[sheet.id], self.drafts[sheet.id] = found, found.facts.draft
            self._laid_out[sheet.id] = sheet


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
