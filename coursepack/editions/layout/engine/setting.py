"""Read the lines of laid-out pages off as a compositor sees them: hyphens, word spaces, where paragraphs break.

In: the pages of a section. Out: printed lines in reading order, and the `Setting` of the section: counts, and the faults.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes as wp
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.text.line_break import create_layout, line_size

from coursepack.editions.layout.engine.boxes import POINTS, Box, Region, page_box
from coursepack.editions.layout.engine.cuts import broken_word
from coursepack.editions.layout.facts import Setting, SettingFault, SettingKind
from coursepack.editions.layout.reading import SNIPPET

LOOSEST = 0.5
"""Em: the widest space between words of a line that is not loose (Bringhurst, The Elements of Typographic Style, 2.1.1)."""
FEWEST = 5
"""Lines that the last page of a section should have."""
INDENT = 1.3
"""Em: a last line shorter than the indent of the next paragraph leaves a hole."""

_SPACE = "_of_space"
"""Attribute of a style: the space between words in its font, in CSS pixels."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})
_HOLDERS = frozenset({"figure", "table"})
_CAPTIONS = frozenset({"figcaption", "caption"})


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line on a page. Lengths in ems of its paragraph, unless said otherwise."""

    block: Element
    """The element whose paragraph it belongs to."""
    holder: Element | None
    """The figure or table that it stands in."""
    region: Region
    page: int
    text: str
    hyphenated: bool
    broken: str
    """The word that its end breaks, as `cuts.letters` gives it; empty if none."""
    space: float | None
    """Between words; None where the line is not stretched to the measure."""
    width: float
    offset: float | None
    """Points below the line grid; None where it is not of a paragraph, or of another height than the grid."""


def printed_lines(pages: Sequence[Any]) -> list[PrintedLine]:
    """Read all lines but those of margin boxes: of each page, the text first, then the notes."""
    return [line for number, page in enumerate(pages) for line in page_lines(page_box(page), number)]


def paragraphs(lines: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """Gather the lines of each paragraph, over the ends of pages."""
    found: dict[Element, list[PrintedLine]] = {}
    for line in lines:
        found.setdefault(line.block, []).append(line)
    return list(found.values())


def judge(lines: Sequence[PrintedLine], longest_ladder: int) -> Setting:
    """Count, and look for what a compositor would not let stand."""
    flow = [line for line in lines if line.region is Region.FLOW]
    gridded = [line.offset for line in flow if line.offset is not None]
    stretched = [line.space for line in lines if line.space is not None]
    faults = [
        *_hyphen_faults(lines, longest_ladder),
        *_break_faults(flow),
        *_foot_faults(flow),
        *_caption_faults(lines),
        *(_fault(SettingKind.LOOSE, line) for line in lines if line.space is not None and line.space > LOOSEST),
    ]
    ladders = [len(list(run)) for text in paragraphs(lines) for hyphen, run in groupby(text, _hyphenated) if hyphen]
    return Setting(
        stretched=len(stretched),
        spaces=sum(stretched),
        gridded=len(gridded),
        off_grid=sum(abs(offset) > 0.5 for offset in gridded),
        paragraphs=sum(len(text) > 1 for text in paragraphs(flow)),
        ladder=max(ladders, default=0),
        faults=tuple(faults),
    )


def _hyphenated(line: PrintedLine) -> bool:
    return line.hyphenated


def _fault(kind: SettingKind, line: PrintedLine) -> SettingFault:
    return SettingFault(kind, line.page, line.text.strip()[-SNIPPET:])


def _hyphen_faults(lines: Sequence[PrintedLine], longest: int) -> Iterator[SettingFault]:
    for text in paragraphs(lines):
        for hyphen, run in groupby(text, _hyphenated):
            ladder = list(run)
            if hyphen and len(ladder) > longest:
                yield _fault(SettingKind.LADDER, ladder[-1])
        for line, following in pairwise(text):
            if line.hyphenated and line.page != following.page:
                yield _fault(SettingKind.HYPHEN_OVER_PAGE, line)
        if (
            len(text) > 1
            and text[-1].region is Region.FLOW
            and text[-2].hyphenated
            and " " not in text[-1].text.strip()
        ):
            yield _fault(SettingKind.BROKEN_LAST_WORD, text[-2])


def _break_faults(flow: Sequence[PrintedLine]) -> Iterator[SettingFault]:
    """Widows and orphans: a line alone on its page while the paragraph has more; and last lines that hardly show.

    Table heads are printed again on each page; rows are never broken.
    """
    for text in paragraphs([line for line in flow if line.holder is None]):
        pages = [line.page for line in text]
        if pages[0] != pages[-1] and pages.count(pages[0]) == 1:
            yield _fault(SettingKind.ORPHAN, text[0])
        if pages[0] != pages[-1] and pages.count(pages[-1]) == 1:
            yield _fault(SettingKind.WIDOW, text[-1])
        if len(text) > 1 and text[0].space is not None and text[-1].width < INDENT:
            yield _fault(SettingKind.RUNT, text[-1])


def _foot_faults(flow: Sequence[PrintedLine]) -> Iterator[SettingFault]:
    pages = [list(lines) for _, lines in groupby(flow, lambda line: line.page)]
    for lines in pages[:-1]:
        if lines[-1].block.tag in _HEADINGS:
            yield _fault(SettingKind.HEADING_AT_FOOT, lines[-1])
    if len(pages) > 1 and len(pages[-1]) < FEWEST:
        yield _fault(SettingKind.SHORT_PAGE, pages[-1][0])


def _caption_faults(lines: Sequence[PrintedLine]) -> Iterator[SettingFault]:
    held: dict[Element, list[PrintedLine]] = {}
    for line in lines:
        if line.holder is not None:
            held.setdefault(line.holder, []).append(line)
    for holder in held.values():
        body = {line.page for line in holder if line.block.tag not in _CAPTIONS}
        for line in holder:
            if line.block.tag in _CAPTIONS and body and line.page not in body:
                yield _fault(SettingKind.CAPTION_APART, line)


def page_lines(root: Box, number: int) -> Iterator[PrintedLine]:
    """Read the lines of a page, given its box; `number` counts from 0."""
    walk = _Walk(number, root.content_box_y(), root.style["line_height"])
    for child in root.children:
        if isinstance(child, wp.FootnoteAreaBox):
            yield from walk.through(child, Region.NOTE, None, None)
        elif not isinstance(child, wp.MarginBox):
            walk.grid = child.style["line_height"]
            yield from walk.through(child, Region.FLOW, None, None)


@dataclass(slots=True)
class _Walk:
    """Down the boxes of one page."""

    page: int
    top: float
    grid: Any
    """Height of a line of text, as the engine has it in the style of the root."""

    def through(self, box: Box, region: Region, block: Element | None, holder: Element | None) -> Iterator[PrintedLine]:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001 - the box that the placeholder stands for
        if region is Region.FLOW and (box.is_floated() or box.is_absolutely_positioned()):
            region = Region.ASIDE
        if isinstance(box, wp.LineBox):
            if block is not None:
                yield from self._line(box, region, block, holder)
        elif box.element is not None and isinstance(box, (wp.BlockBox, wp.TableCellBox, wp.TableCaptionBox)):
            block = box.element
        if box.element_tag in _HOLDERS:
            holder = box.element
        if isinstance(box, wp.ReplacedBox) and holder is not None and box.element is not None:
            yield PrintedLine(box.element, holder, Region.ASIDE, self.page, "", False, "", None, 0, None)
        elif isinstance(box, wp.ParentBox):
            for child in box.children:
                yield from self.through(child, region, block, holder)

    def _line(self, line: Box, region: Region, block: Element, holder: Element | None) -> Iterator[PrintedLine]:
        texts = [box for box in line.descendants() if isinstance(box, wp.TextBox) and box.text.strip()]
        if not texts:
            return
        last, em = texts[-1], line.style["font_size"]
        hyphenated = last.text.endswith(last.style["hyphenate_character"])
        same = line.style["line_height"] == self.grid and block.tag == "p"
        yield PrintedLine(
            block,
            holder,
            region,
            self.page,
            "".join(box.text for box in texts),
            hyphenated,
            broken_word(last) if hyphenated else "",
            next((self._space(box) / em for box in texts if box.justification_spacing), None),
            (last.position_x + last.width - texts[0].position_x) / em,
            _off_grid(line.position_y - self.top, self.grid) if same and hasattr(self.grid, "value") else None,
        )

    def _space(self, box: Box) -> float:
        """CSS pixels between words: the space of the font, and what the line was stretched by."""
        known = vars(box.style)
        if _SPACE not in known:
            known[_SPACE] = _width("n n", box.style) - _width("nn", box.style)
        return float(known[_SPACE] + box.justification_spacing)


def _off_grid(below: float, grid: Any) -> float:
    """Points from the nearest line of the grid."""
    height = grid.value
    return float((below + height / 2) % height - height / 2) * POINTS


def _width(text: str, style: Any) -> float:
    layout = create_layout(text, style, None, None, 0)  # held: the line lives no longer than its layout
    return float(line_size(layout.get_first_line()[0], style)[0])
