"""References inside the book, by id: every target exists once, and a link without words gets the name of its target."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.chapters import Chapter
from coursepack.document.markup import Element, classes, has_class, make, text_of, unwrap
from coursepack.labels import Labels

PAGE_WITH_WORDS = error("X006", "a page reference has words of its own")
UNKNOWN_ID = error("X001", "a reference to an id that the book does not have")
DOUBLE_ID = error("X002", "an id is given twice")
UNSAFE_ID = error("X003", "an id has characters that an e-book does not allow")
NO_NAME = error("X004", "a reference without words to something that has no number")
DEAD_LINK = error("X005", "a link that leads nowhere for a reader")

_SCHEMES = ("https", "http", "mailto", "tel", "doi")

_BLOCKS = frozenset({"p", "dd", "blockquote"})
"""What begins with a capital letter when it begins with a reference; items of lists and cells of tables need not."""

_NCNAME = re.compile(r"[A-Za-z_][\w.-]*")

Trees = list[tuple[Chapter | None, Element]]
"""Every section's tree with the chapter that it came from; designed pages come from none."""


def check_ids(trees: Trees) -> list[Diagnostic]:
    """Report ids that are given twice or that are not names (XML 1.0, NCName)."""
    found: list[Diagnostic] = []
    first: dict[str, Chapter | None] = {}
    for chapter, root in trees:
        for element in root.iter(etree.Element):
            name = element.get("id")
            if name is None:
                continue
            if not _NCNAME.fullmatch(name):
                found.append(UNSAFE_ID.at(_place(chapter, name), f"the id ‘{name}’", "use letters, digits and hyphens"))
            if name in first:
                other = _place(first[name], name)
                message = f"the id ‘{name}’ is given here and at {other}"
                found.append(DOUBLE_ID.at(_place(chapter, name, -1), message, "rename one of the two"))
            first.setdefault(name, chapter)
    return found


@dataclass(frozen=True, slots=True)
class _Note:
    """A note that a reference can name, by its own id, by one inside it, or by its label."""

    id: str
    number: str
    section: str
    """Id of its section."""


class _Targets:
    """All that references can name, and what they print."""

    def __init__(self, trees: Trees, names: Mapping[str, str], words: Mapping[str, str], labels: Labels) -> None:
        self.ids = {
            element.get("id", "") for _, root in trees for element in root.iter(etree.Element) if element.get("id")
        }
        self._names, self._labels = {**words, **names}, labels
        self._notes: dict[str, _Note] = {}
        self._missed: Counter[tuple[str, str]] = Counter()
        for _, root in trees:
            for aside in root.iter("aside"):
                self._add_note(root.get("id", ""), aside)

    def _add_note(self, section: str, aside: Element) -> None:
        note = _Note(aside.get("id", ""), aside.get("data-number", ""), section)
        inside = [element.get("id", "") for element in aside.iter(etree.Element)]
        label = aside.get("data-label", "")
        for name in filter(None, (*inside, f"{section}^{label}" if label else "")):
            self._notes.setdefault(name, note)

    def note_ids(self, target: str) -> str:
        """The id of the note that a target with a label ("doubters^steel") names; other targets as they are."""
        note = self._notes.get(target) if "^" in target else None
        return note.id if note else target

    def name(self, target: str, section: str) -> str:
        """What a reference in a section prints; empty for what has no number and no title."""
        if target in self._names or target not in self._notes:
            return self._names.get(target, "")
        note = self._notes[target]
        if note.section == section:
            return self._labels.word("note-here", number=note.number)
        return self._labels.word("note-elsewhere", section=self._names.get(note.section, ""), number=note.number)

    def earlier(self, section: str, typed: str) -> int:
        """How many references of a section to the same missing id have been met before this one."""
        self._missed[section, typed] += 1
        return self._missed[section, typed] - 1

    def near(self, target: str) -> str:
        """What to do about a target that there is not."""
        labels = {name.partition("^")[2] for name in self._notes if "^" in name}
        if "^" in target:
            known = f"; labels that references name: {', '.join(sorted(labels))}" if labels else ""
            return f"call a note of that chapter [^{target.partition('^')[2]}]{known}"
        near = difflib.get_close_matches(target, sorted(self.ids), n=3)
        return f"the nearest ids are {', '.join(near)}" if near else "give the target an id, such as {#my-id}"


