"""A finished PDF → everything that the preflight judges, read with pikepdf."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from lxml import etree
from pikepdf import Dictionary, Name
from pydantic import TypeAdapter

from coursepack.checks.preflight.inks import Measured
from coursepack.checks.preflight.interpreter import Interpreter
from coursepack.checks.preflight.model import Box, Declared, Font, Reading, Sheet
from coursepack.editions.content_keys import ContentKeys
from coursepack.editions.page_layers import Layer, file_layers, joined, streams_of
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import MemoryStore, Store

_SHEETS = TypeAdapter(Sheet)
_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
_ACTIVE = ("/OpenAction", "/AA", "/AcroForm")
_ACTIVE_NAMES = ("/JavaScript", "/EmbeddedFiles")
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_OF_PDFX = {"http://www.npes.org/pdfx/ns/id/": "pdfxid:", "http://ns.adobe.com/pdfx/1.3/": "pdfx:"}
_SPACE = slice(16, 20)
"""Of the header of an ICC profile: its colour space (ICC.1:2001-12, 6.1.5)."""


class Unreadable(ValueError):
    """The file is not a PDF, or a broken one."""


def read_pdf(data: bytes, name: str = "", store: Store | None = None) -> Reading:
    """Read a PDF; of the file `name`, `store` keeps what is drawn on each page. Raises `Unreadable`."""
    kept = store or MemoryStore()
    try:
        layers = file_layers(data, kept)
        with pikepdf.open(io.BytesIO(data)) as pdf, Pieces(kept, f"preflight {name}") as pieces:
            pages = _Sheets(pdf, layers, pieces, ContentKeys())
            sheets = tuple(pages)
            return Reading(sheets, tuple(_fonts(pdf, sheets, pages.keys)), _declared(pdf))
    except (pikepdf.PdfError, AttributeError, KeyError, IndexError, TypeError, ValueError) as fault:
        raise Unreadable(str(fault)) from fault


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The pages of a PDF, one after the other."""

    pdf: pikepdf.Pdf
    layers: Sequence[Sequence[Layer]]
    pieces: Pieces
    keys: ContentKeys

    def __iter__(self) -> Iterator[Sheet]:
        has_labels = "/PageLabels" in self.pdf.Root
        for number, (page, found) in enumerate(zip(self.pdf.pages, self._drawn(), strict=True), 1):
            sheet = Sheet(number, str(page.label) if has_labels else "")
            for layer in found:
                sheet.take(_SHEETS.validate_python(layer))
            sheet.boxes = {name[1:]: _box(page.obj[name]) for name in _BOXES if name in page.obj}
            sheet.boxes.setdefault("MediaBox", _box(page.mediabox))
            sheet.active = tuple(key for key in ("/Annots", "/AA") if key in page.obj and len(page.obj[key]))
            yield sheet

    def _drawn(self) -> list[list[Any]]:
        """What is drawn in each layer of each page."""
        measured: dict[tuple[int, int], Measured | None] = {}
        row, pages = [layer for page in self.layers for layer in page], list(self.pdf.pages)
        keys = [layer.key for layer in row]
        found = iter(self.pieces.every(keys, lambda place: self._read(pages[row[place].page], row[place], measured)))
        return [[next(found) for _ in page] for page in self.layers]

    def _read(self, page: pikepdf.Page, layer: Layer, measured: dict[tuple[int, int], Measured | None]) -> Any:
        sheet, streams = Sheet(), streams_of(page)
        content = joined(self.pdf, [streams[place] for place in layer.streams])
        Interpreter(sheet, measured, self.keys).read(content, _resources(page))
        return _SHEETS.dump_python(sheet, mode="json")


def _resources(page: pikepdf.Page) -> pikepdf.Object:
    return page.obj.get("/Resources", Dictionary())


def _box(numbers: pikepdf.Object) -> Box:
    left, bottom, right, top = (float(number) for number in numbers)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _fonts(pdf: pikepdf.Pdf, sheets: tuple[Sheet, ...], keys: ContentKeys) -> Iterator[Font]:
    """The fonts that pages are set in, in the order of the file; two that are alike in everything are one."""
    first = {key: str(sheet) for sheet in reversed(sheets) for key in sheet.fonts}
    for font in pdf.objects:
        where = first.pop(keys.of(font), None) if isinstance(font, Dictionary) and "/Subtype" in font else None
        if where is not None:
            yield Font(str(font.get("/BaseFont", "/nameless")).removeprefix("/"), _font_fault(font), where)


def _font_fault(font: pikepdf.Object) -> str:
    """Why a press might not set a font as it was meant; empty where nothing is wrong."""
    if font.get("/Subtype") == Name.Type3:
        return "it is made of drawings (Type 3)"
    inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    descriptor = inner.get("/FontDescriptor", Dictionary())
    if "/FontFile2" in descriptor:
        is_composite = inner.get("/Subtype") == Name.CIDFontType2
        mapped = inner.get("/CIDToGIDMap") is not None
        return "it does not say which glyph a character is" if is_composite and not mapped else ""
    if "/FontFile" in descriptor or "/FontFile3" in descriptor:
        return "its outlines are not TrueType, and its glyphs may be taken for others"
    return "it is not embedded"


def _declared(pdf: pikepdf.Pdf) -> Declared:
    intents = list(pdf.Root.get("/OutputIntents", ()))
    profile = intents[0].get("/DestOutputProfile") if intents else None
    names = pdf.Root.get("/Names", Dictionary())
    return Declared(
        version=pdf.pdf_version,
        properties=_properties(pdf),
        information={str(key).removeprefix("/"): str(value) for key, value in pdf.docinfo.items()},
        has_id="/ID" in pdf.trailer,
        intents=tuple(str(intent.get("/S", "")).removeprefix("/") for intent in intents),
        profile_space="" if profile is None else profile.read_bytes()[_SPACE].decode("latin-1").strip(),
        condition=str(intents[0].get("/OutputConditionIdentifier", "")) if intents else "",
        active=(*(key for key in _ACTIVE if key in pdf.Root), *(key for key in _ACTIVE_NAMES if key in names)),
        outline=tuple(_outline(pdf)),
    )


def _properties(pdf: pikepdf.Pdf) -> Mapping[str, str]:
    if "/Metadata" not in pdf.Root:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(pdf.Root.Metadata.read_bytes(), parser)
    except etree.XMLSyntaxError:
        return {}
    found: dict[str, str] = {}
    for description in root.iter(f"{_RDF}Description"):
        values = [(str(name), str(value)) for name, value in description.attrib.items()]
        values += [
            (str(item.tag), "".join(map(str, item.itertext()))) for item in description.iterchildren(etree.Element)
        ]
        for name, value in values:
            qualified = etree.QName(name)
            prefix = _OF_PDFX.get(qualified.namespace or "", "")
            found[f"{prefix}{qualified.localname}"] = value.strip()
    return found


def _outline(pdf: pikepdf.Pdf) -> Iterator[tuple[str, int]]:
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    with pdf.open_outline() as outline:
        waiting = list(outline.root)
        while waiting:
            item = waiting.pop(0)
            target = item.destination
            if isinstance(target, pikepdf.Array) and target[0].objgen in pages:
                yield item.title, pages[target[0].objgen]
            waiting = [*item.children, *waiting]
