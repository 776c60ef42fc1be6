import io

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from layout_books import fonts

from coursepack.editions.pdf.fonts import subset, to_unicode, width_array
from coursepack.errors import ToolFailed

REGULAR = "fonts/book-regular.ttf"


def test_a_subset_keeps_the_glyphs_used_and_their_numbers():
    data = fonts()[REGULAR]
    whole = TTFont(io.BytesIO(data))
    glyphs = [whole.getGlyphID(name) for name in ("A", "f_i", "one")]
    small = TTFont(io.BytesIO(subset(data, glyphs)))
    assert small["maxp"].numGlyphs == max(glyphs) + 1
    outlines = small["glyf"]
    kept = {number for number, name in enumerate(small.getGlyphOrder()) if outlines[name].numberOfContours}
    assert kept >= set(glyphs)
    assert len(kept) < 10
    assert small["hmtx"][small.getGlyphOrder()[glyphs[0]]][0] == whole["hmtx"]["A"][0]


def test_a_font_with_cff_outlines_is_refused():
    with pytest.raises(ToolFailed, match="TrueType"):
        subset(b"OTTO" + bytes(20), [1])


def test_widths_are_written_in_runs_of_neighbours():
    assert repr(width_array({3: 500, 4: 250, 9: 600})) == repr(pikepdf.Array([3, [500, 250], 9, [600]]))


def test_glyphs_map_to_the_text_that_they_stand_for():
    cmap = to_unicode(dict.fromkeys(range(150), "x") | {200: "ffi", 201: "", 202: "𠀀"}).decode()
    assert "100 beginbfchar" in cmap
    assert "52 beginbfchar" in cmap
    assert "<00c8> <006600660069>" in cmap
    assert "<00ca> <d840dc00>" in cmap
    assert "<00c9>" not in cmap
