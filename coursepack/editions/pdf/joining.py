"""Join the parts of a layout into one PDF, as the screen edition or as the plain pages of the print edition."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Literal

import pikepdf
from pikepdf import Array, Name

from coursepack.editions.layout import Bookmark, Layout, PlacedPart
from coursepack.editions.pdf.attachments import Attachment, attach
from coursepack.editions.pdf.fonts import FontSet
from coursepack.editions.pdf.gaps import fill_gaps
from coursepack.editions.pdf.intents import add_srgb_intent
from coursepack.editions.pdf.metadata import Claims, PdfMetadata, describe
from coursepack.editions.pdf.navigation import add_destinations, add_labels, add_outline, destination
from coursepack.editions.pdf.pages import PageStack, set_print_boxes, set_screen_boxes
from coursepack.editions.pdf.stamps import Stamper
from coursepack.editions.pdf.structure import StructureTree

_PRINT = 4
"""Of the flags of an annotation (ISO 32000-1, table 165)."""

Edition = Literal["print", "screen"]


def join(layout: Layout, edition: Edition, meta: PdfMetadata, attachments: Sequence[Attachment] = ()) -> bytes:
    """Make one PDF of the parts.

    "screen": tagged (PDF/UA-1 and PDF/A-2a), with links, destinations, an outline and page labels, cut to the trimmed page.
    With `attachments`, which only the screen edition takes, it is PDF/A-3a.
    "print": the same pages bare, with trim, bleed and crop boxes, an outline and page labels.

    The same layout and metadata give the same bytes. Raises `ToolFailed` if a part uses a font that the book does not
    have; the text audit reports such fonts to the author.
    """
    with pikepdf.new() as pdf:
        book = _Joiner(pdf, layout, tagged=edition == "screen")
        for placed in layout.parts:
            book.append(placed)
        if edition == "screen":
            book.finish_for_screens(meta, attachments)
        else:
            book.finish_for_print(meta)
        target = BytesIO()
        pdf.save(
            target,
            deterministic_id=True,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
        return target.getvalue()


class _Joiner:
    """The PDF in the making."""

    def __init__(self, pdf: pikepdf.Pdf, layout: Layout, *, tagged: bool) -> None:
        self._pdf, self._layout, self._tagged = pdf, layout, tagged
        self._fonts = FontSet(layout.fonts)
        for placed in layout.parts:
            self._fonts.add(placed.part.facts.fonts)
        self._stamper = Stamper(pdf, self._fonts)
        self._stack = PageStack(pdf)
        self._tree = StructureTree(pdf)
        self._stubs: list[pikepdf.Object] = []
        self._destinations: dict[str, Array] = {}
        self._bookmarks: list[tuple[Bookmark, Array]] = []

    def append(self, placed: PlacedPart) -> None:
        """Add the pages of a part, and note what leads to them."""
        facts = placed.part.facts
        with pikepdf.open(BytesIO(placed.part.pdf)) as source:
            pages = self._stack.append(source, placed.first_page)
            if self._tagged:
                self._tree.add(source, pages, inside_part=placed.depth > 0)
        self._stubs.append(pages[0].Resources.Font)
        fill_gaps(pages, facts.gaps, self._layout.page_map.folios, self._fonts)
        for template in facts.folios:
            label = self._layout.page_map.pages[placed.first_page + template.page].label
            self._stamper.stamp(pages[template.page], template, label)
        for name, anchor in facts.anchors.items():
            self._destinations.setdefault(name, destination(pages, anchor))
        self._bookmarks += [(bookmark, destination(pages, bookmark)) for bookmark in facts.bookmarks]

    def finish_for_screens(self, meta: PdfMetadata, attachments: Sequence[Attachment]) -> None:
        """Embed the fonts and write all that is not on a page."""
        self._embed_fonts(soft_hyphens=True)
        add_labels(self._pdf, self._layout.parts)
        describe(self._pdf, meta, Claims(accessible=True, archival=3 if attachments else 2))
        add_srgb_intent(self._pdf)
        self._tree.finish()
        add_destinations(self._pdf, self._destinations)
        add_outline(self._pdf, self._bookmarks)
        attach(self._pdf, attachments, meta.date)
        pages = [page.obj for page in self._pdf.pages]
        set_screen_boxes(pages)
        for page in pages:
            _make_annotations_print(page)
            page.Tabs = Name.S

    def finish_for_print(self, meta: PdfMetadata) -> None:
        """Embed the fonts, and leave nothing that means nothing on paper."""
        self._embed_fonts(soft_hyphens=False)
        add_labels(self._pdf, self._layout.parts)
        add_outline(self._pdf, self._bookmarks)
        describe(self._pdf, meta)
        pages = [page.obj for page in self._pdf.pages]
        set_print_boxes(pages)
        for page in pages:
            _strip(page)

    def _embed_fonts(self, *, soft_hyphens: bool) -> None:
        fonts = self._fonts.embed(self._pdf, soft_hyphens=soft_hyphens)
        for stubs in self._stubs:
            for name in list(stubs.keys()):
                stubs[name] = fonts[name.removeprefix("/")]


def _make_annotations_print(page: pikepdf.Object) -> None:
    """Set the one flag that PDF/A asks for (ISO 19005-2, 6.3.2): links are part of the page, on paper too."""
    for annotation in page.get("/Annots", ()):
        annotation.F = _PRINT


def _strip(page: pikepdf.Object) -> None:
    """Take off a page what means nothing on paper."""
    for key in ("/Annots", "/StructParents", "/Tabs"):
        if key in page:
            del page[key]
