"""The canonical book → sheets for the press: the same elements, notes moved to their calls, folios as tokens.

Nothing is added but what the page needs (word joiners before calls, classes for the style sheet), and nothing is lost: the
text audit compares what is laid out with these sheets, and these sheets with the canonical tree.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from coursepack.anatomy import Kind
from coursepack.config import Config
from coursepack.config.index import RangeStyle
from coursepack.document.cited_places import CITED_ON
from coursepack.document.languages import EAST_ASIAN
from coursepack.document.markup import Element, classes, has_class, make, of_class, take_content
from coursepack.document.model import Book, Section
from coursepack.editions.formulas import draw_formulas
from coursepack.editions.layout import Sheet, fill, token
from coursepack.editions.layout.folios import UNKNOWN
from coursepack.editions.link_titles import Targets, describe_links
from coursepack.editions.locators import Locator, cited_pages, make_locators
from coursepack.labels import Labels

WORD_JOINER = "\u2060"
"""Keeps a note's call on the line of its word (UAX #14, WJ)."""
THIN_SPACE = "\u2009"
"""Between two calls that follow each other, which would read as one number."""

_BLOCKS = (
    "p",
    "div",
    "blockquote",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "pre",
    "figure",
    "hr",
    "dl",
    "dt",
    "dd",
    "caption",
    "figcaption",
    "colgroup",
    "col",
    "tfoot",
    "section",
    *(f"h{level}" for level in range(1, 7)),
)
_LIST_STYLES = {
    "": "decimal",
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}

_RANGE = re.compile(r"(?<=\d)–(?=\d)")
_LONGEST_TERM = 4
"""East Asian characters of a name or a term."""
LOCATORS, END = "\ue000locators:", "\ue001"
_LOCATORS = re.compile(f"{LOCATORS}([^\ue000\ue001]+){END}")
CITED = "\ue000cited:"
_CITED = re.compile(f"{CITED}([^\ue000\ue001]+){END}")


@dataclass(frozen=True, slots=True)
class FillSheet:
    """Fills folios and index locators into a sheet."""

    notes: Mapping[str, str]
    """Of index marks that stand in notes, the numbers of these."""
    ranges: RangeStyle = "short"
    titles: Mapping[str, str] = field(default_factory=dict)
    """What stands at each id, for links to it."""

    def __call__(self, sheet: Sheet, folios: Mapping[str, str]) -> str:
        """Make the final HTML of a sheet from the folios known so far."""

        def locators(match: re.Match[str]) -> str:
            made = make_locators(match[1], folios, self.notes, self.ranges)
            return "".join(f', <a href="#{item.target}">{_shown(item)}</a>' for item in made) or f", {UNKNOWN}"

        def pages(match: re.Match[str]) -> str:
            return ", ".join(map(self._link, cited_pages(match[1], folios).values())) or UNKNOWN

        return fill(_CITED.sub(pages, _LOCATORS.sub(locators, sheet.html)), folios)

    def _link(self, place: str) -> str:
        return f'<a href="#{place}" title="{escape(self.titles.get(place, ""))}">{token(place)}</a>'


def _shown(locator: Locator) -> str:
    return f"<b>{locator.text}</b>" if locator.principal else locator.text


def make_fill(book: Book, config: Config, targets: Targets) -> FillSheet:
    """What fills in the sheets of a book; `targets` says what stands at each id."""
    return FillSheet(notes_with_marks(book), config.index.ranges_in(config.language), targets)


def notes_with_marks(book: Book) -> dict[str, str]:
    """Index marks that stand in notes, with the numbers of the notes."""
    return {
        mark.get("id", ""): note.get("data-number", "")
        for section in book.sections
        for note in section.root.iter("aside")
        for mark in of_class(note, "index")
    }


def make_html(
    section: Section, book: str, labels: Labels, targets: Targets, size: float
) -> tuple[str, dict[str, bytes]]:
    """The HTML of a section's sheet, and the images that are drawn for it (formulas), by name.

    `book`: its title; `targets`: what stands at each id, in words; `size`: of the text, in points. Whatever else this should
    come to depend on belongs to what its result is kept by (`editions.kept_sheets`).
    """
    root = copy.deepcopy(section.root)
    _number_lists(root)
    _move_notes(root)
    _widen_drawings(root)
    images = draw_formulas(root, size)
    describe_links(root, targets, labels)
    _fill_folios(root, labels)
    _keep_ranges_whole(root)
    _keep_terms_whole(root)
    _break_originals(root)
    _set_running_heads(root, section, book)
    return etree.tostring(root, encoding="unicode", method="html"), images


def _number_lists(root: Element) -> None:
    """Say in CSS how a list is numbered: the engine reads neither `type` nor `start`."""
    for listed in root.iter("ol"):
        if listed.get("type") or listed.get("start"):
            before = int(listed.get("start", "1")) - 1
            style = _LIST_STYLES[listed.get("type", "")]
            listed.set("style", f"counter-reset: list-item {before}; list-style-type: {style}")


