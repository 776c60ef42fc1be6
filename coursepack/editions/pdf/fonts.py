"""The fonts of the joined book: one subset of each font file, with widths and a ToUnicode map for all glyphs used.

In: the facts of the fonts that each part uses, and the font files. Out: PDF font dictionaries (ISO 32000-1, 9.7) for
the names that the content streams use. Glyph ids stay as they are in the file, so that no content stream has to be
rewritten.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import pikepdf
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from coursepack.editions.layout import FontFacts
from coursepack.errors import ToolFailed
from coursepack.fonts import PUBLISHED_NAMES

_DROPPED_TABLES = (
    "BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GDEF", "GPOS", "GSUB", "JSTF", "LTSH", "MVAR", "PCLT", "STAT", "SVG ",
)  # fmt: skip
_WEIGHTS = {300: "Light", 400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold", 800: "ExtraBold"}
_STEM = 80
"""Width of stems in thousandths of an em, for substitutes that will never be needed: the font is embedded."""
_SLOPE = slice(4, 8)
"""Of the table `post`: the angle of the italic (OpenType 1.9, post)."""
_SAME_WIDTH = 2
"""Thousandths of an em by which digits of one width may differ, as fonts round them."""
_SOFT = {"\u2010": "\u00ad"}
"""The hyphen that the layout engine divides words with, which no author types, and the soft hyphen."""


class Glyph(NamedTuple):
    """A glyph of a shaped line; `kern` is what a TJ operator takes off its advance, in thousandths of an em."""

    id: int
    kern: int


@dataclass(frozen=True, slots=True)
class Line:
    """A shaped line; `width` in the unit of its font size."""

    glyphs: tuple[Glyph, ...]
    width: float


class FontSet:
    """Collects what the parts use of each font, shapes folios with them, and embeds the fonts."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._facts: dict[str, FontFacts] = {}
        self._widths: dict[str, dict[int, int]] = {}
        self._unicode: dict[str, dict[int, str]] = {}
        self._faces: dict[str, hb.Font] = {}
        self._lines: dict[tuple[str, float, tuple[tuple[str, int], ...], str], Line] = {}

    def add(self, fonts: Mapping[str, FontFacts]) -> None:
        """Take in the fonts of a part. The same name means the same font in every part."""
        for name, facts in fonts.items():
            if facts.file not in self._files:
                raise ToolFailed(f"the font {facts.family} is not one of the book's fonts")
            known = self._facts.setdefault(name, facts)
            if (known.file, known.index) != (facts.file, facts.index):
                raise ToolFailed(f"two font files answer to the name {facts.family}")
            _merge(self._widths.setdefault(name, {}), facts.widths)
            _merge(self._unicode.setdefault(name, {}), facts.unicode)

    def shape(self, name: str, size: float, features: tuple[tuple[str, int], ...], text: str) -> Line:
        """Set a short text in one of the fonts, and note the glyphs that it takes."""
        key = (name, size, features, text)
        if key not in self._lines:
            self._lines[key] = self._shape(*key)
        return self._lines[key]

    def _shape(self, name: str, size: float, features: tuple[tuple[str, int], ...], text: str) -> Line:
        font, upem = self._font(name), self._facts[name].units_per_em
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(font, buffer, dict(features))
        infos, glyphs, width = buffer.glyph_infos, [], 0.0
        ends = [*(info.cluster for info in infos[1:]), len(text)]
        for info, position, end in zip(infos, buffer.glyph_positions, ends, strict=True):
            self._unicode[name].setdefault(info.codepoint, text[info.cluster : end])
            nominal = self._widths[name].setdefault(
                info.codepoint, round(font.get_glyph_h_advance(info.codepoint) * 1000 / upem)
            )
            advance = position.x_advance * size / upem
            glyphs.append(Glyph(info.codepoint, int(nominal - advance * 1000 / size)))
            width += advance
        return Line(tuple(glyphs), width)

    def digit(self, name: str, size: float, features: tuple[tuple[str, int], ...], nought: int, digit: str) -> int:
        """The glyph of a digit, to be set where the glyph `nought` was laid out. Raises `ToolFailed` if it is not as wide."""
        (laid_out,) = self.shape(name, size, features, "0").glyphs
        (glyph,) = self.shape(name, size, features, digit).glyphs
        widths = self._widths[name]
        if laid_out.id != nought or abs(widths[glyph.id] - widths[nought]) > _SAME_WIDTH:
            family = self._facts[name].family
            raise ToolFailed(
                f"the digits of {family} differ in width where page numbers are printed, or are set in another way"
            )
        return glyph.id

    def _font(self, name: str) -> hb.Font:
        if name not in self._faces:
            facts = self._facts[name]
            self._faces[name] = hb.Font(hb.Face(hb.Blob(self._files[facts.file]), facts.index))
        return self._faces[name]

    def embed(self, pdf: pikepdf.Pdf, *, soft_hyphens: bool = False) -> dict[str, pikepdf.Object]:
        """Make the PDF fonts, by the names that content streams use.

        `soft_hyphens`: say of the hyphens that divide words that they are no part of them (ISO 32000-1, 14.8.2.2.3).
        """
        used: dict[str, set[int]] = {}
        for name, facts in self._facts.items():
            used.setdefault(facts.file, set()).update(self._widths[name])
        files = {file: _font_file(pdf, self._files[file], glyphs) for file, glyphs in sorted(used.items())}
        names = {file: f"{_subset_tag(files[file])}+{published_name(self._files[file])}" for file in files}
        softened = _SOFT if soft_hyphens else {}
        return {
            name: self._dictionary(
                pdf,
                name,
                base=names[facts.file],
                file=files[facts.file],
                texts={glyph: softened.get(text, text) for glyph, text in self._unicode[name].items()},
            )
            for name, facts in sorted(self._facts.items())
        }

    def _dictionary(
        self, pdf: pikepdf.Pdf, name: str, *, base: str, file: pikepdf.Object, texts: Mapping[int, str]
    ) -> pikepdf.Object:
        facts, widths = self._facts[name], self._widths[name]
        font_name = Name("/" + base)
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=font_name,
            FontFamily=String(PUBLISHED_NAMES.get(facts.family, facts.family)),
            Flags=facts.flags,
            FontBBox=[0, facts.descent, max(widths.values(), default=0), facts.ascent],
            ItalicAngle=0,
            Ascent=facts.ascent,
            Descent=facts.descent,
            CapHeight=facts.ascent,
            StemV=_STEM,
            FontFile2=file,
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=font_name,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            CIDToGIDMap=Name.Identity,
            W=width_array(widths),
            FontDescriptor=pdf.make_indirect(descriptor),
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=font_name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(descendant)],
            ToUnicode=pdf.make_stream(to_unicode(texts)),
        )
        return pdf.make_indirect(font)


