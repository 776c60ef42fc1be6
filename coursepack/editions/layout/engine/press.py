"""Lay one section out: HTML in, a `Part` out.

A `Press` is set up once in a process (fonts, style sheet) and then lays out any number of sections. Its results
depend on the section and the job alone.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetchingError

from coursepack.document.model import Opening
from coursepack.editions.layout.bounds import Reason, SectionUnset
from coursepack.editions.layout.engine.areas import mended_areas
from coursepack.editions.layout.engine.boxes import POINTS, count_lines
from coursepack.editions.layout.engine.breaking import LineMemory
from coursepack.editions.layout.engine.cuts import noted_cuts
from coursepack.editions.layout.engine.fetcher import BASE_URL, BookFetcher
from coursepack.editions.layout.engine.fonts import FontLedger, no_embedding
from coursepack.editions.layout.engine.furniture import Furniture
from coursepack.editions.layout.engine.gaps import GAPS_CSS, Gaps
from coursepack.editions.layout.engine.hyphens import LONGEST_LADDER, Hyphens
from coursepack.editions.layout.engine.lines import mended_lines
from coursepack.editions.layout.engine.measure import MEASURE_CSS, graft, note_lines
from coursepack.editions.layout.engine.proofread import Proof, Source
from coursepack.editions.layout.engine.remaking import MOST_ROUNDS, mended_pages
from coursepack.editions.layout.engine.setting import judge, printed_lines
from coursepack.editions.layout.engine.spaces import WordSpaces
from coursepack.editions.layout.engine.tagging import Tagger
from coursepack.editions.layout.facts import Anchor, Bookmark, Finding, FindingKind, Part, PartFacts
from coursepack.editions.layout.notes import CARRY_CSS, NoteLine, cut_note, is_long
from coursepack.editions.layout.sheet import LayoutJob, Sheet
from coursepack.editions.layout.spacing import Partings

NOTES_CSS = "@page { @footnote { max-height: 80% } }"
"""Without a limit, the engine piles all notes that are due on one page. The book's style sheet may set another."""

_PDF_OPTIONS = {"pdf_tags": True, "pdf_version": "1.7"}


