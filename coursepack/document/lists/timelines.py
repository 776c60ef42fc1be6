"""A timeline in a chapter: the events that its div asks for → a figure with caption, drawing and the entries as words."""

from __future__ import annotations

from collections.abc import Sequence

from coursepack.anatomy import Image
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.ast import Blocks, Node, attributes, paragraph, typed
from coursepack.document.lists.shelf import Entry
from coursepack.document.timeline import Span, draw, mark_of, span_of
from coursepack.labels import Labels
from coursepack.sources.chronology import Choice
from coursepack.sources.edtf_date import parse_date
from coursepack.sources.edtf_words import words

TOO_HIGH = error("D016", "a timeline is higher than a page")


def write_timeline(
    node: Node, entries: Sequence[Entry], choice: Choice, labels: Labels, room: tuple[float, float], path: str
) -> tuple[Blocks, Image, str]:
    """The figure of a timeline on `room` points (width, height): its block, its drawing by `path`, and, in words, how much
    it is too high. The div's own words are the caption.
    """
    start, end = (parse_date(text) if text else None for text in (choice.start, choice.end))
    span = span_of([entry.event.when for entry in entries], start, end)
    marks = [mark_of(entry.short, entry.event.when, span) for entry in entries]
    first, last = _ends(span, labels)
    caption = node["c"][1] or [paragraph(typed(labels.word("timeline", first=first, last=last)))]
    svg, planned = draw(marks, span, room[0], labels, labels.word("timeline", first=first, last=last))
    identifier, _, pairs = attributes(node)
    said = pairs.get("alt") or labels.word("timeline-alt", first=first, last=last, events=_in_words(entries, labels))
    picture = {"t": "Image", "c": [["", [], []], typed(said), [path, ""]]}
    figure = {"t": "Figure", "c": [[identifier, [], []], [None, caption], [{"t": "Plain", "c": [picture]}]]}
    image = Image(path, "image/svg+xml", svg, round(planned.width), round(planned.height))
    surplus = f"{planned.height / room[1] - 1:.0%}" if planned.height > room[1] else ""
    return [figure], image, surplus


def too_high(here: Location, count: int, surplus: str) -> Diagnostic:
    """Report a timeline that has no room on a page."""
    message = f"the timeline of {count} events is {surplus} higher than a page has room for"
    return TOO_HIGH.at(here, message, "give events shorter names (short: …), or choose fewer with from, to or tag")


def _ends(span: Span, labels: Labels) -> tuple[str, str]:
    """The first and the last year."""
    years = (int(span.begin // 1), int(-(-span.end // 1)) - 1)
    return tuple(str(year) if year > 0 else labels.word("bce", year=str(1 - year)) for year in years)  # type: ignore[return-value]


def _in_words(entries: Sequence[Entry], labels: Labels) -> str:
    """The text alternative: every event with its date, in order of time."""
    return "; ".join(f"{words(entry.event.when, labels)}, {entry.short}" for entry in entries)
