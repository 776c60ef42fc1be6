"""The proof itself: what was resolved against what each edition says, difference by difference, with the figures.

In: the canonical book, what citeproc made, the finished files. Out: diagnostics, all of them errors, and `Figures`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TypeVar

from coursepack.checks.citation_parity.drawings import drawn_words, without_drawings
from coursepack.checks.citation_parity.epub_reading import read_epub
from coursepack.checks.citation_parity.export_proof import prove_exports
from coursepack.checks.citation_parity.model import Cited, Entry, Note, without_marks
from coursepack.checks.citation_parity.pdf_notes import Fault, PrintedNotes, find_notes
from coursepack.checks.citation_parity.pdf_reading import Page, read_pages
from coursepack.checks.citation_parity.resolved import Fill, citations_out_of_step, cited_of, keys_by_anchor
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.citations import CslItem, Resolved
from coursepack.document.model import Book
from coursepack.keeping.store import Store

PRINTED_NOTE = error("K030", "A note on the printed pages is not the note that was resolved")
EPUB_NOTE = error("K031", "A note in the e-book is not the note that was resolved")
BIBLIOGRAPHY = error("K032", "A bibliography is not the list of the works that are cited")
IN_TEXT = error("K036", "A citation in the text of an edition is not the one that was resolved")
CALL = error("K034", "The number of a note does not stand where the note is called")
NOT_AS_RESOLVED = error("K035", "A citation in the book is not what the style made of it")

Locate = Callable[[str, str], Location]
"""Finds words of a section, by the section's id, in the manuscript."""

_Item = TypeVar("_Item")
_Text = TypeVar("_Text", Note, Entry)
_HINT = "This is a fault of coursepack: please report it, with the section."
_SHOWN = 60
_NOTHING = 0, 0, 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What was read back: how many notes, calls and entries were expected, and how many each edition holds unchanged."""

    notes: int = 0
    entries: int = 0
    works: int = 0
    in_text: int = 0
    """Citations outside notes."""
    printed_notes: int = 0
    printed_entries: int = 0
    printed_in_text: int = 0
    epub_notes: int = 0
    epub_entries: int = 0
    epub_in_text: int = 0
    exports: Mapping[str, int] = field(default_factory=dict)
    """Works that each export of the whole book holds, by path."""
    exports_of_parts: int = 0
    """Exports of chapters and keywords, each with the works that it should hold."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The files of a build that are proved; `None` for an edition that was not made."""

    pdf: bytes | None
    epub: bytes | None
    exports: Mapping[str, bytes]
    shelves: Mapping[str, Sequence[str]]
    """Path of each set of exports without suffix → its keys in order, the whole book first."""
    left: float = 0
    """Points from the left edge of the PDF's pages within which nothing but marks in the margin begins."""


def prove_citations(
    book: Book,
    resolved: Resolved,
    items: Mapping[str, CslItem],
    finished: Finished,
    fill: Fill,
    locate: Locate,
    store: Store | None = None,
) -> tuple[Figures, list[Diagnostic]]:
    """Read every edition back and compare it with `book`; `items` are the cited works in order of first citation.

    `fill` gives the words of page references.
    """
    anchors = keys_by_anchor([key for key, _ in resolved.entries])
    expected = cited_of(book, anchors, fill)
    proof = _Proof(expected, locate, drawn_words(book.images.values()))
    proof.compare_with_citeproc(book, resolved, items)
    totals = len(expected.notes), sum(map(len, expected.lists)), len(items), len(expected.in_text)
    printed = proof.read_pdf(finished.pdf, store, finished.left) if finished.pdf is not None else _NOTHING
    read = proof.read_epub(finished.epub, anchors, store) if finished.epub is not None else _NOTHING
    exports, problems = prove_exports(finished.exports, finished.shelves, items, resolved, store)
    whole = next(iter(finished.shelves), "")
    of_book = {path: count for path, count in exports.items() if path.startswith(f"{whole}.")}
    return Figures(*totals, *printed, *read, of_book, len(exports) - len(of_book)), [*proof.found, *problems]


