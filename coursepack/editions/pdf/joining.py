"""Join the parts of a layout into one PDF, as the screen edition or as the plain pages of the print edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Literal, TypeVar

import pikepdf
from pikepdf import Array, Name

from coursepack.editions.layout import Bookmark, Layout, PlacedPart
from coursepack.editions.pdf.attachments import Attachment, attach
from coursepack.editions.pdf.filling import FilledPart, Filling, filling_of, strip
from coursepack.editions.pdf.fonts import FontSet
from coursepack.editions.pdf.intents import add_srgb_intent
from coursepack.editions.pdf.metadata import Claims, PdfMetadata, describe
from coursepack.editions.pdf.navigation import add_destinations, add_labels, add_outline, destination
from coursepack.editions.pdf.pages import PageStack, set_print_boxes, set_screen_boxes
from coursepack.editions.pdf.stamps import Stamper
from coursepack.editions.pdf.structure import StructureTree

_PRINT = 4
"""Of the flags of an annotation (ISO 32000-1, table 165)."""

Edition = Literal["print", "screen"]

_Known = TypeVar("_Known")
Inking = Callable[[Sequence[FilledPart]], Sequence[tuple[bytes, Sequence[_Known]]]]
"""Makes of each part a PDF of the same pages in ink, and says what it knows of each of them."""


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
        for placed, filling in zip(layout.parts, book.fillings(), strict=True):
            book.append(placed, filling)
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


@contextmanager
def joined_in_ink(
    layout: Layout, meta: PdfMetadata, ink: Inking[_Known]
) -> Iterator[tuple[pikepdf.Pdf, list[_Known | None]]]:
    """The pages of the print edition, as `join` makes them but each part in ink before it is joined, so that what has not changed
    need not be put in ink again; and what is known of each page, nothing of the blank ones between parts.
    """
    with pikepdf.new() as pdf:
        book = _Joiner(pdf, layout, tagged=False)
        rows = list(zip(layout.parts, book.fillings(), strict=True))
        parts = [FilledPart(placed.id, placed.part.pdf, filling) for placed, filling in rows]
        known: list[_Known | None] = []
        for placed, (data, pages) in zip(layout.parts, ink(parts), strict=True):
            book.append_in_ink(placed, data)
            known += [None] * (placed.first_page - len(known))
            known += pages
        book.finish_for_print(meta)
        yield pdf, known


class _Joiner:
    """The PDF in the making."""

    def __init__(self, pdf: pikepdf.Pdf, layout: Layout, *, tagged: bool) -> None:
        self._pdf, self._layout, self._tagged = pdf, layout, tagged
        self._fonts = FontSet(layout.fonts)
        for placed in layout.parts:
            self._fonts.add(placed.part.facts.fonts)
        self._stamper = Stamper(pdf)
        self._stack = PageStack(pdf)
        self._tree = StructureTree(pdf)
        self._stubs: list[pikepdf.Object] = []
        self._destinations: dict[str, Array] = {}
        self._bookmarks: list[tuple[Bookmark, Array]] = []

    def fillings(self) -> list[Filling]:
        """The folios of each part."""
        return [filling_of(placed, self._layout.page_map, self._fonts) for placed in self._layout.parts]

    def append(self, placed: PlacedPart, filling: Filling) -> None:
        """Add the pages of a part, with its folios, and note what leads to them."""
        with pikepdf.open(BytesIO(placed.part.pdf)) as source:
            pages = self._append(placed, source)
            if self._tagged:
                self._tree.add(source, pages, inside_part=placed.depth > 0)
        filling.write(pages, self._stamper)
        for name, anchor in placed.part.facts.anchors.items():
            self._destinations.setdefault(name, destination(pages, anchor))

    def append_in_ink(self, placed: PlacedPart, data: bytes) -> None:
        """Add the pages of a part, which have their folios already."""
        with pikepdf.open(BytesIO(data)) as source:
            self._append(placed, source)

    def _append(self, placed: PlacedPart, source: pikepdf.Pdf) -> list[pikepdf.Object]:
        pages = self._stack.append(source, placed.first_page)
        self._stubs.append(pages[0].Resources.Font)
        self._bookmarks += [(bookmark, destination(pages, bookmark)) for bookmark in placed.part.facts.bookmarks]
        return pages

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
            strip(page)

    def _embed_fonts(self, *, soft_hyphens: bool) -> None:
        fonts = self._fonts.embed(self._pdf, soft_hyphens=soft_hyphens)
        for stubs in self._stubs:
            for name in list(stubs.keys()):
                stubs[name] = fonts[name.removeprefix("/")]


def _make_annotations_print(page: pikepdf.Object) -> None:
    """Set the one flag that PDF/A asks for (ISO 19005-2, 6.3.2): links are part of the page, on paper too."""
    for annotation in page.get("/Annots", ()):
        annotation.F = _PRINT
