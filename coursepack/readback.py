"""The citations, read back from the finished files in a process beside the one that proves the rest of them.

In: the files of a build. Out: what each edition holds of notes, bibliographies and exports, as figures and findings.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from coursepack.apart import apart
from coursepack.bindery import PlainPages
from coursepack.checks.citation_parity import Figures
from coursepack.diagnostics import Diagnostic, Diagnostics
from coursepack.editions.layout import Layout
from coursepack.preparation import Prepared
from coursepack.proving import read_citations, read_printed


@dataclass(frozen=True, slots=True)
class Citations:
    """What was read back on which no proof has failed."""

    figures: Figures
    damaged: int
    """As `Apart` has it."""


@contextmanager
def citations_beside(
    files: Mapping[str, bytes], prepared: Prepared, layout: Layout, plain: PlainPages
) -> Iterator[Callable[[Diagnostics], Citations]]:
    """Let notes and bibliographies be read back while this lasts; what is given waits for what was found, notes it, and raises
    `ProofFailed` where they are not what was resolved.
    """

    def make() -> tuple[bytes, list[Diagnostic]]:
        figures, problems = read_citations(files, prepared, layout, plain)
        return json.dumps(asdict(figures)).encode(), problems

    read_printed(files, prepared, plain)
    with apart(prepared.shop.store, make) as read:

        def prove(diagnostics: Diagnostics) -> Citations:
            made = read()
            diagnostics.extend(made.found)
            diagnostics.stop_on_failed_proof()
            return Citations(Figures(**json.loads(made.data)), made.damaged)

        yield prove
