"""Lay the sections of the book out apart, on pages; the only room that knows WeasyPrint.

In: one `Sheet` a section, one `LayoutJob`. Out: a `Layout`: the parts, and the page map that says what stands where.
"""

from coursepack.editions.layout.bounds import Reason, SectionUnset
from coursepack.editions.layout.facts import (
    Anchor,
    Bookmark,
    Finding,
    FindingKind,
    FolioGap,
    FolioTemplate,
    FontFacts,
    Layout,
    NotePlace,
    Part,
    PartFacts,
    PlacedPart,
    Setting,
    SettingFault,
    SettingKind,
    Statistics,
)
from coursepack.editions.layout.folios import MARK, fill, fill_sheet, token
from coursepack.editions.layout.pressroom import make_ready, open_pressroom
from coursepack.editions.layout.roles import ROLE_MAP
from coursepack.editions.layout.settle import lay_out
from coursepack.editions.layout.sheet import Hands, LayoutJob, Sheet

__all__ = [
    "MARK",
    "ROLE_MAP",
    "Anchor",
    "Bookmark",
    "Finding",
    "FindingKind",
    "FolioGap",
    "FolioTemplate",
    "FontFacts",
    "Hands",
    "Layout",
    "LayoutJob",
    "NotePlace",
    "Part",
    "PartFacts",
    "PlacedPart",
    "Reason",
    "SectionUnset",
    "Setting",
    "SettingFault",
    "SettingKind",
    "Sheet",
    "Statistics",
    "fill",
    "fill_sheet",
    "lay_out",
    "make_ready",
    "open_pressroom",
    "token",
]
