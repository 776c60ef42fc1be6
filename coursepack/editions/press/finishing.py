"""Finish a PDF for the press: colours, sheet, marks, declarations, in this order.

In: a PDF whose pages have trim boxes and whose fonts are embedded. Out: the bytes of a PDF/X-4 or PDF/X-1a:2003 file.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from coursepack.editions.press.colour import Inks
from coursepack.editions.press.identity import VERSIONS, Standard, declare
from coursepack.editions.press.inking import put_in_ink
from coursepack.editions.press.job import PressJob
from coursepack.editions.press.recolour import InkedPage
from coursepack.editions.press.resources import drop_unused
from coursepack.editions.press.sheet import Shared, add_marks, set_boxes
from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.store import MemoryStore, Store

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


def finish(data: bytes, job: PressJob, store: Store | None = None) -> bytes:
    """Make a PDF/X file of a PDF. The same file and job give the same bytes; `store` keeps pages by what is drawn on them."""
    with pikepdf.open(BytesIO(data)) as pdf:
        pages = put_in_ink(pdf, job, store or MemoryStore(), f"press {fingerprint(job)}")
        return finish_in_ink(pdf, pages, job)


def finish_in_ink(pdf: pikepdf.Pdf, pages: Sequence[InkedPage | None], job: PressJob) -> bytes:
    """Make a PDF/X file of a PDF whose pages are in ink already; `pages` is what is known of them, nothing of blank ones."""
    _strip(pdf)
    known = [page or InkedPage() for page in pages]
    known += [InkedPage()] * _fill_signature(pdf, job.signature)
    inks, shared = Inks(job.profile), Shared()
    for page in pdf.pages:
        set_boxes(page.obj, job.bleed, marks=job.marks)
        if job.marks:
            add_marks(pdf, page.obj, inks, job.folds, shared)
    drop_unused(pdf, [page.names for page in known])
    declare(pdf, job.standard, job.profile, [page.digest for page in known])
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


def _fill_signature(pdf: pikepdf.Pdf, signature: int) -> int:
    """Add blank pages at the end; they continue the last run of folios. Returns how many."""
    like, blank = pdf.pages[-1].obj, -len(pdf.pages) % signature
    for _ in range(blank):
        page = Dictionary(Type=Name.Page, Resources=Dictionary(), Contents=pdf.make_stream(b"q\nQ\n"))
        for name in _BOXES:
            if name in like:
                page[name] = Array([float(edge) for edge in like[name]])
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return blank


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
