"""The sheets as a PDF: each page of the print edition a form XObject (ISO 32000-1, 8.10) in its cell.

What makes the print edition a PDF/X file (output intent, XMP packet, names) is taken over with its pages; only the name of the
file in the packet is its own.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from coursepack.config import Imposition, Paper
from coursepack.config.page import POINTS
from coursepack.editions.imposition.folding import PAGES_OF_A_SHEET, Cell, Scheme, Sheet, booklet, signatures
from coursepack.editions.imposition.geometry import Geometry, geometry
from coursepack.editions.imposition.marks import Lettering, collation_mark, cut_marks, fold_marks, strokes

_SCHEMES = {"booklet": booklet, "signatures": signatures}
_TAKEN_OVER = ("/OutputIntents", "/Metadata")
_ALL = "/All"
_FILE_NAME = re.compile(rb"(?<=ID>uuid:)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Imposed:
    """An imposition as a file, and what a binder asks about it. Lengths in millimetres."""

    scheme: Scheme
    data: bytes
    pages: int
    blanks: int
    """Pages added at the end."""
    sheets: int
    width: float
    height: float
    creep: float
    """How much farther the innermost leaf of a gathering stands out at the fore-edge than the outermost."""
    shifted: bool
    """Whether the pages were moved towards the fold to make up for it."""


def impose(printed: bytes, scheme: Scheme, wanted: Imposition, paper: Paper, name: str, font: bytes) -> Imposed:
    """Impose the finished print edition. `name` stands on every sheet, drawn with `font`; the same input gives the same bytes."""
    with pikepdf.open(BytesIO(printed)) as source, pikepdf.new() as target:
        trim = [float(edge) for edge in source.pages[0].obj.TrimBox]
        sheet = geometry(scheme, (trim[2] - trim[0], trim[3] - trim[1]), wanted)
        sheets = _SCHEMES[scheme](len(source.pages))
        creep = _creep(scheme, sheets, paper)
        shift = 2 * paper.page * POINTS["mm"] if scheme == "booklet" and wanted.creep else 0.0
        _Press(source, target, sheet, shift, font if wanted.marks else b"").print_sheets(sheets, name)
        _take_over(source, target)
        _rename(target, scheme)
        size = [round(side / POINTS["mm"], 1) for side in sheet.sheet]
        return Imposed(
            scheme=scheme,
            data=_saved(target, source.pdf_version),
            pages=len(source.pages),
            blanks=len(sheets) * PAGES_OF_A_SHEET[scheme] - len(source.pages),
            sheets=len(sheets),
            width=size[0],
            height=size[1],
            creep=round(creep, 2),
            shifted=shift > 0,
        )


def _creep(scheme: Scheme, sheets: Sequence[Sheet], paper: Paper) -> float:
    """Each leaf inside another stands out by its thickness; a signature has four folded leaves one in the other."""
    inside = len(sheets) if scheme == "booklet" else 4
    return max(inside - 1, 0) * 2 * paper.page


class _Press:
    def __init__(self, source: pikepdf.Pdf, target: pikepdf.Pdf, sheet: Geometry, shift: float, font: bytes) -> None:
        self._source, self._target, self._sheet, self._shift = source, target, sheet, shift
        self._plates = _plates(source)
        self._lettering = Lettering(font) if font else None
        self._letters: dict[str, pikepdf.Object] = {}

    def print_sheets(self, sheets: Sequence[Sheet], name: str) -> None:
        """Print the sides of all sheets, front and back by turns."""
        for sheet in sheets:
            for side, cells in (("front", sheet.front), ("back", sheet.back)):
                label = f"{name}  ·  sheet {sheet.number} of {len(sheets)}  ·  {side}"
                marks = self._marks(sheet, side, label, len(sheets), self._lettering) if self._lettering else ""
                self._print_side(cells, self._shift * sheet.nested, marks)

    def _print_side(self, cells: Sequence[Cell], shift: float, marks: str) -> None:
        forms = Dictionary(self._letters if marks else {})
        drawing = []
        for cell in cells:
            if cell.page is not None:
                form = f"/Page{cell.page + 1}"
                forms[form] = self._form(cell.page)
                drawing.append(self._placed(cell, form, shift))
        width, height = self._sheet.sheet
        resources = Dictionary(XObject=forms)
        if self._plates is not None and marks:
            resources.ColorSpace = Dictionary({_ALL: self._target.copy_foreign(self._plates)})
        box = Array([0, 0, round(width, 3), round(height, 3)])
        page = Dictionary(
            Type=Name.Page,
            MediaBox=box,
            CropBox=box,
            BleedBox=box,
            TrimBox=box,
            Resources=resources,
            Contents=self._target.make_stream("\n".join([*drawing, marks, ""]).encode()),
        )
        self._target.pages.append(pikepdf.Page(self._target.make_indirect(page)))

    def _form(self, page: int) -> pikepdf.Object:
        form = self._target.copy_foreign(self._source.pages[page].as_form_xobject())
        form.BBox = Array([float(edge) for edge in self._source.pages[page].obj.MediaBox])
        return form

    def _draw_letters(self, lettering: Lettering) -> None:
        """Make a form XObject of every letter that is new. Its box is larger than any letter."""
        for name in sorted(lettering.letters.keys() - self._letters.keys()):
            form = self._target.make_stream(lettering.letters[name].encode())
            form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([-2000, -2000, 4000, 4000])
            self._letters[name] = form

    def _placed(self, cell: Cell, form: str, shift: float) -> str:
        """Move a page to its cell, turned if need be, and cut it off where the next one begins."""
        page = self._source.pages[cell.page or 0].obj
        left, bottom, right, top = (float(edge) for edge in page.TrimBox)
        x, y = self._sheet.left(cell.column) + (shift if cell.spine_right else -shift), self._sheet.bottom(cell.row)
        matrix = (-1, 0, 0, -1, x + right, y + top) if cell.upside_down else (1, 0, 0, 1, x - left, y - bottom)
        clip = self._sheet.clip(cell, left - float(page.get("/BleedBox", page.TrimBox)[0]))
        area = _numbers(clip[0], clip[1], clip[2] - clip[0], clip[3] - clip[1])
        return f"q {area} re W n {_numbers(*matrix)} cm {form} Do Q"

    def _marks(self, sheet: Sheet, side: str, label: str, sheets: int, lettering: Lettering) -> str:
        colour = "0 G 0 g" if self._plates is None else f"{_ALL} CS 1 SCN {_ALL} cs 1 scn"
        drawn = [strokes(*cut_marks(self._sheet), *fold_marks(self._sheet))]
        drawn.append(lettering.words(label, self._sheet.left(0) + 8, self._sheet.margin * 0.35))
        self._draw_letters(lettering)
        if side == "front" and self._sheet.rows > 1:
            drawn.append(f"0 g {collation_mark(self._sheet, sheet.number, sheets)}")
        return "\n".join(["q", colour, *drawn, "Q"])


def _plates(source: pikepdf.Pdf) -> pikepdf.Object | None:
    """The colour of marks that stand on all four plates; none where there is but one."""
    intents = list(source.Root.get("/OutputIntents", Array([])))
    if not any(int(intent.DestOutputProfile.N) > 1 for intent in intents if "/DestOutputProfile" in intent):
        return None
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    return source.make_indirect(Array([Name.Separation, Name.All, Name.DeviceCMYK, source.make_indirect(tint)]))


def _take_over(source: pikepdf.Pdf, target: pikepdf.Pdf) -> None:
    for key in _TAKEN_OVER:
        if key in source.Root:
            value = source.Root[key]
            target.Root[key] = target.copy_foreign(value if value.is_indirect else source.make_indirect(value))
    for key, entry in source.docinfo.items():
        target.docinfo[key] = entry if not entry.is_indirect else target.copy_foreign(entry)


def _rename(target: pikepdf.Pdf, scheme: Scheme) -> None:
    """Give the file a name (XMP DocumentID, InstanceID) of its own, made from that of the print edition: it is another file."""
    if "/Metadata" in target.Root:
        packet = target.Root.Metadata
        packet.write(
            _FILE_NAME.sub(
                lambda found: str(uuid.uuid5(uuid.UUID(found[0].decode()), scheme)).encode(), packet.read_bytes()
            )
        )


def _saved(target: pikepdf.Pdf, version: str) -> bytes:
    modes = pikepdf.ObjectStreamMode
    out = BytesIO()
    target.save(
        out,
        deterministic_id=True,
        force_version=version,
        object_stream_mode=modes.generate if version > "1.4" else modes.disable,
        compress_streams=True,
    )
    return out.getvalue()


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.3f}".rstrip("0").rstrip(".") or "0" for value in values)
