"""Lay the book out until its folios stand still.

Folios depend on where pages break, and where pages break depends, a little, on the folios that the text prints: on how many
digits they have, or, in an index, on all of them. Before a section is laid out, a guess says how long it is. A pass lays out the
sections whose text does not depend on how good the guesses are; the next, with fewer guesses, others; and the last ones what
had another text then.
Every build walks the same passes, whatever the cache holds, so its result is a function of the sources alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from coursepack.editions.layout.facts import (
    Extent,
    Finding,
    FindingKind,
    Layout,
    Part,
    PartFacts,
    PlacedPart,
    Statistics,
)
from coursepack.editions.layout.filling import Filling
from coursepack.editions.layout.folios import Fill, fill_sheet, folios_of, page_map, paginate
from coursepack.editions.layout.guess import capacity_of, weigh
from coursepack.editions.layout.keys import job_key, sheet_key
from coursepack.editions.layout.sheet import Hands, LayoutJob, Sheet
from coursepack.editions.layout.store import pack, unpack
from coursepack.editions.layout.workers import Workers
from coursepack.keeping.store import MemoryStore, Store

MAX_PASSES = 10
"""Three or four are enough: what is sure, what was in doubt, the index, and what the last of these changed."""
DOUBTS = (0.25, 0.1, 0.03, 0.0)
"""By what part the guesses may be wrong: the first holds that leaves anything sure, as the last leaves everything."""

Progress = Callable[[str, int, int], None]

_HREF = re.compile(r"""href(?<!\whref)\s*=\s*["']#([^"']+)["']""")  # begins with a word, which is soon found


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
    be a pure function. `progress(id of the sheet, sections done, sections due)` is called in this
    process, after each section that had to be laid out. What is wrong with the book is told in the findings of its
    parts, and `Layout.settled` is false if the folios never came to rest; `coursepack.checks.text_audit` makes
    diagnostics of both. Raises `ToolFailed` if a worker process dies.
    """
    known = cache or MemoryStore()
    with Workers(job, hands if isinstance(hands, Hands) else Hands(hands)) as crew:
        passes = _Passes(sheets, job, crew, known, progress or _silent)
        book = _Folios(sheets, job, fill)
        while True:
            folios = book.now(passes.extents)
            due = [sheet for sheet in book.filled(folios) if passes.laid_out.get(sheet.id) != sheet]
            if not due or len(passes.log) == MAX_PASSES:
                break
            passes.run(book.sure(due, passes.extents), len(due))
    return _layout(sheets, passes, job, folios, settled=not due)


def _silent(_sheet: str, _done: int, _due: int) -> None:
    pass


class _Folios:
    """The folios as far as they are known, and the sheets with them."""

    def __init__(self, sheets: Sequence[Sheet], job: LayoutJob, fill: Fill) -> None:
        self._sheets, self._job = sheets, job
        self._filled = Filling(fill, even_digits=job.even_digits)
        self._bulks = {sheet.id: weigh(sheet.html) for sheet in sheets}

    def now(self, known: Mapping[str, Extent], doubt: float = 0.0) -> dict[str, str]:
        """The folio of every id, by the sections whose extent is known, and a guess of the others that is wrong by a part."""
        told = ((self._bulks[name], extent) for name, extent in known.items())
        capacity = (capacity_of(told) or self._job.capacity) * (1 + doubt)
        guessed = {name: bulk.extent(capacity) for name, bulk in self._bulks.items() if name not in known}
        return folios_of(self._sheets, {**guessed, **known})

    def filled(self, folios: Mapping[str, str]) -> list[Sheet]:
        """The sheets as they go to press."""
        return [self._filled(sheet, folios) for sheet in self._sheets]

    def sure(self, due: Sequence[Sheet], known: Mapping[str, Extent]) -> list[Sheet]:
        """Of sheets filled in, those that stay as they are though the guesses are wrong."""
        raw = {sheet.id: sheet for sheet in self._sheets}
        found: list[Sheet] = []
        for doubt in DOUBTS:
            less, more = self.now(known, doubt), self.now(known, -doubt)
            found = [
                sheet
                for sheet in due
                if self._filled(raw[sheet.id], less) == sheet == self._filled(raw[sheet.id], more)
            ]
            if found:
                break
        return found


@dataclass(slots=True)
class _Passes:
    """The passes of one build: parts by sheet id, and what was laid out in each pass."""

    sheets: Sequence[Sheet]
    job: LayoutJob
    crew: Workers
    cache: Store
    progress: Progress
    parts: dict[str, Part] = field(default_factory=dict)
    extents: dict[str, Extent] = field(default_factory=dict)
    """Of the sections that have been laid out, as they were last."""
    laid_out: dict[str, Sheet] = field(default_factory=dict)
    """As they went to press."""
    log: list[list[str]] = field(default_factory=list)
    _done: int = 0
    _shared: bytes = field(init=False)
    """What all keys have in common."""

    def __post_init__(self) -> None:
        self._shared = job_key(self.job)

    def run(self, sheets: Sequence[Sheet], due: int) -> None:
        """Bring parts up to date with these sheets, of so many that are due: from the cache, or by laying them out."""
        keys = {sheet.id: sheet_key(self._shared, sheet, self.job) for sheet in sheets}
        missing = []
        for sheet in sheets:
            stored = self.cache.get(keys[sheet.id])
            found = None if stored is None else unpack(stored)
            if found is None:
                missing.append(sheet)
            else:
                self._take(sheet, found)
        due += self._done - (len(sheets) - len(missing))
        for sheet, part in self.crew.lay_out(missing):
            self._take(sheet, part)
            self.cache.put(keys[sheet.id], pack(part))
            self._done += 1
            self.progress(sheet.id, self._done, due)
        self.log.append([sheet.id for sheet in missing])

    def _take(self, sheet: Sheet, part: Part) -> None:
        self.parts[sheet.id], self.extents[sheet.id] = part, part.facts.extent
        self.laid_out[sheet.id] = sheet


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
