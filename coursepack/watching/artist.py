"""The artist: a process that draws pages of the finished PDF while this one builds.

PDFium may be used by one thread of a process at a time, and a build uses it for minutes. So the pages that a browser asks for are
drawn elsewhere, by a process that is begun when the first is asked for, and ends when this one does, in whatever way.
"""

from __future__ import annotations

import io
import signal
import threading
from contextlib import suppress
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import pypdfium2 as pdfium

from coursepack.processes import start

LARGEST = 2400
"""Pixels of the longer side of a page's image."""
_Order = tuple[bytes | None, int, int]
"""The PDF, unless it is the one of the order before; the page, counted from 0; the width of its image in pixels."""


class Artist:
    """Draws for one thread after another."""

    def __init__(self) -> None:
        self._drawing = threading.Lock()
        self._line: Connection | None = None
        self._process: BaseProcess | None = None
        self._before = b""

    def page_image(self, pdf: bytes, index: int, width: int) -> bytes:
        """One page (counted from 0) as PNG, `width` pixels wide. Raises `LookupError` where there is no such page."""
        with self._drawing:
            try:
                image = self._drawn(pdf, index, width)
            except (EOFError, OSError):
                self._dismiss()  # the next page is drawn by another
                image = None
        if image is None:
            raise LookupError(index)
        return image

    def close(self) -> None:
        """End the process, if there is one."""
        with self._drawing:
            self._dismiss()

    def _drawn(self, pdf: bytes, index: int, width: int) -> bytes | None:
        line = self._line or self._begin()
        order: _Order = (None if pdf is self._before else pdf, index, width)
        line.send(order)
        self._before = pdf
        image: bytes | None = line.recv()
        return image

    def _begin(self) -> Connection:
        self._line, theirs = Pipe()
        self._process = start(partial(_draw_all, theirs), fork=False)
        theirs.close()
        return self._line

    def _dismiss(self) -> None:
        self._before = b""
        if self._line is not None and self._process is not None:
            self._line.close()
            self._process.join()
        self._line = self._process = None


def _draw_all(line: Connection) -> None:
    """All that the process does, until the other end of the line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever watches hears it, and closes the line
    pdf = b""
    with suppress(EOFError, OSError):
        while True:
            other, index, width = line.recv()
            pdf = pdf if other is None else other
            line.send(_draw(pdf, index, width))


def _draw(pdf: bytes, index: int, width: int) -> bytes | None:
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError:
        return None
    with document:
        if not 0 <= index < len(document):
            return None
        page_width, page_height = document.get_page_size(index)
        scale = min(width / page_width, LARGEST / max(page_width, page_height))
        image = document[index].render(scale=scale).to_pil()
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=1)
    return data.getvalue()
