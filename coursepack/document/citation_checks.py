"""What is wrong or odd in the use of citations, before and after the style has spoken: locators, uncited works, first notes.

Each rule is one of the numbered checks that docs/citations.md lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

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
SHORT_FIRST = error("K023", "A first citation is short, or a later one full, against the setting")
EMPTY = error("K024", "A citation or an entry of the bibliography is empty")
NO_TERM = warning("K025", "A locator is of a kind that citeproc does not know")

_OF_STYLE = "This is a fault of the style or of coursepack: choose another style, or report it."

MOST_LOCATORS = 200
"""So many locators are reported of a chapter; the others, when these have been seen to."""
_FAR = 300
"""Characters from a key to the end of its locator, at most; further off, a place is not looked for."""
MANY = 20
"""So many works that are never cited are named one by one."""

_PAGES = re.compile(r"^,?\s*(?:pp?\.\s*)?(\d{1,9})(?:[–-]+(\d{1,9}))?\s*(?:$|[,;.])")
_RANGE = re.compile(r"^(\d{1,9})[–-]+(\d{1,9})$")
_YEAR = re.compile(r"\d{4}")
_SHORTENED = frozenset({"book", "article-journal", "chapter"})
"""Types of which every style that shortens at all has a short form."""
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
    return [
        *_uncited(uncited),
        *(fault for chapter in chapters for fault in islice(_locators(chapter, items), MOST_LOCATORS)),
    ]


def check_list(chapters: Sequence[Chapter], style: Style, named_at: Location, *, in_chapters: bool) -> list[Diagnostic]:
    """A style that cites by author and date, or by number, needs the list that its citations point to."""
    cites = any(chapter.cites for chapter in chapters)
    listed = in_chapters or any(
        node["t"] == "Div" and Kind.BIBLIOGRAPHY in node["c"][0][1]
        for chapter in chapters
        if Kind.BIBLIOGRAPHY in chapter.tree.classes
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
            pages = _RANGE.match(str(items.get(key, {}).get("page", "")))
            cited = _PAGES.match(locator)
            if pages and cited and not _within(cited, pages):
                message = f"‘{key}’ has the pages {pages[0]}, but {locator.strip(', ')} is cited"
                hint = "Correct the page, or write {…} around it if it is no page of this work."
                yield OUTSIDE.at(_place_of_locator(chapter, key, locator), message, hint)
            worded = _WORDED.match(locator)
            if worded and "{" not in locator and worded[1] not in _TERMS:
                hint = "It is printed as typed, in every style. Put braces around it to say that this is meant."
                message = f"‘{worded[1]}’ in the locator of ‘{key}’ is no kind of locator"
                yield NO_TERM.at(_place_of_locator(chapter, key, locator), message, hint)


def _place_of_locator(chapter: Chapter, key: str, locator: str) -> Location:
    """Where a work is cited with the digits of this locator, as they were typed."""
    digits = r"\D*".join(re.findall(r"\d+", locator))
    return chapter.place(rf"@\{{?({re.escape(key)})(?!\w)[^\]]{{0,{_FAR}}}{digits}")


def _within(cited: re.Match[str], pages: re.Match[str]) -> bool:
    first, last = int(pages[1]), int(_full(pages[1], pages[2]))
    start = int(cited[1])
    end = int(_full(cited[1], cited[2])) if cited[2] else start
    return first <= start <= last and first <= end <= last


def _full(start: str, end: str) -> str:
    """The end of a range in all its digits: 599–603, 599–3."""
    return start[: len(start) - len(end)] + end if len(end) < len(start) else end


def check_resolved(
    chapters: Sequence[Chapter], resolved: Resolved, style: Style, items: Mapping[str, CslItem], *, by_chapter: bool
) -> list[Diagnostic]:
    """Checks after the style: nothing empty, no “Ibid.” before anything, first citations in full where they are due.

    Where works are cited in full once in the book, “Ibid.” may refer to the chapter before.
    """
    found = [
        EMPTY.at(Location("bibliography"), f"the entry of ‘{key}’ is empty", "Complete the work in the bibliography.")
        for key, blocks in resolved.entries
        if not text_of(blocks).strip()
    ]
    renderings = iter(resolved.citations)
    forms = _Forms(items, 'position="subsequent"' in style.xml and "near-note" not in style.xml)
    seen: set[str] = set()
    for chapter in chapters:
        seen = set() if by_chapter else seen
        for number, cite in enumerate(chapter.cites):
            text = _said(next(renderings))
            found += _empty(chapter, cite, text)
            if style.notes:
                if number == 0 and not seen and _IBID.match(text):
                    place = _place(chapter, _keys(cite)[0])
                    found.append(IBID_FIRST.at(place, "the first citation of the chapter is “Ibid.”", _OF_STYLE))
                found += forms.check(chapter, cite, text, seen)
    return found


def _said(inlines: Inlines) -> str:
    notes = [node for node in walk(inlines) if node["t"] == "Note"]
    return text_of(inlines) + "".join(text_of(note["c"]) for note in notes)


def _empty(chapter: Chapter, cite: Node, text: str) -> Iterator[Diagnostic]:
    unknown = next((key for key in _keys(cite) if re.search(rf"(?<!\w){re.escape(key)}\?", text)), "")
    if unknown or not any(char.isalnum() for char in text):
        key = unknown or _keys(cite)[0]
        message = f"nothing is printed for the citation of ‘{key}’"
        yield EMPTY.at(_place(chapter, key), message, "Complete the work in the bibliography.")


def check_left(chapters: Sequence[Chapter], keys: Sequence[str], style: str) -> list[Diagnostic]:
    """Report every citation of these works that leaves out the author, of a style that prints nothing else."""
    hint = "Take the minus sign away, or name the page: [-@{}, 12]."
    return [
        EMPTY.at(place, f"of ‘{key}’, {style} prints the author alone, whom this citation leaves out", hint.format(key))
        for chapter in chapters
        for key in keys
        if any(_leaves_out_author(cite, key) for cite in chapter.cites)
        for place in chapter.places(rf"-@\{{?({re.escape(key)})\}}?(?![\w,])")
    ]


def _leaves_out_author(cite: Node, key: str) -> bool:
    modes = [one["citationMode"]["t"] for one in cite["c"][0] if one["citationId"] == key]
    return "SuppressAuthor" in modes


@dataclass(slots=True)
class _Forms:
    """What first citations look like: key → the letters of the first citation in the book that says nothing but the work."""

    items: Mapping[str, CslItem]
    shortens: bool
    full: dict[str, str] = field(default_factory=dict)

    def check(self, chapter: Chapter, cite: Node, text: str, seen: set[str]) -> Iterator[Diagnostic]:
        """Compare a citation of one work, without locator or prefix, with the work's first."""
        key = _keys(cite)[0]
        if _is_bare(cite):
            said = _letters(text)
            first = self.full.get(key, "")
            if key not in seen and len(said) < len(first):
                message = f"the first citation of ‘{key}’ here is short: “{text[:60]}”"
                yield SHORT_FIRST.at(_place(chapter, key), message, _OF_STYLE)
            if key in seen and first and first in said and self._is_shortened(key, first):
                message = f"a later citation of ‘{key}’ is in full: “{text[:60]}”"
                yield SHORT_FIRST.at(_place(chapter, key), message, _OF_STYLE)
            if key not in seen:
                self.full.setdefault(key, said)
        seen.update(_keys(cite))

    def _is_shortened(self, key: str, first: str) -> bool:
        """Whether the style has a shorter form for a work like this: one that names more than author and title."""
        kind = self.items.get(key, {}).get("type")
        return self.shortens and kind in _SHORTENED and _YEAR.search(first) is not None


def _is_bare(cite: Node) -> bool:
    one = cite["c"][0][0]
    alone = len(cite["c"][0]) == 1 and one["citationMode"]["t"] == "NormalCitation"
    return alone and not one["citationSuffix"] and not one["citationPrefix"]


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _place(chapter: Chapter, key: str) -> Location:
    return chapter.place(rf"@\{{?({re.escape(key)})(?!\w)")
