"""A CSL item as citeproc should see it, so that Chicago and other styles print what the manuals ask for.

The exported item keeps real family and given names and the work's own type; this view of it is only for citeproc.
"""

from __future__ import annotations

import re
from typing import Any

from coursepack.sources.bibliography.chicago import shape_for_chicago
from coursepack.sources.bibliography.date_words import date_in_words
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
_LOWER_FAMILY = re.compile(r"[a-zà-öø-ÿ][\w'’]* ")
_SENTENCE_START = re.compile(r"^[A-Z](?=[a-z]+(?: [a-z]|$))")
_ITALIC_TITLES = frozenset({"book", "classic", "graphic", "map"})


def for_rendering(item: CslItem, language: str = "en-GB", *, chicago: bool = True) -> CslItem:
    """Make the view of an item for a book in `language`; pass citeproc's output through `join_family_first`.

    `chicago`: the style is one of *The Chicago Manual of Style*'s.
    """
    view = {name: value for name, value in item.items() if name not in _NOT_PRINTED}
    for role in _NAMES:
        if role in view:
            view[role] = [_unturnable(name) for name in view[role]]
    if "genre" in view:
        view["genre"] = _SENTENCE_START.sub(lambda word: word[0].lower(), view["genre"], count=1)
    _add_original_script(view, item.get("custom", {}))
    if has_cjk(view.get("original-title", "")):
        view["original-title"] = f"<i>{view['original-title']}</i>"  # italics within italics: roman
    seen = date_in_words(view.get("accessed", {}), language)
    if seen and not {"URL", "DOI", "issued", "medium"} & view.keys():
        view["medium"] = f"accessed {seen}"  # styles print the day only beside an address
    if chicago:
        shape_for_chicago(view, language)
    return view


def join_family_first(text: str) -> str:
    """Take out the comma that a bibliography puts into a family-first name: “Mao, Zedong” becomes “Mao Zedong”."""
    return _TURNED.sub(" ", text).replace(FAMILY_FIRST_MARK, "")


def _unturnable(name: dict[str, Any]) -> dict[str, Any]:
    """Given name as a suffix: a suffix follows the family name in notes and falls away in short forms.

    citeproc does not heed `static-ordering`; in a bibliography it sets a comma before the suffix, hence the mark.
    """
    if _LOWER_FAMILY.match(name.get("family", "")):
        return {**name, "family": f'"{name["family"]}"'}  # citeproc would make a particle of its small words
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
