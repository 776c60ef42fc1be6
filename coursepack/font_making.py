"""Fonts made of other fonts: a weight cut out of a variable one, characters cut out of one with CFF outlines.

In: font files of the packages. Out: font files, the same bytes every time. What of fontTools this needs takes a quarter of a
second to import, and what it makes is kept: the room is imported when there is something to make (`fonts`).
"""

from __future__ import annotations

import io

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.varLib.instancer import instantiateVariableFont


def static_instance(variable: bytes, weight: int) -> bytes:
    """Cut one weight out of a variable font."""
    font = TTFont(io.BytesIO(variable), recalcTimestamp=False)
    instantiateVariableFont(font, {"wght": weight}, inplace=True, static=True)
    return _bytes(font)


def truetype_subset(whole: bytes, characters: str, most: float) -> bytes:
    """Cut characters out of a font with CFF outlines, and give them TrueType ones, at most so many thousandths of an em away."""
    font = TTFont(io.BytesIO(whole), recalcTimestamp=False)
    options = subset.Options(notdef_outline=True, name_IDs=["*"], layout_features=["locl", "vert", "palt"])
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    _replace_outlines(font, most)
    return _bytes(font)


def _replace_outlines(font: TTFont, most: float) -> None:
    """Turn CFF outlines into TrueType outlines (OpenType 1.9, glyf, loca, maxp 1.0)."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    drawn = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, most * font["head"].unitsPerEm / 1000, reverse_direction=True))
        drawn[name] = pen.glyph()
    font["loca"] = newTable("loca")
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, drawn
    del font["CFF "]
    font.sfntVersion = "\0\1\0\0"
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for name in (
        "Zones",
        "TwilightPoints",
        "Storage",
        "FunctionDefs",
        "InstructionDefs",
        "StackElements",
        "SizeOfInstructions",
    ):
        setattr(maxp, f"max{name}", 0)
    maxp.maxZones = 1
    maxp.maxComponentElements = 0
    font["post"].formatType = 3.0
    font["head"].glyphDataFormat = 0


def _bytes(font: TTFont) -> bytes:
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
