"""The build, stage by stage: the only place that knows their order.

prepare (read → parse → cite → assemble) → lay out → prove pages → write editions → prove them → report → publish
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from coursepack import pandoc
from coursepack.apart import Apart
from coursepack.bindery import PlainPages, impose_pages, write_editions
from coursepack.checks.preflight import PressFigures
from coursepack.composition import compose, compose_large_print, for_large_print, hands_of
from coursepack.covers import Covers, make_covers
from coursepack.diagnostics import Diagnostics, Ended
from coursepack.document.words import Counts, count
from coursepack.ebook import ebook_beside
from coursepack.editions.imposition import Imposed
from coursepack.editions.layout import Hands, Layout
from coursepack.errors import BuildFailed
from coursepack.exporting import Asked, export_works
from coursepack.keeping.store import Store, project_store
from coursepack.memory import seldom_searched, stays
from coursepack.preparation import Prepared, prepare
from coursepack.presswork import judge_press_file, prove_press
from coursepack.processes import divided_among
from coursepack.progress import Progress
from coursepack.proving import (
    prove_exports,
    prove_large_citations,
    prove_large_print,
    prove_pages,
    prove_pagination,
    read_printed,
)
from coursepack.publish import publish
from coursepack.readback import read_back_beside
from coursepack.report import Outcome, show_pages, write_failure, write_report

_OF_EDITIONS = "LEP"
"""Letters of what only a build finds: a check says nothing of silences for these."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made, for the closing summary."""

    files: tuple[Path, ...]
    pages: int
    counts: Counts
    seconds: float
    damaged: int = 0
    """Entries of the store that were found damaged, and made again."""


def check(project: Path, diagnostics: Diagnostics, progress: Progress) -> Counts:
    """Read and assemble the book without laying it out; raises `BuildFailed` when the diagnostics hold an error."""
    store = project_store(project)
    with _diagnosed(diagnostics, progress), pandoc.keep_in(store):
        prepared = prepare(project, diagnostics, progress, store)
    diagnostics.extend(prepared.silences.idle(unless=_OF_EDITIONS))
    return count(prepared.book)


def check_press_file(project: Path, pdf: Path, diagnostics: Diagnostics, progress: Progress) -> PressFigures | None:
    """Preflight a finished PDF against what the project asks for; raises `BuildFailed` when the project has an error,
    `ProofFailed` when the file has one.
    """
    data = pdf.read_bytes()
    with _diagnosed(diagnostics, progress):
        prepared = prepare(project, diagnostics, progress)
        figures = judge_press_file(data, pdf.name, prepared, diagnostics)
        prepared.silences.set_aside(diagnostics)
        diagnostics.stop_on_failed_proof()
    return figures


def build(
    project: Path,
    out: Path,
    diagnostics: Diagnostics,
    progress: Progress,
    workers: int = 0,
    store: Store | None = None,
    scheduler: str = "",
) -> Built:
    """Build all editions of the project in a folder into `out`; `store` is by default the project's own.

    `workers` processes lay out pages, 0 being one a core; with the address of a Dask scheduler, its workers do.

    Raises `BuildFailed` when the diagnostics hold an error, `ProofFailed` when an edition is not the book; then no edition has
    been written, and the report says why.
    """
    began = time.monotonic()
    store, hands = store or project_store(project), hands_of(workers, scheduler)
    with _reported(project, out, diagnostics), _diagnosed(diagnostics, progress), _equipped(store, hands.processes):
        prepared = prepare(project, diagnostics, progress, store)
        layout = _lay_out(prepared, progress, hands)
        prove_pages(prepared, layout, diagnostics)
        enlarged = for_large_print(prepared)
        large = compose_large_print(enlarged, layout.page_map, progress, hands)
        prove_large_print(enlarged, large, diagnostics)
        compared = prove_pagination(prepared, layout, diagnostics)
        progress.stage("Writing editions")
        bound = _bind(prepared, layout, large, diagnostics)
        files, wrap, imposed = bound.files, bound.covers.wrap, bound.imposed
        progress.stage("Preflight")
        with read_back_beside(files, prepared, layout, bound.plain) as read_back:
            press = prove_press(files, prepared, diagnostics)
            counts, shown = count(prepared.book), show_pages(files, prepared, layout)
            progress.stage("Proving the e-book")
            breaks = read_back.prove_epub(bound.ebook.found, diagnostics)
            progress.stage("Proving the citations")
            citations = read_back.prove_citations(diagnostics)
        prove_large_citations(files, enlarged, large, diagnostics)
        prepared.silences.set_aside(diagnostics)
        diagnostics.extend(prepared.silences.idle())
        progress.stage("Writing the report")
        outcome = Outcome(
            prepared, counts, layout, large, files, shown, citations.figures, press, breaks, compared, wrap, imposed
        )
        files |= write_report(outcome, diagnostics)
        written = publish(out, files)
    store.prune()
    damaged = store.damaged + bound.ebook.damaged + citations.damaged
    return Built(tuple(written), layout.statistics.pages, counts, time.monotonic() - began, damaged)