def _move_notes(root: Element) -> None:
    """Put each note in the place of its call, as inline markup: a paragraph may not hold blocks."""
    notes = root.find("section[@class='notes']")
    if notes is None:
        return
    root.remove(notes)
    bodies = {note.get("id", ""): note for note in notes.iter("aside")}
    for call in list(of_class(root, "noteref")):
        note = bodies[call.get("href", "").removeprefix("#")]
        tail, call.tail = call.tail, None
        _join(call)
        footnote = _inline(note, call)
        footnote.tail = tail
        anchor = make("span", id=call.get("id", ""), class_="call")
        parent = call.getparent()
        assert parent is not None  # noqa: S101  # the call came from iterating below the root
        parent.replace(call, anchor)
        anchor.addnext(footnote)
        anchor.tail = None


def _join(call: Element) -> None:
    """Set a word joiner before a call."""
    previous, parent = call.getprevious(), call.getparent()
    if previous is not None:
        text = (previous.tail or "").rstrip()
        apart = THIN_SPACE if not text and has_class(previous, "footnote") else ""
        previous.tail = f"{text}{apart}{WORD_JOINER}"
    elif parent is not None:
        parent.text = (parent.text or "").rstrip() + WORD_JOINER


def _inline(note: Element, call: Element) -> Element:
    """A note as `<span class="footnote">`, its blocks as spans of a class that the style sheet makes blocks again."""
    footnote = make("span", class_="footnote", id=note.get("id", ""))
    for name in ("data-number", "data-n"):
        footnote.set(name, note.get(name, ""))
    footnote.set("data-call", call.get("id", ""))
    take_content(footnote, copy.deepcopy(note))
    for element in list(footnote.iter(*_BLOCKS)):
        element.set("class", " ".join(filter(None, (element.get("class"), "as", f"as-{element.tag!s}"))))
        element.tag = "span"
    listings = list(of_class(footnote, "as-pre"))
    for listing in listings:
        listing.set("style", "white-space: pre-wrap")
    code = {part for listing in listings for part in listing.iterdescendants()}
    for element in footnote.iter(etree.Element):
        if element not in code:
            _fold_space(element)
    return footnote


def _fold_space(element: Element) -> None:
    """A line break in a note's source would be one on the page; white space between its blocks would be a line."""
    element.text = re.sub(r"[ \t\r\n]+", " ", element.text or "") or None
    if not has_class(element, "footnote"):
        element.tail = re.sub(r"[ \t\r\n]+", " ", element.tail or "") or None
    holds_blocks = has_class(element, "footnote") or has_class(element, "as-li") or has_class(element, "as-blockquote")
    if holds_blocks and len(element) and not (element.text or "").strip():
        element.text = None
    if has_class(element, "as") and not (element.tail or "").strip():
        element.tail = None


def _widen_drawings(root: Element) -> None:
    """Vector drawings take the width of the text; photographs keep their size."""
    for image in root.iter("img"):
        if image.get("src", "").endswith(".svg"):
            image.set("class", " ".join(filter(None, (image.get("class"), "drawing"))))


def _fill_folios(root: Element, labels: Labels) -> None:
    for reference in of_class(root, "pageref"):
        reference.text = labels.word("page", folio=token(reference.get("data-page-of", "")))
    for locators in of_class(root, "locators"):
        locators.text = f"{LOCATORS}{locators.get('data-page-of')}{END}"
    for place in of_class(root, CITED_ON):
        place.text = " " + labels.word("cited-on", pages=f"{CITED}{place.get('data-page-of')}{END}")
    for folio in of_class(root, "folio"):
        folio.text = token(folio.get("data-page-of", ""))


def _keep_ranges_whole(root: Element) -> None:
    """Forbid a line to end within a range of numbers (35–46): a word joiner after the dash."""
    for element in root.iter(etree.Element):
        element.text = _RANGE.sub(f"–{WORD_JOINER}", element.text) if element.text else None
        element.tail = _RANGE.sub(f"–{WORD_JOINER}", element.tail) if element.tail else None


def _keep_terms_whole(root: Element) -> None:
    """Forbid a line to end within a short run of East Asian writing, which is a name or a term (`.whole` in the style sheet)."""
    for run in root.iter("span"):
        is_east_asian = run.get("lang", "").split("-")[0] in EAST_ASIAN
        if is_east_asian and not len(run) and len(run.text or "") <= _LONGEST_TERM:
            run.set("class", " ".join([*classes(run), "whole"]))


def _break_originals(root: Element) -> None:
    """Set an empty span before the number of an original page, for the stroke of numbers that stand in the margin."""
    for mark in of_class(root, "source-page"):
        mark.addprevious(make("span", class_="source-break"))


def _set_running_heads(root: Element, section: Section, book: str) -> None:
    """What the style sheet sets as running heads and outline entries."""
    root.set("data-book", book)
    root.set("data-head", section.short_title)
    root.set("data-outline", f"{section.number} {section.title}" if section.kind is Kind.CHAPTER else section.title)
    root.set("class", f"{section.kind} {section.matter}-matter outline-{section.level}")
