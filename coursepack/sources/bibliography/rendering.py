"""A CSL item as citeproc should see it, so that Chicago and other styles print what the manuals ask for.

The exported item keeps real family and given names and the work's own type; this view of it is only for citeproc.
"""

from __future__ import annotations

import re
from typing import Any

from coursepack.sources.bibliography.model import CslItem
from coursepack.sources.bibliography.names import has_cjk

FAMILY_FIRST_MARK = "\u2060"
"""A word joiner before the given name of a family-first name; takes no room and may stay in the text."""

_NAMES = (
    "author", "editor", "translator", "container-author", "contributor", "compiler", "director", "producer", "host",
    "guest", "organizer", "illustrator", "curator", "original-author",
)  # fmt: skip
_NOT_PRINTED = frozenset({"custom", "keyword", "abstract"})
_TURNED = re.compile(rf",\s+{FAMILY_FIRST_MARK}")
_SENTENCE_START = re.compile(r"^[A-Z](?=[a-z]+(?: [a-z]|$))")
_LEFT_OUT = frozenset({"document", "manuscript", "paper-conference", "speech", "interview", "personal_communication"})
"""Types that Chicago's style leaves out of the bibliography, unless an item has one of the following."""
_RETRIEVABLE = frozenset(
    {"archive", "archive-place", "container-title", "DOI", "number", "publisher", "references", "URL"}
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_ITALIC_TITLES = frozenset({"book", "classic", "graphic", "map"})


def for_rendering(item: CslItem, language: str = "en-GB") -> CslItem:
    """Make the view of an item for a book in `language`; pass citeproc's output through `join_family_first`."""
    view = {name: value for name, value in item.items() if name not in _NOT_PRINTED}
    for role in _NAMES:
        if role in view:
            view[role] = [_unturnable(name) for name in view[role]]
    if "genre" in view:
        view["genre"] = _SENTENCE_START.sub(lambda word: word[0].lower(), view["genre"], count=1)
    _add_original_script(view, item.get("custom", {}))
    if view["type"] == "broadcast":
        _settle_broadcast(view)
    if has_cjk(view.get("original-title", "")):
        view["original-title"] = f"<i>{view['original-title']}</i>"  # italics within italics: roman
    if view["type"] in _LEFT_OUT and not _RETRIEVABLE & view.keys():
        view["type"] = "article" if "genre" in view else "webpage"  # an article without a genre prints “preprint”
    if "accessed" in view and not {"URL", "DOI", "issued", "medium"} & view.keys() and language.startswith("en"):
        view["medium"] = _accessed(view["accessed"], language)
    return view


def join_family_first(text: str) -> str:
    """Take out the comma that a bibliography puts into a family-first name: “Mao, Zedong” becomes “Mao Zedong”."""
    return _TURNED.sub(" ", text).replace(FAMILY_FIRST_MARK, "")


def _unturnable(name: dict[str, Any]) -> dict[str, Any]:
    """Given name as a suffix: a suffix follows the family name in notes and falls away in short forms.

    citeproc does not heed `static-ordering`; in a bibliography it sets a comma before the suffix, hence the mark.
    """
    if not name.get("static-ordering") or "given" not in name:
        return name
    if has_cjk(name["family"]):
        return {"family": name["family"], "given": name["given"]}  # citeproc knows this order by the characters
    return {"family": name["family"], "suffix": FAMILY_FIRST_MARK + name["given"]}


def _add_original_script(view: CslItem, custom: dict[str, str]) -> None:
    """Put the title in its own characters, and its translation in brackets, in roman type after a romanised title."""
    addon = custom.get("titleaddon", "")
    if not has_cjk(addon) or "title" not in view:
        return
    characters, _, translation = addon.partition(";")
    words = characters.strip() + (f" [{translation.strip()}]" if translation.strip() else "")
    view.setdefault("title-short", view["title"])
    roman = f"<i>{words}</i>" if view["type"] in _ITALIC_TITLES else words
    view["title"] = f'{view["title"]} <span class="nocase">{roman}</span>'


def _settle_broadcast(view: CslItem) -> None:
    """Settle a recording that is neither dated nor on the web: Chicago's style would print “n.d., on”."""
    if not {"issued", "URL", "DOI", "publisher"} & view.keys():
        view["type"] = "webpage"
        if "container-title" in view:
            view["container-title"] = f"<i>{view['container-title']}</i>"
    if "note" in view:
        note = str(view.pop("note"))
        view["medium"] = note[:1].lower() + note[1:]


def _accessed(date: dict[str, Any], language: str) -> str:
    """Say when an undated page was seen: styles print it only beside a URL, here it stands where the medium does."""
    parts = date.get("date-parts", [[]])[0]
    month = _MONTHS[parts[1] - 1] if len(parts) > 1 else ""
    day = str(parts[2]) if len(parts) > 2 else ""
    if language == "en-US" and day:
        return f"accessed {month} {day}, {parts[0]}"
    return " ".join(part for part in ("accessed", day, month, str(parts[0]) if parts else "") if part)
