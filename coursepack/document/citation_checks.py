"""What is wrong or odd in the use of citations, before and after the style has spoken: locators, uncited works, first notes.

Each rule is one of the numbered checks that docs/citations.md lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from coursepack.anatomy import Kind
from coursepack.diagnostics import Diagnostic, Location, error, warning
from coursepack.document.ast import Inlines, Node, text_of, walk
from coursepack.document.chapters import Chapter
from coursepack.document.citations import CslItem, Resolved
from coursepack.document.styles import Style

NO_LIST = error("K014", "The style needs a bibliography, and the book has none")
UNCITED = warning("K020", "A work of the bibliography is never cited")
OUTSIDE = warning("K021", "A cited page lies outside the pages of the work")
IBID_FIRST = error("K022", "A chapter's first note is “Ibid.”")
SHORT_FIRST = warning("K023", "A first citation is short, or a later one full, against the setting")
EMPTY = error("K024", "A citation or an entry of the bibliography is empty")
NO_TERM = warning("K025", "A locator is of a kind that citeproc does not know")

MANY = 20
"""So many works that are never cited are named one by one."""

_PAGES = re.compile(r"^,?\s*(?:pp?\.\s*)?(\d+)(?:[–-]+(\d+))?\s*(?:$|[,;.])")
_RANGE = re.compile(r"^(\d+)[–-]+(\d+)$")
_IBID = re.compile(r"^\W*ibid", re.IGNORECASE)
_WORDED = re.compile(r"^,\s*\{?([a-z]+)\.?\s+\d")
_TERMS = frozenset(
    "p pp page pages ch chap chaps chapter chapters vol vols volume volumes sec secs section sections para paras par "
    "paragraph paragraphs fig figs figure figures n nn note notes l ll line lines v vv verse verses bk bks book books "
    "col cols column columns fol fols folio folios no nos issue issues op opp opus pt pts part parts sv svv timestamp "
    "preface see at".split()
)


def check_use(
    chapters: Sequence[Chapter], items: Mapping[str, CslItem], entries: Mapping[str, Location]
) -> list[Diagnostic]:
    """Checks before the style: works that nothing cites (`entries`: key → place), and locators that cannot be meant."""
    cited = {key for chapter in chapters for cite in chapter.cites for key in _keys(cite)}
    cited |= {key for chapter in chapters for key in chapter.nocite}
    uncited = {key: place for key, place in entries.items() if key not in cited}
    return [*_uncited(uncited), *(fault for chapter in chapters for fault in _locators(chapter, items))]


def check_list(chapters: Sequence[Chapter], style: Style, named_at: Location, *, in_chapters: bool) -> list[Diagnostic]:
    """A style that cites by author and date, or by number, needs the list that its citations point to."""
    cites = any(chapter.cites for chapter in chapters)
    listed = in_chapters or any(
        node["t"] == "Div" and Kind.BIBLIOGRAPHY in node["c"][0][1]
        for chapter in chapters
        for node in walk(chapter.blocks)
    )
    if style.notes or listed or not cites:
        return []
    hint = 'add "bibliography" to back, under [contents]'
    return [NO_LIST.at(named_at, f"{style.id} does not name works in notes, and the book lists them nowhere", hint)]


def _uncited(entries: Mapping[str, Location]) -> list[Diagnostic]:
    """One warning a work; a file that serves many books, and has many works that this one does not cite, gets one for all."""
    hint = "Cite it, list it under nocite in a chapter, or take it out of the file."
    if len(entries) <= MANY:
        return [UNCITED.at(place, f"‘{key}’ is never cited", hint) for key, place in entries.items()]
    first = Location(next(iter(entries.values())).file)
    return [
        UNCITED.at(
            first, f"{len(entries)} works of the file are never cited", "silence it if the file serves other books"
        )
    ]


def _keys(cite: Node) -> list[str]:
    return [citation["citationId"] for citation in cite["c"][0]]


def _locators(chapter: Chapter, items: Mapping[str, CslItem]) -> Iterator[Diagnostic]:
    for cite in chapter.cites:
        for citation in cite["c"][0]:
            key, locator = citation["citationId"], text_of(citation["citationSuffix"])
            place = chapter.places(rf"@\{{?({re.escape(key)})(?!\w)[^\]]*{_words(locator)}")[0]
            pages = _RANGE.match(str(items.get(key, {}).get("page", "")))
            cited = _PAGES.match(locator)
            if pages and cited and not _within(cited, pages):
                message = f"‘{key}’ has the pages {pages[0]}, but {locator.strip(', ')} is cited"
                yield OUTSIDE.at(
                    place, message, "Correct the page, or write {…} around it if it is no page of this work."
                )
            worded = _WORDED.match(locator)
            if worded and "{" not in locator and worded[1] not in _TERMS:
                hint = "It is printed as typed, in every style. Put braces around it to say that this is meant."
                yield NO_TERM.at(place, f"‘{worded[1]}’ in the locator of ‘{key}’ is no kind of locator", hint)


def _words(locator: str) -> str:
    """A pattern for the digits of a locator as they were typed."""
    digits = re.findall(r"\d+", locator)
    return r"\D*".join(digits) if digits else ""


def _within(cited: re.Match[str], pages: re.Match[str]) -> bool:
    first, last = int(pages[1]), int(_full(pages[1], pages[2]))
    start = int(cited[1])
    end = int(_full(cited[1], cited[2])) if cited[2] else start
    return first <= start <= last and first <= end <= last


def _full(start: str, end: str) -> str:
    """The end of a range in all its digits: 599–603, 599–3."""
    return start[: len(start) - len(end)] + end if len(end) < len(start) else end


def check_resolved(
    chapters: Sequence[Chapter], resolved: Resolved, style: Style, *, by_chapter: bool
) -> list[Diagnostic]:
    """Checks after the style: nothing empty, no “Ibid.” before anything, first citations in full where they are due."""
    found = [
        EMPTY.at(Location("bibliography"), f"the entry of ‘{key}’ is empty", "Complete the work in the bibliography.")
        for key, blocks in resolved.entries
        if not text_of(blocks).strip()
    ]
    renderings = iter(resolved.citations)
    full: dict[str, int] = {}
    for chapter in chapters:
        seen: set[str] = set() if by_chapter else set(full)
        for number, cite in enumerate(chapter.cites):
            text = _said(next(renderings))
            found += _empty(chapter, cite, text)
            if style.notes:
                found += _first(chapter, cite, text, number, seen, full)
    return found


def _said(inlines: Inlines) -> str:
    notes = [node for node in walk(inlines) if node["t"] == "Note"]
    return text_of(inlines) + "".join(text_of(note["c"]) for note in notes)


def _empty(chapter: Chapter, cite: Node, text: str) -> Iterator[Diagnostic]:
    if not any(char.isalnum() for char in text) or re.search(rf"\b{re.escape(_keys(cite)[0])}\?", text):
        key = _keys(cite)[0]
        place = chapter.places(rf"@\{{?({re.escape(key)})(?!\w)")[0]
        yield EMPTY.at(
            place, f"nothing is printed for the citation of ‘{key}’", "Complete the work in the bibliography."
        )


def _first(
    chapter: Chapter, cite: Node, text: str, number: int, seen: set[str], full: dict[str, int]
) -> Iterator[Diagnostic]:
    """Compare the length of a citation of one work, without locator, with that of its first, full form."""
    keys = _keys(cite)
    key, plain = keys[0], len(keys) == 1 and cite["c"][0][0]["citationMode"]["t"] == "NormalCitation"
    place = chapter.places(rf"@\{{?({re.escape(key)})(?!\w)")[0]
    hint = "This is a fault of the style or of coursepack: choose another style, or report it."
    if number == 0 and _IBID.match(text):
        yield IBID_FIRST.at(place, "the first citation of the chapter is “Ibid.”", hint)
    bare = plain and not cite["c"][0][0]["citationSuffix"] and not cite["c"][0][0]["citationPrefix"]
    length = sum(char.isalnum() for char in text)
    if bare and key not in seen and key in full and length < full[key]:
        yield SHORT_FIRST.at(place, f"the first citation of ‘{key}’ here is short: “{text[:60]}”", hint)
    if bare and key in seen and key in full and length > full[key]:
        yield SHORT_FIRST.at(place, f"a later citation of ‘{key}’ is longer than its first: “{text[:60]}”", hint)
    if bare and key not in seen:
        full.setdefault(key, length)
    seen.update(keys)
