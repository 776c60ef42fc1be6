"""Pages of a PDF that the book reproduces: counted, their text read for those who cannot see them, drawn as images.

PDFium reads the file in a process of its own (`pdf_reader`), with bounded memory and time: no script in it runs, nothing outside
it is opened, and a file that makes PDFium fall or run for ever is refused.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image as Pillow

from coursepack.anatomy import Image
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.sources.files import read_bytes
from coursepack.sources.pdf_reader import UNREADABLE

NOT_A_PDF = error("F020", "a reading is not a PDF that can be reproduced")
NO_SUCH_PAGE = error("F021", "a reading does not have the pages asked for")

MAX_BYTES = 100 * 1024 * 1024
MAX_PAGES = 400
"""Of one reading; its file may have more."""
WIDTH = 2000
"""Pixels of a page's image: more than 400 a printed inch on any page narrower than A5, and a bound for memory."""
TALLEST = 3
"""Height of a page in widths, at most; what is taller is a scroll, not a page."""
_NAME = re.compile(r"(?P<file>.+\.pdf)/page-(?P<page>\d{1,4})\.png", re.IGNORECASE)
_TIMEOUT = 60
"""Seconds for the texts of a file, and for drawing one page; a page of a scan takes one."""
_READER = Path(__file__).with_name("pdf_reader.py")


class _Refused(Exception):
    """PDFium cannot read a file within bounds; the message says why."""


@dataclass(frozen=True, slots=True)
class Facsimile:
    """A PDF of the manuscript folder: how many pages it has, and of those asked for, the text (empty for a scan without text).

    Pages are counted from 1.
    """

    path: str
    count: int
    texts: Mapping[int, str]

    def image_of(self, page: int) -> str:
        """The path by which the book names the image of a page, counted from 1."""
        return f"{self.path}/page-{page}.png"


def read_facsimile(
    project: Path, path: str, named_at: Location, asked: range | None = None
) -> tuple[Facsimile | None, list[Diagnostic]]:
    """Read a PDF of the manuscript folder, whose pages a chapter reproduces: those asked for, or all."""
    data, problems = _read(project, path, named_at)
    if data is None:
        return None, problems
    first, wanted = (1, None) if asked is None else (asked.start, len(asked))
    try:
        read = json.loads(_ask(data, "texts", first, min(wanted or MAX_PAGES, MAX_PAGES)))
    except _Refused as fault:
        return None, [NOT_A_PDF.at(named_at, f"‘{path}’ cannot be read: {fault}", "save it again without a password")]
    count = int(read["count"])
    if not count or (count if wanted is None else wanted) > MAX_PAGES:
        asked_for = "all" if wanted is None else wanted
        message = f"‘{path}’ has {count} pages, and {asked_for} are asked for; a reading has 1 to {MAX_PAGES}"
        return None, [NOT_A_PDF.at(named_at, message, "name those that are read: pages=3-14")]
    return Facsimile(path, count, dict(enumerate(map(str, read["texts"]), first))), []


def page_image(project: Path, src: str, named_at: Location) -> tuple[Image | None, list[Diagnostic]] | None:
    """Draw the page that `src` names (`readings/a.pdf/page-3.png`), in grey; `None` where it names no page of a PDF."""
    match = _NAME.fullmatch(src)
    if match is None:
        return None
    data, problems = _read(project, match["file"], named_at)
    if data is None:
        return None, problems
    index = int(match["page"]) - 1
    try:
        drawn = _ask(data, "page", index, WIDTH, TALLEST * WIDTH)
    except _Refused as fault:
        return None, [NOT_A_PDF.at(named_at, f"page {index + 1} of ‘{match['file']}’ cannot be drawn: {fault}")]
    if not drawn:
        return None, [NO_SUCH_PAGE.at(named_at, f"‘{match['file']}’ has no page {index + 1}")]
    with Pillow.open(io.BytesIO(drawn)) as picture:
        return Image(src, "image/png", drawn, *picture.size), []


def _read(project: Path, path: str, named_at: Location) -> tuple[bytes | None, list[Diagnostic]]:
    data, problems = read_bytes(project, f"manuscript/{path}", named_at)
    if data is not None and len(data) > MAX_BYTES:
        message = f"‘{path}’ has {len(data) // 1024**2} MB; at most {MAX_BYTES // 1024**2} MB are taken"
        return None, [NOT_A_PDF.at(named_at, message, "take out the pages that are read, or scan them in black")]
    return data, problems


def _ask(data: bytes, *question: str | int) -> bytes:
    """What the reader answers of a PDF. Raises `_Refused`, or `OSError` where no process can be started."""
    command = [sys.executable, "-P", str(_READER), *map(str, question)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_TIMEOUT, check=False)  # noqa: S603  # this Python
    except subprocess.TimeoutExpired as fault:
        raise _Refused(f"it takes more than {_TIMEOUT} seconds") from fault
    if done.returncode == UNREADABLE:
        raise _Refused(done.stderr.decode(errors="replace").splitlines()[-1])
    if done.returncode:
        raise _Refused("the PDF library failed on it")
    return done.stdout
