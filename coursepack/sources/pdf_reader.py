"""A program of its own: reads the pages of a PDF for `pdf_pages`, within bounds that its parent sets.

`python pdf_reader.py texts FIRST MOST` or `python pdf_reader.py page INDEX WIDTH HEIGHT`, the PDF on standard input; the
answer on standard output is JSON (the number of pages, and the texts of at most MOST from the FIRST on, counted from 1), or
a PNG file. A few objects of a PDF can draw each other millions of times, and a damaged one may break PDFium: this process
can be ended, or fall, and the build goes on. Exit code 3: not a PDF that can be read (why, on standard error).
"""

from __future__ import annotations

import io
import json
import sys
from importlib import import_module

import pypdfium2 as pdfium

MEMORY = 2 * 1024**3
"""Bytes of address space, where the system can bound it."""
UNREADABLE = 3


def bound() -> None:
    """Take no more than `MEMORY`."""
    try:
        limits = import_module("resource")
        limits.setrlimit(limits.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, OSError, ValueError):  # Windows, macOS
        return


def texts(data: bytes, first: int, most: int) -> bytes:
    """The number of pages, and the text of each of at most so many, from the first that is asked for, counted from 1."""
    with pdfium.PdfDocument(data) as document:
        found = [_text(document[index]) for index in range(first - 1, min(len(document), first - 1 + most))]
        return json.dumps({"count": len(document), "texts": found}).encode("ascii")


def page(data: bytes, index: int, width: int, height: int) -> bytes:
    """One page in grey, `width` pixels wide or `height` high, whichever is smaller; nothing where there is no such page."""
    with pdfium.PdfDocument(data) as document:
        if not 0 <= index < len(document):
            return b""
        drawn = document[index]
        scale = min(width / max(drawn.get_width(), 1), height / max(drawn.get_height(), 1))
        picture = drawn.render(scale=scale, grayscale=True, draw_annots=False).to_pil().convert("L")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=False)
    return out.getvalue()


def _text(drawn: pdfium.PdfPage) -> str:
    text = drawn.get_textpage()
    try:
        return " ".join(str(text.get_text_bounded()).replace("\ufffe", "").split())
    finally:
        text.close()


def main(asked: str, *numbers: str) -> int:
    """Answer one question; the exit code."""
    bound()
    data = sys.stdin.buffer.read()
    try:
        given = [int(number) for number in numbers]
        sys.stdout.buffer.write(texts(data, *given) if asked == "texts" else page(data, *given))
    except (pdfium.PdfiumError, MemoryError) as fault:
        sys.stderr.write(str(fault) or "it takes too much memory")
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
