"""A font of the e-book cut down to some characters; imported, with what of fontTools it needs, when there is something to cut."""

from __future__ import annotations

import io

from fontTools import subset
from fontTools.ttLib import TTFont

_FAMILY_NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14]
"""Copyright, family, style, id, full name, version, PostScript name, licence (OpenType, name)."""
_UNUSED_TABLES = ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "DSIG", "GDEF"]


def subset_font(font: bytes, characters: str, *, woff2: bool = False, kerned: bool = False) -> bytes:
    """As `fonts.subset_font`."""
    whole = TTFont(io.BytesIO(font), fontNumber=0, recalcTimestamp=False)
    for table in () if kerned else _UNUSED_TABLES:  # before fontTools takes seconds to read them
        if table in whole:
            del whole[table]
    options = subset.Options()
    options.name_IDs = _FAMILY_NAMES
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(whole)
    if woff2:
        whole.flavor = "woff2"
    target = io.BytesIO()
    whole.save(target)
    return target.getvalue()
