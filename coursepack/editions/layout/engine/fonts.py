"""The fonts that a document used: left out of the part's PDF, told as facts, and checked to be the book's own.

A part holds a stub in the place of each font; the joiner embeds one subset of each for the whole book. Internal
replaced: `weasyprint.pdf.build_fonts_dictionary`, which would subset and embed every font into every part (a third of
the time of writing). `full_fonts=True` is no way out: its ToUnicode maps lose ligatures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.fonts import get_hb_object_data, get_pango_font_hb_face, get_pango_font_key

from coursepack.editions.layout.engine.boxes import pieces
from coursepack.editions.layout.facts import Finding, FindingKind, FontFacts

STUB_KEY = "CoursepackFont"
"""Entry of a stub that names the font."""


def stub_fonts(pdf: Any, fonts: Any, _compress: Any, _subset: Any, _options: Any) -> Any:
    """Stand in for the engine's function: one stub a font, named as the content streams name it."""
    stubs = pydyf.Dictionary()
    for font in fonts.values():
        if font.hash not in stubs:
            stub = pydyf.Dictionary({"Type": "/Font", STUB_KEY: f"/{font.hash}"})
            pdf.add_object(stub)
            stubs[font.hash] = stub.reference
    return stubs


@contextmanager
def no_embedding() -> Iterator[None]:
    """Write documents without fonts while this lasts."""
    original = weasyprint.pdf.build_fonts_dictionary
    weasyprint.pdf.build_fonts_dictionary = stub_fonts
    try:
        yield
    finally:
        weasyprint.pdf.build_fonts_dictionary = original


def own_files(fonts: Mapping[str, bytes]) -> set[str]:
    """Hash the font files of the book."""
    return {hashlib.sha256(data).hexdigest() for data in fonts.values()}


class FontLedger:
    """Knows the book's font files by the hash of their content; tells facts of used fonts, and foreign fonts."""

    def __init__(self, fonts: Mapping[str, bytes]) -> None:
        self._own = own_files(fonts)
        self._hashes: dict[bytes, str] = {}

    def _file(self, font: Any) -> str:
        if font.name not in self._hashes:
            self._hashes[font.name] = hashlib.sha256(font.file_content).hexdigest()
        return self._hashes[font.name]

    def facts(self, document: Any) -> dict[str, FontFacts]:
        """Fonts of a document that has been written, by the name that its content streams use."""
        facts: dict[str, FontFacts] = {}
        for font in document.fonts.values():
            known = facts.get(font.hash)
            widths, unicode = (dict(known.widths), dict(known.unicode)) if known else ({}, {})
            facts[font.hash] = FontFacts(
                name=font.name.decode().removeprefix("/"),
                family=font.family,
                flags=font.flags,
                ascent=font.ascent,
                descent=font.descent,
                units_per_em=font.upem,
                file=self._file(font),
                index=font.index,
                widths=font.widths | widths,
                unicode=font.to_unicode | unicode,
            )
        return facts

    def foreign(self, document: Any, facts: Mapping[str, FontFacts]) -> list[Finding]:
        """Make a finding for each font that is not one of the book's files, with the first text set in it."""
        strangers = {font.file: font.family for font in facts.values() if font.file not in self._own}
        if not strangers:
            return []
        examples = _examples(document, set(strangers))
        return [
            Finding(FindingKind.FOREIGN_FONT, *examples.get(file, ("", family)), pages=())
            for file, family in sorted(strangers.items(), key=lambda item: (item[1], item[0]))
        ]


def _examples(document: Any, files: set[str]) -> dict[str, tuple[str, str]]:
    """For each font file: the first text that is set in it, and the family's name with the characters concerned."""
    found: dict[str, tuple[str, str]] = {}
    for page in document.pages:
        for piece in pieces(page):
            if piece.text and len(found) < len(files):
                for file, family, characters in _runs(piece.box):
                    if file in files:
                        found.setdefault(file, (piece.text.strip(), f"{family}: {characters}"))
    return found


def _runs(box: Any) -> Iterator[tuple[str, str, str]]:
    """Font file, family and text of each run of a line, as Pango laid it out."""
    layout = box.pango_layout
    layout.reactivate(box.style)
    line, _ = layout.get_first_line()
    text = layout.text.encode()
    run = line.runs[0]
    while run != ffi.NULL:
        item, run = run.data.item, run.next
        face = get_pango_font_hb_face(item.analysis.font)
        file = hashlib.sha256(get_hb_object_data(face)).hexdigest()
        _, description, _ = get_pango_font_key(item.analysis.font)
        family = pango.pango_font_description_get_family(description)
        yield file, ffi.string(family).decode(), text[item.offset : item.offset + item.length].decode()
    layout.deactivate()
