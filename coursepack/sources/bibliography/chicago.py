"""Shapes that Chicago's styles need of a few kinds of work, to print what *The Chicago Manual of Style* shows.

In: the view of an item that `rendering` makes for every style. Only fields change here, and only for citeproc: no rendered text
is touched, and the exported item keeps its own type and dates. Numbers of paragraphs are those of the manual's 18th edition.
"""

from __future__ import annotations

from typing import Any

from coursepack.sources.bibliography.date_words import date_in_words
from coursepack.sources.bibliography.model import CslItem

_LEFT_OUT = frozenset({"document", "manuscript", "paper-conference", "speech", "interview", "personal_communication"})
"""Types that the style leaves out of the bibliography, unless an item has one of the following."""
_RETRIEVABLE = frozenset(
    {"archive", "archive-place", "container-title", "DOI", "number", "publisher", "references", "URL"}
)


def shape_for_chicago(view: CslItem, language: str) -> None:
    """Change a view in place, for a book in `language`."""
    match view["type"]:
        case "broadcast":
            _settle_broadcast(view)
        case "chapter":
            _date_part(view, language)
        case "report":
            _date_report(view)
        case "speech":
            _date_speech(view)
    if view["type"] in _LEFT_OUT and not _RETRIEVABLE & view.keys():
        view["type"] = "article" if "genre" in view else "webpage"  # an article without a genre prints “preprint”


def _settle_broadcast(view: CslItem) -> None:
    """Settle a recording that is neither dated nor on the web: the style would print “n.d., on”.

    What its note says belongs to what it is, so that a time stamp comes last (14.168).
    """
    dated = bool({"issued", "URL", "DOI", "publisher"} & view.keys())
    if not dated:
        view["type"] = "webpage"
        if "container-title" in view:
            view["container-title"] = f"<i>{view['container-title']}</i>"
    if "note" in view:
        note = str(view.pop("note"))
        note, medium = note[:1].lower() + note[1:], view.pop("medium", "")
        view |= {"medium": note} if dated else {"genre": ", ".join(filter(None, (view.get("genre", medium), note)))}


def _date_part(view: CslItem, language: str) -> None:
    """Put the day of a document before the collection that it is printed in, as in “…, 30 March 1868, in *Letters*” (14.13).

    The style has such a date after the editor. To it a pamphlet with a description is like a chapter in all else.
    """
    words = date_in_words(view.get("event-date", {}), language)
    if words and "event-title" not in view:
        del view["event-date"]
        view["genre"] = ", ".join(part for part in (view.get("genre"), words) if part)
        view["type"] = "pamphlet"


def _date_report(view: CslItem) -> None:
    """Keep the day of a report that nobody publishes: “…, special report, April 1959” (executive departments).

    The style prints the year alone. To it a map is like a report in all else.
    """
    if _has_month(view.get("issued", {})) and not {"publisher", "publisher-place", "container-title"} & view.keys():
        view["type"] = "map"


def _date_speech(view: CslItem) -> None:
    """Put the day of a speech before the source that prints it: it is the day of the event, not of the source."""
    if "publisher" in view and "issued" in view and "event-date" not in view:
        view["event-date"] = view.pop("issued")


def _has_month(date: dict[str, Any]) -> bool:
    return any(len(parts) > 1 for parts in date.get("date-parts", []))
