"""Proof of the page list: the words after each page break of the finished e-book are those of the finished printed page.

In: the EPUB and the print edition's PDF, as they are given away, and nothing else. Out: what differs, and how many pages were
found alike. Each page is read by pdfium, without running head and folio; the notes at its foot are found by the e-book's
own notes. Compared are letters and digits alone, case aside.

A page agrees if its first forty characters do, and if between its page break and the next stand exactly its characters: in
the same order or, where a table's columns or the words of a drawing come between, as many of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coursepack.checks.citation_parity.drawings import drawn_texts, without_drawings
from coursepack.checks.citation_parity.epub_reading import read_epub
from coursepack.checks.citation_parity.pdf_notes import find_notes
from coursepack.checks.citation_parity.pdf_reading import Page, read_pages
from coursepack.checks.epub_check.listed import begins_with_list, holds_list
from coursepack.checks.epub_check.package import UnreadableError, faults, unpack
from coursepack.checks.epub_check.stretches import Stretch, folded, stretches_of
from coursepack.diagnostics import Diagnostic, Location, error, warning
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import MemoryStore, Store

PAGE_TEXT = error("E026", "the words after a page break are not those of the printed page")
WHOLE_PAGE = warning("E027", "a printed page and its stretch of the e-book do not hold the same characters")

_COMPARED = 40
_WINDOW = (
    6  # lines that stand side by side at the head of a page, in the columns of a table or with a date in the margin
)
_HINT = "This is a fault of coursepack: please report it, with the page."


@dataclass(frozen=True, slots=True)
class PageFigures:
    """How many page breaks there are, after how many the printed page begins, and how many pages agree as a whole."""

    pages: int = 0
    starts: int = 0
    whole: int = 0


def audit_printed_pages(epub: bytes, pdf: bytes, store: Store | None = None) -> tuple[PageFigures, list[Diagnostic]]:
    """Compare both files, page break by page break."""
    try:
        package = unpack(epub)
        with Pieces(store or MemoryStore(), "text between page breaks") as pieces:
            stretches = list(stretches_of(package, pieces))
        notes = read_epub(epub, {}, store).notes
        pages = read_pages(pdf, store)
    except UnreadableError as fault:
        return PageFigures(), faults(fault)
    except ValueError as fault:
        return PageFigures(), [PAGE_TEXT.at(Location("print edition"), str(fault), _HINT)]
    drawings = (item for item in package.items if item.media_type == "image/svg+xml")
    drawn = frozenset(drawn_texts(package.files[item.path] for item in drawings if item.path in package.files))
    readings = [_bodies(pages, find_notes(pages, notes).bodies)]
    if drawn:
        bare = without_drawings(pages, drawn)
        readings.append(_bodies(bare, find_notes(bare, notes).bodies))
    return _compare(stretches, readings)


def _bodies(pages: Sequence[Page], bodies: Sequence[int]) -> Mapping[str, Sequence[str]]:
    """Of each page by its label, the lines above the notes."""
    return {
        page.label: [line for each in page.lines[:count] if (line := folded(each))]
        for page, count in zip(pages, bodies, strict=True)
    }


def _compare(
    stretches: Sequence[Stretch], readings: Sequence[Mapping[str, Sequence[str]]]
) -> tuple[PageFigures, list[Diagnostic]]:
    found: list[Diagnostic] = []
    printed = [[reading.get(stretch.label, ()) for reading in readings] for stretch in stretches]
    cuts = [_cut(stretch, pages) for stretch, pages in zip(stretches, printed, strict=True)]
    whole = 0
    for index, (stretch, cut) in enumerate(zip(stretches, cuts, strict=True)):
        if cut is None:
            found.append(_report(stretch, printed[index][0]))
            continue
        after = stretches[index + 1].text[: cuts[index + 1] or 0] if index + 1 < len(stretches) else ""
        body = stretch.text[cut:] + after
        if any(_alike(body, stretch, lines) for lines in printed[index]):
            whole += 1
        else:
            found.append(_report_whole(stretch, body, "".join(printed[index][0])))
    return PageFigures(len(stretches), len(cuts) - cuts.count(None), whole), found


def _cut(stretch: Stretch, pages: Sequence[Sequence[str]]) -> int | None:
    """How many characters of the stretch's first word stand on the page before; `None` where the page begins elsewhere."""
    for lines in pages:
        for cut in range(max(1, stretch.first_word)):
            text = stretch.text[cut:]
            if _begins(text, lines, stretch.heads) or (stretch.is_list and begins_with_list(text, lines, _COMPARED)):
                return cut
    return None


def _begins(text: str, lines: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a page begins with a text: its lines one after another, or those of columns that stand side by side.

    Each line of a column leaves one of the next column behind: an index of short words has seven of them in forty characters.
    """
    head = "".join(heads)
    waiting = [line for index, line in enumerate(lines) if index >= _WINDOW or not (head and line in head)]
    place = taken = 0
    while place < min(_COMPARED, len(text)):
        near = waiting[: _WINDOW + taken]
        line = next((line for line in near if text.startswith(line[: len(text) - place], place)), None)
        if line is None:
            return False
        waiting.remove(line)
        place += len(line)
        taken += 1
    return bool(lines) or not text


def _alike(body: str, stretch: Stretch, lines: Sequence[str]) -> bool:
    """Whether a printed page holds what the stretch does; the head of a table may stand there once more."""
    text = "".join(lines)
    texts = [text.removeprefix(head) for head in ("", *stretch.heads)]
    if body in texts:
        return True
    wanted = Counter(body + stretch.drawn)
    if any(Counter(rest) == wanted for rest in texts):
        return True
    return stretch.is_list and holds_list(body, lines)


def _report(stretch: Stretch, lines: Sequence[str]) -> Diagnostic:
    printed = f"“{''.join(lines)[:_COMPARED]}…”" if lines else "nothing"
    message = f"page {stretch.label} begins with “{stretch.text[:_COMPARED]}…”, and is printed with {printed}"
    return PAGE_TEXT.at(Location(stretch.file), message, _HINT)


def _report_whole(stretch: Stretch, body: str, text: str) -> Diagnostic:
    at = next(
        (i for i, pair in enumerate(zip(body, text, strict=False)) if pair[0] != pair[1]), min(len(body), len(text))
    )
    start = max(0, at - _COMPARED // 2)
    message = f"page {stretch.label} has “…{body[start : at + _COMPARED]}…” where “…{text[start : at + _COMPARED]}…” is printed"
    return WHOLE_PAGE.at(Location(stretch.file), message, _HINT)
