"""Bring the pages of the parts into one PDF: in order, with blank pages between, with the edition's boxes."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name

_BOXES = "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox"


@dataclass(slots=True)
class PageStack:
    """The pages of the joined PDF; an image that several parts hold is kept once."""

    pdf: pikepdf.Pdf
    _images: dict[bytes, pikepdf.Object] = field(default_factory=dict)

    def append(self, source: pikepdf.Pdf, first_page: int) -> list[pikepdf.Object]:
        """Copy the pages of a part to an index in the book, with blank pages before them as needed."""
        size = source.pages[0].obj
        while len(self.pdf.pages) < first_page:
            self._append_blank(size)
        with warnings.catch_warnings():
            # Named destinations are made anew for the whole book, and there are no forms.
            warnings.simplefilter("ignore", pikepdf.exceptions.PageCopyWarning)
            self.pdf.pages.extend(source.pages)
        pages: list[pikepdf.Object] = [self.pdf.pages[index].obj for index in range(first_page, len(self.pdf.pages))]
        self._share_images(pages[0].Resources)
        return pages

    def _append_blank(self, like: pikepdf.Object) -> None:
        """Add a page without marks, of the size of its neighbour; its content is empty but there, as presses want."""
        page = Dictionary(Type=Name.Page, Resources=Dictionary(), Contents=self.pdf.make_stream(b"q\nQ\n"))
        for name in _BOXES:
            if name in like:
                page[name] = Array([float(edge) for edge in like[name]])
        self.pdf.pages.append(pikepdf.Page(self.pdf.make_indirect(page)))

    def _share_images(self, resources: pikepdf.Object) -> None:
        objects = resources.get("/XObject", Dictionary())
        for name in list(objects.keys()):
            if objects[name].get("/Subtype") == Name.Image:
                _forbid_interpolation(objects[name])
                objects[name] = self._images.setdefault(_fingerprint(objects[name]), objects[name])


def _forbid_interpolation(image: pikepdf.Object) -> None:
    """A file for archives shows what it holds, and leaves nothing to a reader's taste (ISO 19005-2, 6.2.8)."""
    for part in (image, image.get("/SMask")):
        if part is not None and "/Interpolate" in part:
            del part.Interpolate


def _fingerprint(image: pikepdf.Object) -> bytes:
    """Hash an image by its data, its mask's data and all that says how to read them."""
    digest = hashlib.sha256(image.read_raw_bytes())
    for key in sorted(image.keys()):
        if key == "/SMask":
            digest.update(_fingerprint(image[key]))
        elif key != "/Length":
            digest.update(f"{key} {image[key]!r}".encode())
    return digest.digest()


def set_print_boxes(pages: Sequence[pikepdf.Object]) -> None:
    """Show all of the sheet, bleed included. The engine has set the trim box (ISO 32000-1, 14.11.2)."""
    for page in pages:
        page.CropBox = page.MediaBox


def set_screen_boxes(pages: Sequence[pikepdf.Object]) -> None:
    """Show the trimmed page only."""
    for page in pages:
        trim = page.get("/TrimBox", page.MediaBox)
        for name in _BOXES:
            page[name] = trim
