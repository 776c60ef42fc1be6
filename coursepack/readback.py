"""The citations, and the pages that the e-book names, read back from the finished files in a process beside the one that
proves the rest of them.

In: the files of a build. Out: what each edition holds of notes, bibliographies and exports, and of printed pages, as figures and
findings.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from coursepack.apart import Apart, apart
from coursepack.bindery import PlainPages
from coursepack.checks.citation_parity import Figures
from coursepack.checks.epub_check import PageFigures
from coursepack.diagnostics import Diagnostic, Diagnostics
from coursepack.editions.layout import Layout
from coursepack.preparation import Prepared
from coursepack.proving import compare_printed_pages, read_citations


@dataclass(frozen=True, slots=True)
class Citations:
    """What was read back on which no proof has failed."""

    figures: Figures
    damaged: int
    """As `Apart` has it."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What is read back. Each proof waits for it, and notes what was found."""

    _made: Callable[[], Apart]

    def prove_epub(self, found: Iterable[Diagnostic], diagnostics: Diagnostics) -> PageFigures | None:
        """Find the e-book sound, whole (`found` by `audit_ebook`), and after its page breaks what is printed on these pages;
        raises `ProofFailed` where it is not.
        """
        _, pages, differing = json.loads(self._made().data)
        diagnostics.extend(found)
        diagnostics.extend(map(Diagnostic.from_json, differing))
        diagnostics.stop_on_failed_proof()
        return None if pages is None else PageFigures(**pages)

    def prove_citations(self, diagnostics: Diagnostics) -> Citations:
        """Find notes, bibliographies and exports what was resolved; raises `ProofFailed` where they are not."""
        made = self._made()
        figures, _, _ = json.loads(made.data)
        diagnostics.extend(made.found)
        diagnostics.stop_on_failed_proof()
        return Citations(Figures(**figures), made.damaged)


@contextmanager
def read_back_beside(
    files: Mapping[str, bytes], prepared: Prepared, layout: Layout, plain: PlainPages
) -> Iterator[ReadBack]:
    """Let notes, bibliographies and pages be read back while this lasts."""

    def make() -> tuple[bytes, list[Diagnostic]]:
        pages, differing = compare_printed_pages(files, prepared)
        figures, problems = read_citations(files, prepared, layout, plain)
        told = asdict(figures), None if pages is None else asdict(pages), [item.as_json() for item in differing]
        return json.dumps(told).encode(), problems

    with apart(prepared.shop.store, make) as made:
        yield ReadBack(made)
