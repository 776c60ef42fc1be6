"""The two files of the report. They hold no time and no path, so that equal builds give equal bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from coursepack.diagnostics import Diagnostics
from coursepack.document.words import Counts
from coursepack.editions.cover import Wrap
from coursepack.editions.imposition import Imposed
from coursepack.editions.layout import Layout
from coursepack.report.outcome import Outcome
from coursepack.report.pictures import pictures_of
from coursepack.report.proofs import Placing, proofs_of
from coursepack.report.quoting import Quoter
from coursepack.report.works import kinds_of, sources_of

_MOST_CITED = 10
_UNITS = (("MB", 1_000_000), ("kB", 1_000))


def write_report(outcome: Outcome, diagnostics: Diagnostics) -> dict[str, bytes]:
    """The two report files by name."""
    counts = outcome.counts
    data = _data(outcome, counts, diagnostics)
    page = outcome.prepared.shop.theme.render("report.html", **(data | _for_people(outcome, counts, diagnostics)))
    return report_files(data, page)


def report_files(data: Mapping[str, Any], page: str) -> dict[str, bytes]:
    """The files, for machines and for people."""
    return {
        "report.json": (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode(),
        "report.html": page.encode(),
    }


def _data(outcome: Outcome, counts: Counts, diagnostics: Diagnostics) -> dict[str, Any]:
    """What machines may want to know."""
    compared, wrap = outcome.compared, outcome.wrap
    silences = outcome.prepared.silences
    return {
        "title": outcome.prepared.shop.config.full_title,
        "built": True,
        "editions": [name for name in sorted(outcome.files) if name.count("/") < 2],
        "counts": {**asdict(counts), "most_cited": counts.most_cited[:_MOST_CITED]},
        "layout": _statistics(outcome.layout),
        "large_print": _statistics(outcome.large) if outcome.large else None,
        "proofs": asdict(Placing.of(outcome.layout, counts)),
        "proved": [{**asdict(proof), "holds": proof.holds} for proof in proofs_of(outcome, counts)],
        "preflight": {name: asdict(figures) for name, figures in outcome.press.items()},
        "page_breaks": None if outcome.breaks is None else asdict(outcome.breaks),
        "citations": asdict(outcome.citations),
        "citations_by_type": [asdict(kind) for kind in kinds_of(outcome.prepared, counts)],
        "images": [asdict(picture) for picture in pictures_of(outcome)],
        "pagination": None if compared is None else asdict(compared),
        "cover": None if wrap is None else _figures(wrap),
        "impositions": {name: _figures(made) for name, made in outcome.imposed.items()},
        "diagnostics": [item.as_json() for item in diagnostics],
        "silenced": [{**item.diagnostic.as_json(), "reason": item.reason} for item in silences.silenced],
    }


def _for_people(outcome: Outcome, counts: Counts, diagnostics: Diagnostics) -> dict[str, Any]:
    """What the page shows besides, or instead."""
    prepared, quoter = outcome.prepared, Quoter(outcome.prepared.shop.project)
    return {
        "lang": prepared.shop.config.language,
        "files": _files(outcome.files),
        "pages_file": outcome.shown.file,
        "spreads": outcome.shown.spreads,
        "proved": proofs_of(outcome, counts),
        "sources": sources_of(prepared, counts),
        "diagnostics": [quoter.quote(item) for item in diagnostics],
        "silenced": [quoter.quote(item.diagnostic, item.reason) for item in prepared.silences.silenced],
    }


def _statistics(layout: Layout) -> dict[str, int]:
    statistics = layout.statistics
    names = ("pages", "blank_pages", "notes", "notes_carried", "lines", "hyphenated", "passes")
    return {name: getattr(statistics, name) for name in names}


def _files(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """The files in the output folder and one folder below, with their sizes."""
    return [(name, _size(len(data))) for name, data in sorted(files.items()) if name.count("/") < 2]


def _size(length: int) -> str:
    unit, scale = next((row for row in _UNITS if length >= row[1]), ("bytes", 1))
    return f"{length / scale:.1f} {unit}" if scale > 1 else f"{length} {unit}"


def _figures(made: Imposed | Wrap) -> dict[str, object]:
    """What is told of a cover or an imposition, without the file itself."""
    return {field.name: getattr(made, field.name) for field in fields(made) if field.name != "data"}