@lru_cache(maxsize=256)
def published_name(data: bytes) -> str:
    """The PostScript name of a font file, made of its family, weight and slope: instances of a variable font share one name
    in the file (OpenType 1.9, name, 6).
    """
    font = TTFont(io.BytesIO(data), lazy=True)
    slope = font.reader["post"][_SLOPE]  # the table's names of glyphs would be read with it
    names = font["name"]
    family = str(names.getBestFamilyName() or "").replace(" ", "")
    weight = font["OS/2"].usWeightClass
    style = _WEIGHTS.get(weight, str(weight)) + ("Italic" if any(slope) else "")
    return f"{family}-{style.removeprefix('Regular') or 'Regular'}"


def _subset_tag(file: pikepdf.Object) -> str:
    """Six capitals that tell one subset from another (ISO 32000-1, 9.6.4)."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(file.read_bytes()).digest()[:6])


def _merge(into: dict[int, int] | dict[int, str], more: Mapping[int, int] | Mapping[int, str]) -> None:
    for glyph in sorted(more):
        into.setdefault(glyph, more[glyph])  # type: ignore[arg-type]  # both hold the same kind of value


def _font_file(pdf: pikepdf.Pdf, data: bytes, glyphs: Iterable[int]) -> pikepdf.Object:
    small = subset(data, glyphs)
    stream = pdf.make_stream(small)
    stream.Length1 = len(small)
    return stream


def subset(data: bytes, glyphs: Iterable[int]) -> bytes:
    """Keep the outlines of the glyphs used, and their numbers; cut off the empty numbers above the last."""
    if data[:4] == b"OTTO":
        raise ToolFailed(
            "a font with CFF outlines cannot be embedded by its glyph numbers: convert it to TrueType first"
        )
    kept = sorted({0, *glyphs})
    sparse = _subset(data, kept, hb.SubsetFlags.RETAIN_GIDS)
    return _subset(sparse, range(kept[-1] + 1), hb.SubsetFlags.DEFAULT)


def _subset(data: bytes, glyphs: Iterable[int], flags: hb.SubsetFlags) -> bytes:
    wanted = hb.SubsetInput()
    wanted.flags = flags | hb.SubsetFlags.NO_HINTING
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(int.from_bytes(table.encode(), "big") for table in _DROPPED_TABLES)
    return bytes(hb.subset(hb.Face(hb.Blob(data)), wanted).blob.data)


def width_array(widths: Mapping[int, int]) -> Array:
    """Write the widths of glyphs as runs of neighbours (ISO 32000-1, 9.7.4.3)."""
    runs: list[tuple[int, list[int]]] = []
    for glyph in sorted(widths):
        if runs and glyph == runs[-1][0] + len(runs[-1][1]):
            runs[-1][1].append(widths[glyph])
        else:
            runs.append((glyph, [widths[glyph]]))
    return Array([item for first, run in runs for item in (first, Array(run))])


def to_unicode(texts: Mapping[int, str]) -> bytes:
    """Write a ToUnicode CMap (ISO 32000-1, 9.10.3)."""
    entries = [f"<{glyph:04x}> <{texts[glyph].encode('utf-16-be').hex()}>" for glyph in sorted(texts) if texts[glyph]]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <ffff>",
        "endcodespacerange",
    ]
    for at in range(0, len(entries), 100):
        block = entries[at : at + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode()