class _Proof:
    """The comparison under way."""

    def __init__(self, expected: Cited, locate: Locate, drawn: frozenset[str]) -> None:
        self._expected, self._locate, self._drawn = expected, locate, drawn
        self.found: list[Diagnostic] = []

    def compare_with_citeproc(self, book: Book, resolved: Resolved, items: Mapping[str, CslItem]) -> None:
        """The canonical tree first: its citations are citeproc's, and its bibliographies hold the cited works."""
        for section, stands, wanted in citations_out_of_step(book, resolved):
            message = f"“{_short(stands)}” stands where the style made “{_short(wanted)}”"
            self.found.append(NOT_AS_RESOLVED.at(section.source, message, _HINT))
        listed = {entry.key for entries in self._expected.lists for entry in entries}
        made = {key for key, _ in resolved.entries}
        if self._expected.lists:
            self._compare_keys(made, listed)
        if made and made != set(items):
            odd = ", ".join(sorted(made ^ set(items))[:5])
            self.found.append(BIBLIOGRAPHY.at(Location("bibliography"), f"the style left out or added: {odd}", _HINT))

    def _compare_keys(self, made: set[str], listed: set[str]) -> None:
        for keys, words in ((made - listed, "stand in no bibliography of the book"), (listed - made, "are not cited")):
            if keys:
                message = f"{', '.join(sorted(keys)[:5])} {words}"
                self.found.append(BIBLIOGRAPHY.at(Location("bibliography"), message, _HINT))

    def read_pdf(self, pdf: bytes, store: Store | None, left: float) -> tuple[int, int, int]:
        """Read the printed pages; count the notes and entries that stand there unchanged."""
        try:
            read = read_pages(pdf, store, left)
        except ValueError as fault:
            self.found.append(PRINTED_NOTE.at(Location("print edition"), f"the PDF cannot be read: {fault}", _HINT))
            return _NOTHING
        notes = self._expected.notes
        pages, printed = _read_notes(read, notes, self._drawn)
        self.found += [self._note_fault(notes[index], kind, label) for index, kind, label in printed.faults]
        self._compare_calls([number for page in pages for number in page.raised])
        bodies = list(zip(pages, printed.bodies, strict=True))
        # Columns of a table stand together as written; the marks of lists come after the whole text as written.
        texts = (
            "".join(page.written(lines) for page, lines in bodies),
            "".join("".join(page.lines[:lines]) for page, lines in bodies),
        )
        entries = [entry for group in self._expected.lists for entry in group]
        missing = min((list(_missing(self._expected.lists, text)) for text in texts), key=len)
        for entry in missing:
            message = f"the entry ‘{entry.key}’ is not printed in its place as it was resolved: “{_short(entry.text)}”"
            self.found.append(BIBLIOGRAPHY.at(Location("print edition"), message, _HINT))
        return printed.whole, len(entries) - len(missing), self._printed_in_text(texts)

    def _printed_in_text(self, texts: Sequence[str]) -> int:
        """Count the citations of the text; columns of a table may be read in another order, so order is not asked for."""
        found = 0
        for (section, words), times in Counter(self._expected.in_text).items():
            everywhere = sum(each == words for _, each in self._expected.in_text)
            printed = max(text.count(words) for text in texts)
            if printed < everywhere:
                message = f"“{_short(words)}” of ‘{section}’ is printed {printed} times, not {everywhere} times"
                self.found.append(IN_TEXT.at(self._locate(section, ""), message, _HINT))
            else:
                found += times
        return found

    def _note_fault(self, note: Note, fault: Fault, label: str) -> Diagnostic:
        message = f"note {note.number} of ‘{note.section}’ {fault} (p. {label}): “{_short(note.text)}”"
        return PRINTED_NOTE.at(self._locate(note.section, ""), message, _HINT)

    def _compare_calls(self, raised: Sequence[str]) -> None:
        """Every call must stand raised in the text, in order; other raised numbers (a power, 10²) may stand between."""
        row, wanted = iter(raised), [number for _, number in self._expected.calls]
        if all(any(each == number for each in row) for number in wanted):
            return
        alike = SequenceMatcher(None, wanted, raised, autojunk=False).get_matching_blocks()
        found = {index for block in alike for index in range(block.a, block.a + block.size)}
        section, number = next(call for index, call in enumerate(self._expected.calls) if index not in found)
        message = f"the number {number} is not raised in the printed text of ‘{section}’ in its order"
        self.found.append(CALL.at(self._locate(section, ""), message, _HINT))

    def read_epub(self, epub: bytes, anchors: dict[str, str], store: Store | None) -> tuple[int, int, int]:
        """Read the e-book; count the notes and entries that stand there unchanged."""
        try:
            read = read_epub(epub, anchors, store)
        except ValueError as fault:
            self.found.append(EPUB_NOTE.at(Location("e-book"), str(fault), _HINT))
            return _NOTHING
        self.found += list(self._epub_notes(read))
        if read.calls != self._expected.calls:
            section, number = _first_difference(self._expected.calls, read.calls) or ("", "")
            message = f"the calls of notes differ from call {number} of ‘{section}’ on"
            self.found.append(CALL.at(Location("e-book"), message, _HINT))
        self.found += list(self._epub_lists(read))
        if read.in_text != self._expected.in_text:
            section, words = _first_difference(self._expected.in_text, read.in_text) or ("", "")
            message = f"the citations in the text differ from “{_short(words)}” in ‘{section}’ on"
            self.found.append(IN_TEXT.at(Location("e-book"), message, _HINT))
        notes = sum(a == b for a, b in zip(map(_plain, self._expected.notes), map(_plain, read.notes), strict=False))
        stands = {entry for group in read.lists for entry in group}
        entries = sum(_plain(replace(entry, pages="")) in stands for group in self._expected.lists for entry in group)
        in_text = sum(a == b for a, b in zip(self._expected.in_text, read.in_text, strict=False))
        return notes, entries, in_text

    def _epub_notes(self, read: Cited) -> Iterator[Diagnostic]:
        wanted, stands = list(map(_plain, self._expected.notes)), list(map(_plain, read.notes))
        if wanted == stands:
            return
        there = {(note.section, note.number): note.text for note in stands}
        spoilt = [note for note in wanted if there.get((note.section, note.number)) != note.text]
        for note in spoilt:
            text = there.get((note.section, note.number))
            says = "is not in the e-book" if text is None else f"reads “{_around(text, note.text)}” in the e-book"
            message = f"note {note.number} of ‘{note.section}’ {says}, not “{_around(note.text, text or '')}”"
            yield EPUB_NOTE.at(self._locate(note.section, ""), message, _HINT)
        if not spoilt:
            odd = _first_difference(wanted, stands)
            words = f"from note {odd.number} of ‘{odd.section}’ on" if odd else "at the end"
            yield EPUB_NOTE.at(
                Location("e-book"), f"the notes are more than were resolved, or out of order, {words}", _HINT
            )

    def _epub_lists(self, read: Cited) -> Iterator[Diagnostic]:
        wanted = [_plain(replace(entry, pages="")) for group in self._expected.lists for entry in group]
        stands = [_plain(entry) for group in read.lists for entry in group]
        if wanted != stands:
            odd = _first_difference(wanted, stands)
            words = f"from ‘{odd.key}’ on: “{_short(odd.text)}”" if odd else "at the end"
            yield BIBLIOGRAPHY.at(Location("e-book"), f"the bibliography of the e-book differs {words}", _HINT)


def _read_notes(
    pages: Sequence[Page], notes: Sequence[Note], drawn: frozenset[str]
) -> tuple[Sequence[Page], PrintedNotes]:
    """Find the notes; if they are interrupted, once more without the words of drawings."""
    printed = find_notes(pages, notes)
    if not printed.faults or not drawn:
        return pages, printed
    undrawn = without_drawings(pages, drawn)
    again = find_notes(undrawn, notes)
    return (undrawn, again) if len(again.faults) < len(printed.faults) else (pages, printed)


def _missing(lists: Sequence[Sequence[Entry]], text: str) -> Iterator[Entry]:
    """Entries that do not stand in the text one right after the other, list by list."""
    place = 0
    for entries in lists:
        whole = "".join(entry.text + entry.pages for entry in entries)
        at = text.find(whole, place)
        if at >= 0:
            place = at + len(whole)
            continue
        yield from _astray(entries, text, place)


def _astray(entries: Sequence[Entry], text: str, place: int) -> Iterator[Entry]:
    """Of a list that is not printed as a whole, the entries that break it."""
    broken = False
    for entry in entries:
        printed = entry.text + entry.pages
        at = text.find(printed, place)
        if at < 0:
            broken = True
            yield entry
        else:
            place = at + len(printed)
    if not broken and entries:  # each is there, with something between them
        yield entries[0]


def _first_difference(wanted: Sequence[_Item], stands: Sequence[_Item]) -> _Item | None:
    pairs = zip(wanted, stands, strict=False)
    rest = [*wanted[len(stands) :], *stands[len(wanted) :]]
    return next((one for one, other in pairs if one != other), rest[0] if rest else None)


def _plain(item: _Text) -> _Text:
    return replace(item, text=without_marks(item.text))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _around(text: str, other: str) -> str:
    """The part of a text where it begins to differ from another."""
    same = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    start = max(0, same - _SHOWN // 2)
    return ("…" if start else "") + text[start : start + _SHOWN]
