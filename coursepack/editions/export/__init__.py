"""The export room: the works that a book cites, as files for reference managers, catalogues, spreadsheets and people.

In: selections of works in the order of the bibliography. Out: file names and bytes, the same for the same input. CSL JSON is
the master and loses nothing; the others hold what their formats can, and `lost_in` says what they cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from coursepack.editions.export.formats import FORMATS, Format
from coursepack.editions.export.formatted import html_entries
from coursepack.editions.export.limits import Loss, lost_in
from coursepack.editions.export.model import Selection, Setting, Work

__all__ = ["FORMATS", "Format", "Loss", "Selection", "Setting", "Work", "export_selections", "lost_in"]


_WRITERS = 4  # pandoc runs side by side


def export_selections(selections: Sequence[Selection], formats: Iterable[str], setting: Setting) -> dict[str, bytes]:
    """Write every selection in every format: the selection's name and the format's suffix → bytes.

    Lists for people are written only where the style has made all their entries.
    """
    wanted = set(formats)
    if "html" in wanted:
        works = {work.item["id"]: work for selection in selections for work in selection.works if work.formatted}
        setting = replace(setting, entries=html_entries(works.values()))
    jobs = [
        (selection, each)
        for selection in selections
        for each in FORMATS.values()
        if each.name in wanted and not (each.formatted and any(not work.formatted for work in selection.works))
    ]
    at_once = [(selection.name, each, each.write(selection, setting)) for selection, each in jobs if not each.converted]
    # Only now: a process that starts while a template is filled would inherit the bound of its memory.
    slow = [(selection, each) for selection, each in jobs if each.converted]
    with ThreadPoolExecutor(_WRITERS) as pool:
        converted = list(pool.map(lambda job: (job[0].name, job[1], job[1].write(job[0], setting)), slow))
    return {f"{name}{each.suffix}": data for name, each, data in at_once + converted}