def export(project: Path, out: Path, asked: Asked, diagnostics: Diagnostics, progress: Progress) -> tuple[Path, ...]:
    """Export the cited works into `out` without laying out a page; nothing is written unless every file was proved.

    Raises `BuildFailed` when the diagnostics hold an error, `NothingToExportError` for a chapter or keyword without works.
    """
    store = project_store(project)
    with _diagnosed(diagnostics, progress), pandoc.keep_in(store):
        prepared = prepare(project, diagnostics, progress, store)
        progress.stage("Exporting citations")
        wanted = asked.completed(prepared)
        files = export_works(prepared, wanted)
        prove_exports(files, prepared, wanted, diagnostics)
        return tuple(publish(out, files))


def _lay_out(prepared: Prepared, progress: Progress, hands: Hands) -> Layout:
    """Lay the pages out; what was made before is not searched again for what nothing holds."""
    progress.stage("Laying out pages")
    stays()
    return compose(prepared, progress, hands)


@dataclass(frozen=True, slots=True)
class _Bound:
    """All files of a build, and what else is told of them."""

    files: dict[str, bytes]
    plain: PlainPages
    covers: Covers
    imposed: Mapping[str, Imposed]
    ebook: Apart


def _bind(prepared: Prepared, layout: Layout, large: Layout | None, diagnostics: Diagnostics) -> _Bound:
    """Write the editions: the e-book, proved by itself, beside those that have pages."""
    covers = make_covers(prepared, layout, diagnostics)
    plain = PlainPages(prepared, layout)
    with ebook_beside(prepared, layout, covers.picture) as ebook:
        read = partial(read_printed, prepared=prepared, plain=plain)
        files = write_editions(prepared, layout, lambda: ebook().data, large, meanwhile=read)
        imposed = impose_pages(prepared, files)
        files |= {name: made.data for name, made in imposed.items()} | covers.files(prepared.shop.config.name)
        return _Bound(files, plain, covers, imposed, ebook())


@contextmanager
def _reported(project: Path, out: Path, diagnostics: Diagnostics) -> Iterator[None]:
    """Renew the report of a build that fails, and nothing else."""
    try:
        yield
    except BuildFailed as fault:
        publish(out, write_failure(project, fault, diagnostics))
        raise


@contextmanager
def _equipped(store: Store, processes: int) -> Iterator[None]:
    """Keep pandoc's answers, and divide the pages of finished files among so many processes; search memory seldom."""
    with pandoc.keep_in(store), divided_among(processes), seldom_searched():
        yield


@contextmanager
def _diagnosed(diagnostics: Diagnostics, progress: Progress) -> Iterator[None]:
    """Note the mistake that ended a stage, such as a broken template; end the progress line whatever happens."""
    try:
        yield
    except Ended as fault:
        diagnostics.add(fault.diagnostic)
        raise fault.outcome(fault.diagnostic.message) from fault
    finally:
        progress.finish()
