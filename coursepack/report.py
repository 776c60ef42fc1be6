"""What a build proved and what it noticed, for people (`report.html`) and for machines (`report.json`)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from coursepack.checks.citation_parity import Figures
from coursepack.checks.epub_check import PageFigures
from coursepack.checks.pagination_lock import Comparison
from coursepack.checks.preflight import PressFigures
from coursepack.diagnostics import Diagnostics
from coursepack.document.words import Counts, count
from coursepack.editions.cover import Wrap
from coursepack.editions.imposition import Imposed
from coursepack.editions.layout import Layout
from coursepack.preparation import Prepared


@dataclass(frozen=True, slots=True)
class Proofs:
    """What the checks of finished pages counted."""

    pages_settled: bool
    notes_placed: int
    notes_expected: int
    notes_on_page_of_call: int
    findings: int

    @classmethod
    def of(cls, layout: Layout, counts: Counts) -> Proofs:
        """Read the figures off a layout."""
        notes = [note for part in layout.parts for note in part.part.facts.notes]
        return cls(
            pages_settled=layout.settled,
            notes_placed=len(notes),
            notes_expected=counts.notes,
            notes_on_page_of_call=sum(1 for note in notes if note.body[:1] == (note.call,)),
            findings=sum(len(part.part.facts.findings) for part in layout.parts),
        )


def write_report(
    prepared: Prepared,
    layout: Layout,
    press: PressFigures | None,
    breaks: PageFigures | None,
    citations: Figures,
    compared: Comparison | None,
    wrap: Wrap | None,
    imposed: Mapping[str, Imposed],
    diagnostics: Diagnostics,
    editions: Sequence[str],
) -> dict[str, bytes]:
    """The two report files by name. They hold no time and no path, so that equal builds give equal bytes."""
    config, statistics, counts = prepared.shop.config, layout.statistics, count(prepared.book)
    figures = {
        "pages": statistics.pages,
        "blank_pages": statistics.blank_pages,
        "notes": statistics.notes,
        "notes_carried": statistics.notes_carried,
        "lines": statistics.lines,
        "hyphenated": statistics.hyphenated,
        "passes": statistics.passes,
    }
    data = {
        "title": config.full_title,
        "editions": [name for name in editions if name.count("/") < 2],
        "counts": asdict(counts),
        "layout": figures,
        "proofs": asdict(Proofs.of(layout, counts)),
        "press": None if press is None else asdict(press),
        "page_breaks": None if breaks is None else asdict(breaks),
        "citations": asdict(citations),
        "pagination": None if compared is None else asdict(compared),
        "cover": None if wrap is None else _figures(wrap),
        "impositions": {name: _figures(made) for name, made in imposed.items()},
        "diagnostics": [item.as_json() for item in diagnostics],
        "silenced": [{**item.diagnostic.as_json(), "reason": item.reason} for item in prepared.silences.silenced],
    }
    page = prepared.shop.theme.render("report.html", **data, lang=config.language)
    return {
        "report.json": (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode(),
        "report.html": page.encode(),
    }


def _figures(made: Imposed | Wrap) -> dict[str, object]:
    """What is told of a cover or an imposition, without the file itself."""
    return {field.name: getattr(made, field.name) for field in fields(made) if field.name != "data"}
