"""The request sheet: what a department sends to holders or to its copyright office, one row a reading (CSV)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coursepack.document.model import PageMap, Section
from coursepack.editions.export.table import write_table
from coursepack.sources.rights import Rights

HEADINGS = (
    "Reading",
    "Title",
    "Holder",
    "Basis",
    "Reference",
    "Expires",
    "Pages copied",
    "Fee",
    "Printed on pages",
    "File",
)


def write_permissions(sections: Sequence[Section], page_map: PageMap | None) -> str:
    """Write a row for each section with a rights record; empty where none has one."""
    ranges = _page_ranges(page_map) if page_map else {}
    rows = [_row(section, section.rights, ranges) for section in sections if section.rights is not None]
    return write_table(HEADINGS, rows) if rows else ""


def _row(section: Section, rights: Rights, ranges: Mapping[str, str]) -> list[str]:
    return [
        section.number,
        section.title,
        rights.holder,
        str(rights.basis),
        rights.reference,
        rights.expires.isoformat() if rights.expires else "",
        str(rights.pages) if rights.pages is not None else "",
        rights.fee,
        ranges.get(section.id, ""),
        section.source.file,
    ]


def _page_ranges(page_map: PageMap) -> dict[str, str]:
    """Section id → its first and last folio."""
    labels: dict[str, list[str]] = {}
    for page in page_map.pages:
        labels.setdefault(page.section, []).append(page.label)
    return {section: "–".join(dict.fromkeys((run[0], run[-1]))) for section, run in labels.items()}