class Press:
    """The layout engine, set up for one book."""

    def __init__(self, job: LayoutJob) -> None:
        self._fetcher = BookFetcher({**job.images, **job.fonts})
        self._fonts = FontConfiguration()
        self._ledger = FontLedger(job.fonts)
        self._memory = LineMemory()
        with _captured() as self._css_messages:
            styles = [self._css(css) for css in (NOTES_CSS, job.css, CARRY_CSS, GAPS_CSS)]
            self._styles, self._measure_styles = styles, [*styles, self._css(MEASURE_CSS)]

    def lay_out(self, sheet: Sheet, images: Mapping[str, bytes] | None = None) -> Part:
        """Lay a section out, with more images than the job has; what is wrong with it is told in the findings of the part."""
        self._fetcher.offer(images or {})
        with _captured() as messages:
            parsed = self._parse(sheet)
            source = Source(parsed.etree_element.find("body"))
            partings = Partings(source.body)
            origins = self._cut_notes(sheet, source)
            document = self._render_unbroken(parsed)
            proof = Proof(source, origins)
            proof.read(document.pages)
            return self._write(sheet, document, proof, partings, messages)

    def _css(self, text: str) -> Any:
        try:
            return weasyprint.CSS(string=text, base_url=BASE_URL, url_fetcher=self._fetcher, font_config=self._fonts)
        except URLFetchingError as error:
            raise SectionUnset("", Reason.ENGINE, f"it asks for a file that it may not have: {error}") from error

    def _parse(self, sheet: Sheet) -> Any:
        """Parse a complete document; the root's `break-before` decides on which side of the sheet it starts."""
        side = "left" if sheet.opening is Opening.VERSO else "right"
        text = (
            f'<!DOCTYPE html><html lang="{html.escape(sheet.lang)}"><head><meta charset="utf-8">'
            f"<title>{html.escape(sheet.id)}</title><style>html{{break-before:{side}}}</style></head>"
            f"<body>{sheet.html}</body></html>"
        )
        return weasyprint.HTML(string=text, base_url=BASE_URL, url_fetcher=self._fetcher)

    def _render(self, parsed: Any, styles: list[Any], hyphens: Hyphens) -> Any:
        places = {element: place for place, element in enumerate(parsed.etree_element.iter())}
        with mended_areas(places), mended_lines(), noted_cuts(), self._memory.at_work(hyphens.words):
            return parsed.render(stylesheets=styles, font_config=self._fonts, **_PDF_OPTIONS)

    def _render_unbroken(self, parsed: Any) -> Any:
        """Lay out without badly broken words: once, unless a table has one whose columns were measured pages before."""
        hyphens = Hyphens()
        for _ in range(MOST_ROUNDS):
            with mended_pages(hyphens):
                document = self._render(parsed, self._styles, hyphens)
            if not hyphens.too_late:
                break
            hyphens = hyphens.from_the_start()
        return document

    def _cut_notes(self, sheet: Sheet, source: Source) -> dict[Element, Element]:
        origins: dict[Element, Element] = {}
        for note in source.notes:
            if is_long(note):
                lines = self._measure(sheet, note, list(source.ancestors(note)))
                cut_note(note, source.parents[note], lines, origins)
        return origins

    def _measure(self, sheet: Sheet, note: Element, ancestors: list[Element]) -> list[NoteLine]:
        """Find the lines that a note would have."""
        shell = self._parse(Sheet(sheet.id, sheet.matter, Opening.RECTO, "", sheet.lang))
        originals = graft(note, ancestors, shell.etree_element.find("body"))
        return note_lines(self._render(shell, self._measure_styles, Hyphens()).pages, originals)

    def _write(
        self,
        sheet: Sheet,
        document: Any,
        proof: Proof,
        partings: Partings,
        messages: list[str],
    ) -> Part:
        anchors, wanted = _anchors(document), _wanted(document)
        for name in sorted(wanted - set(anchors)):
            # A target in another section: an anchor by that name keeps the link; the joiner sets the right destination.
            document.pages[0].anchors[name] = (0, 0, 0, 0)
        furniture, gaps, target = Furniture(), Gaps(), BytesIO()
        spaces = WordSpaces(partings, proof.origins)
        tagger = Tagger(proof.source.parents, proof.origins, sheet.depth, furniture, gaps, spaces)
        with no_embedding(), tagger.instead_of_the_engine():
            document.write_pdf(target, **_PDF_OPTIONS)
        fonts = self._ledger.facts(document)
        facts = PartFacts(
            pages=tuple((page.width * POINTS, page.height * POINTS) for page in document.pages),
            anchors=anchors,
            bookmarks=_bookmarks(document),
            folios=tuple(furniture.folios),
            gaps=tuple(gaps.found),
            fonts=fonts,
            starts=tuple(proof.starts),
            notes=proof.notes,
            findings=(
                *proof.findings,
                *self._ledger.foreign(document, fonts),
                *furniture.findings,
                *gaps.findings,
                *tagger.findings,
                *(Finding(FindingKind.ENGINE_WARNING, "", text) for text in [*self._css_messages, *messages]),
            ),
            texts=proof.source.checksums(),
            lines=sum(map(count_lines, document.pages)),
            hyphenated=proof.hyphenated,
            setting=judge(printed_lines(document.pages), LONGEST_LADDER),
        )
        return Part(facts, target.getvalue())


def _anchors(document: Any) -> dict[str, Anchor]:
    anchors: dict[str, Anchor] = {}
    for index, page in enumerate(document.pages):
        for name, (x, y, *_) in page.anchors.items():
            anchors.setdefault(name, Anchor(index, x * POINTS, (page.height - y) * POINTS))
    return anchors


def _wanted(document: Any) -> set[str]:
    return {target for page in document.pages for kind, target, *_ in page.links if kind == "internal"}


def _bookmarks(document: Any) -> tuple[Bookmark, ...]:
    return tuple(
        Bookmark(level, label, index, x * POINTS, (page.height - y) * POINTS, state == "open")
        for index, page in enumerate(document.pages)
        for level, label, (x, y), state in page.bookmarks
    )


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _captured() -> Iterator[list[str]]:
    """Collect what the engine says at WARNING or above, instead of printing it."""
    logger, collector = logging.getLogger("weasyprint"), _Collector()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(collector)
    try:
        yield collector.messages
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate
