"""What was proved, as figures: how much was found in the finished files, of how much was to be there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coursepack.document.words import Counts
from coursepack.editions.layout import Layout
from coursepack.report.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Proof:
    """One comparison of a finished file with the book."""

    group: str
    """Which file was read."""
    subject: str
    found: int
    due: int

    @property
    def holds(self) -> bool:
        """Whether all is there."""
        return self.found == self.due


@dataclass(frozen=True, slots=True)
class Placing:
    """What the checks of finished pages counted."""

    pages_settled: bool
    notes_placed: int
    notes_expected: int
    notes_on_page_of_call: int
    findings: int

    @classmethod
    def of(cls, layout: Layout, counts: Counts) -> Placing:
        """Read the figures off a layout."""
        notes = [note for part in layout.parts for note in part.part.facts.notes]
        return cls(
            pages_settled=layout.settled,
            notes_placed=len(notes),
            notes_expected=counts.notes,
            notes_on_page_of_call=sum(1 for note in notes if note.body[:1] == (note.call,)),
            findings=sum(len(part.part.facts.findings) for part in layout.parts),
        )


def proofs_of(outcome: Outcome, counts: Counts) -> list[Proof]:
    """Every comparison that the build made, file by file."""
    return [
        *_of_pages("Printed pages", outcome.layout, counts),
        *_of_printed_citations(outcome),
        *(_of_pages("Large print", outcome.large, counts) if outcome.large else ()),
        *_of_epub(outcome),
        *_of_exports(outcome),
        *_of_pagination(outcome),
    ]


def _of_pages(group: str, layout: Layout, counts: Counts) -> Iterator[Proof]:
    facts = [part.part.facts for part in layout.parts]
    pieces = sum(len(part.texts) for part in facts)
    spoilt = sum(len(part.findings) for part in facts)
    yield Proof(group, "Pieces of text that stand there once, whole and unchanged", pieces - spoilt, pieces)
    yield Proof(group, "Notes set whole, in order", sum(len(part.notes) for part in facts), counts.notes)


def _of_printed_citations(outcome: Outcome) -> Iterator[Proof]:
    name = outcome.prepared.shop.config.name
    if f"{name}-print.pdf" not in outcome.files and f"{name}-screen.pdf" not in outcome.files:
        return
    figures = outcome.citations
    yield Proof("Printed pages", "Notes, read back as the style made them", figures.printed_notes, figures.notes)
    if figures.in_text:
        yield Proof("Printed pages", "Citations in the text", figures.printed_in_text, figures.in_text)
    yield Proof("Printed pages", "Entries of the bibliographies", figures.printed_entries, figures.entries)


def _of_epub(outcome: Outcome) -> Iterator[Proof]:
    if outcome.epub is None:
        return
    figures, group = outcome.citations, "E-book"
    yield Proof(group, "Notes, read back as the style made them", figures.epub_notes, figures.notes)
    if figures.in_text:
        yield Proof(group, "Citations in the text", figures.epub_in_text, figures.in_text)
    yield Proof(group, "Entries of the bibliographies", figures.epub_entries, figures.entries)
    if outcome.breaks is not None:
        breaks = outcome.breaks
        yield Proof(group, "Page breaks after which the finished page begins", breaks.starts, breaks.pages)
        yield Proof(group, "Finished pages that stand whole between two page breaks", breaks.whole, breaks.pages)


def _of_exports(outcome: Outcome) -> Iterator[Proof]:
    figures = outcome.citations
    for name, works in figures.exports.items():
        yield Proof("Exports", f"Works in {name.rpartition('/')[2]}", works, figures.works)


def _of_pagination(outcome: Outcome) -> Iterator[Proof]:
    if outcome.compared is not None:
        group = f"Against the printed edition ({outcome.compared.lock})"
        yield Proof(group, "Places on the page where they were", outcome.compared.kept, outcome.compared.blocks)
