"""Finish a PDF for the press: colours, sheet, marks, declarations, in this order.

In: a PDF whose pages have trim boxes and whose fonts are embedded. Out: the bytes of a PDF/X-4 or PDF/X-1a:2003 file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from coursepack.config import Press
from coursepack.editions.press.colour import Inks
from coursepack.editions.press.identity import VERSIONS, Standard, declare
from coursepack.editions.press.recolour import Recolouring
from coursepack.editions.press.resources import drop_unused
from coursepack.editions.press.sheet import Shared, add_marks, set_boxes
from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.kept import kept
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import MemoryStore, Store
from coursepack.profiles import OutputProfile, black_ink_of

_INTERACTIVE = (
    "/Names",
    "/Dests",
    "/AcroForm",
    "/OpenAction",
    "/AA",
    "/StructTreeRoot",
    "/MarkInfo",
    "/ViewerPreferences",
)
_ON_PAGES = ("/Annots", "/AA", "/StructParents", "/Tabs", "/Thumb")
_BOXES = ("/MediaBox", "/TrimBox")


@dataclass(frozen=True, slots=True)
class PressJob:
    """What the press asks for."""

    standard: Standard
    profile: OutputProfile
    """Of black ink alone for a book in one colour; of four inks for one in four."""
    bleed: float
    """Points around the trimmed page."""
    marks: bool
    signature: int = 1
    """The page count is made a multiple of this, with blank pages at the end."""
    folds: tuple[float, ...] = ()
    """Where the page is folded from head to foot: points from its trimmed left edge."""


def interior_job(press: Press, profile: OutputProfile) -> PressJob:
    """What `[print]` asks for the pages of the book; `profile` as it was read."""
    return PressJob(
        standard=press.standard,
        profile=black_ink_of(profile) if press.colour == "black" else profile,
        bleed=press.bleed_points,
        marks=press.marks,
        signature=press.signature,
    )


def finish(data: bytes, job: PressJob, store: Store | None = None) -> bytes:
    """Make a PDF/X file of a PDF. The same file and job give the same bytes; `store` keeps pages by what is drawn on them."""
    inks, store = Inks(job.profile), store or MemoryStore()
    name = f"press {fingerprint(job)}"
    with pikepdf.open(BytesIO(data)) as pdf, Pieces(store, name) as pieces:
        _strip(pdf)
        _fill_signature(pdf, job.signature)
        keep = partial(kept, store, f"image of {name}")
        used = Recolouring(pdf, inks, flatten=job.standard == "pdfx-1a", keep=keep).convert(pieces)
        shared: Shared = {}
        for page in pdf.pages:
            set_boxes(page.obj, job.bleed, marks=job.marks)
            if job.marks:
                add_marks(pdf, page.obj, inks, job.folds, shared)
        drop_unused(pdf, used)
        declare(pdf, job.standard, job.profile)
        return _saved(pdf, job.standard)


def _strip(pdf: pikepdf.Pdf) -> None:
    """Take out what means nothing on paper, and what the standards forbid within the page."""
    for key in _INTERACTIVE:
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        for key in _ON_PAGES:
            if key in page.obj:
                del page.obj[key]


def _fill_signature(pdf: pikepdf.Pdf, signature: int) -> None:
    """Add blank pages at the end; they continue the last run of folios."""
    like = pdf.pages[-1].obj
    for _ in range(-len(pdf.pages) % signature):
        page = Dictionary(Type=Name.Page, Resources=Dictionary(), Contents=pdf.make_stream(b"q Q\n"))
        for name in _BOXES:
            if name in like:
                page[name] = Array([float(edge) for edge in like[name]])
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def _saved(pdf: pikepdf.Pdf, standard: Standard) -> bytes:
    modern = standard == "pdfx-4"
    modes = pikepdf.ObjectStreamMode
    target = BytesIO()
    pdf.save(
        target,
        deterministic_id=True,
        force_version=VERSIONS[standard][1],
        object_stream_mode=modes.generate if modern else modes.disable,
        compress_streams=True,
    )
    return target.getvalue()