def resolve_references(
    trees: Trees, names: Mapping[str, str], words: Mapping[str, str], labels: Labels
) -> list[Diagnostic]:
    """Fill in the words of references. `names` says what a reference to an id prints; `words`, what ids without a number
    are called (titles). Notes are named by their numbers, those of other sections with the section.
    """
    targets = _Targets(trees, names, words, labels)
    found: list[Diagnostic] = []
    for chapter, root in trees:
        for link in list(root.iter("a")):
            target = link.get("href", "")
            if target.startswith("#"):
                found += _resolve(chapter, link, root.get("id", ""), targets)
            elif chapter is not None and target.partition(":")[0].lower() not in _SCHEMES and not _is_of_a_work(link):
                hint = "link to an id, [](#my-id), or to an address that begins with https://"
                place = chapter.places(re.escape(f"]({target}"))[0]
                found.append(DEAD_LINK.at(place, f"‘{target}’ is nothing that a reader of the book has", hint))
    return found


def _is_of_a_work(link: Element) -> bool:
    """Whether a citation made a link: to its work's entry, or to an address of the bibliography, which is checked there."""
    return any(has_class(parent, name) for parent in link.iterancestors() for name in ("entry", "citation"))


def _resolve(chapter: Chapter | None, link: Element, section: str, targets: _Targets) -> Iterable[Diagnostic]:
    typed = unquote(link.get("href", "")).removeprefix("#")
    target = targets.note_ids(f"{section}{typed}" if typed.startswith("^") else typed)
    if target not in targets.ids:
        if target.startswith("ref-") and _is_of_a_work(link):
            unwrap(link)  # a book without a bibliography section: the citation stands, without a link
            return []
        place = _place(chapter, typed, targets.earlier(section, typed))
        return [UNKNOWN_ID.at(place, f"there is no id ‘{typed}’", targets.near(target))]
    link.set("href", f"#{target}")
    worded = bool(len(link) or (link.text or "").strip())
    if "page" in classes(link) and worded:
        hint = "write the words outside: the pledge ([](#…){.page})"
        return [
            PAGE_WITH_WORDS.at(_place(chapter, typed), f"the page reference to ‘{typed}’ has words of its own", hint)
        ]
    if "page" in classes(link):
        link.set("class", "pageref")
        link.set("data-page-of", target)
        return []
    if worded:
        return []
    name = targets.name(target, section)
    if not name:
        hint = "write the words of the reference: [as shown above](#…)"
        return [NO_NAME.at(_place(chapter, typed), f"‘{typed}’ has no number to print", hint)]
    link.text = _capitalised(name) if "capital" in classes(link) or _begins_block(link) else name
    link.set("class", "xref")
    return []


def _begins_block(link: Element) -> bool:
    """Whether a reference is the first word of its block (an index mark before it is none)."""
    before, parent = link.getprevious(), link.getparent()
    while before is not None and not text_of(before).strip() and not (before.tail or "").strip():
        before = before.getprevious()
    return before is None and parent is not None and parent.tag in _BLOCKS and not (parent.text or "").strip()


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def _place(chapter: Chapter | None, name: str, at: int = 0) -> Location:
    """Where an author wrote `#name`: the first place, one of those behind it, or (-1) the last."""
    if chapter is None:
        return Location("manuscript/reader.toml")
    places = chapter.places(rf"#{re.escape(name)}(?![\w-])|\bchapter: *{re.escape(name)}\b")
    return places[min(at, len(places) - 1)]


def folio_of(target: str) -> Element:
    """An empty element that every edition fills with the folio of the page on which `target` begins."""
    return make("span", class_="folio", data_page_of=target)
