"""Fifth step: what entries inherit from others by `crossref` and `xdata` (BibLaTeX manual, 2.4.1 and appendix B).

Cycles are found and cut before anything is inherited: pandoc would follow one until its memory is full.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from coursepack.diagnostics import Diagnostic, error
from coursepack.sources.bibliography.model import Entry
from coursepack.sources.bibliography.names import is_corporate
from coursepack.sources.bibliography.vocabulary import LANGUAGES
from coursepack.sources.bibliography.wordlist import words

CYCLE = error("B013", "Entries inherit from each other in a circle")
NO_PARENT = error("B014", "An entry refers to one that is not there")

_NEVER = words(
    """
    crossref xref xdata ids entryset entrysubtype execute label options presort related relatedoptions
    relatedstring relatedtype shortauthor shorteditor shorttitle shorthand sortkey sortname sorttitle sortyear
    indextitle indexsorttitle nameaddon keywords note annotation annote abstract
    """
)
"""Fields that concern the parent alone. `nameaddon`, notes and keywords do too, though Biber passes them on."""

_IN_PARENT = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
_IN_SERIES = {"title": "maintitle", "subtitle": "mainsubtitle", "titleaddon": "maintitleaddon"}
_HOST_TITLES = frozenset({*_IN_PARENT.values(), *_IN_SERIES.values()})
_PARTS = words(
    """
    inbook bookinbook suppbook incollection suppcollection inreference inproceedings conference
    """
)
_SERIES = words("mvbook mvcollection mvreference mvproceedings")
_REFERENCES = ("crossref", "xdata", "xref", "entryset")
_PARENTS = frozenset({"crossref", "xdata"})
_REFERRING = frozenset(_REFERENCES)
_DATES = words("date year month day")


def inherit(entries: Mapping[str, Entry]) -> tuple[dict[str, Entry], list[Diagnostic]]:
    """Return the same entries, in the same order, with what they inherit; their own fields come first and win."""
    folded = {key.casefold(): key for key in reversed(list(entries))}
    found: list[Diagnostic] = []
    parents: dict[str, list[tuple[str, str]]] = {}
    for key, entry in entries.items():
        parents[key] = []
        for name, wanted in _references(entry):
            parent = wanted if wanted in entries else folded.get(wanted.casefold())
            if parent is None:
                message = f"‘{key}’ refers by {name} to ‘{wanted}’, which is not in the bibliography"
                found.append(NO_PARENT.at(entry.at(name), message, "Correct the key, or add the missing entry."))
            elif name in _PARENTS:
                parents[key].append((name, parent))
    if not any(parents.values()):
        return dict(entries), found
    order, cycles = _parents_first(parents)
    found.extend(CYCLE.at(entries[key].location, message, "Remove one of the references.") for key, message in cycles)
    done: dict[str, Entry] = {}
    for key in order:
        done[key] = _inherited(entries[key], [(name, done[parent]) for name, parent in parents[key]])
    return {key: done[key] for key in entries}, found


def _references(entry: Entry) -> Iterator[tuple[str, str]]:
    for name in _REFERENCES if not _REFERRING.isdisjoint(entry.fields) else ():
        for wanted in entry.fields.get(name, "").split(","):
            if wanted.strip():
                yield name, wanted.strip()


def _parents_first(parents: dict[str, list[tuple[str, str]]]) -> tuple[list[str], list[tuple[str, str]]]:
    """Every key after its parents, without recursion; a reference that would close a circle is cut from `parents`."""
    order: list[str] = []
    cycles: list[tuple[str, str]] = []
    state: dict[str, int] = {}  # 1 on the path, 2 done
    for root in parents:
        path = [] if root in state else [root]
        while path:
            key = path[-1]
            state.setdefault(key, 1)
            kept = []
            for name, parent in parents[key]:
                if state.get(parent) == 1:
                    circle = [*path[path.index(parent) :], parent]
                    cycles.append((key, f"‘{key}’ inherits from itself: {' → '.join(circle)}"))
                else:
                    kept.append((name, parent))
            parents[key] = kept
            waiting = next((parent for _, parent in kept if parent not in state), None)
            if waiting is not None:
                path.append(waiting)
                continue
            order.append(key)
            state[key] = 2
            path.pop()
    return order, cycles


def _inherited(entry: Entry, parents: list[tuple[str, Entry]]) -> Entry:
    if not parents:
        return entry
    fields = dict(entry.fields)
    dated = not _DATES.isdisjoint(fields)
    host: dict[str, str] = dict(entry.host_date)
    for name, parent in parents:
        for field, value in parent.fields.items():
            annotated, _, rest = field.partition("+")
            if rest and annotated in entry.fields:
                continue  # says something about the parent's names, not about these
            if field in _DATES and dated:
                host.setdefault(field, value)
                continue
            for target in _targets(entry.type, parent.type, field) if name == "crossref" else (field,):
                fields.setdefault(target, _keep_case(value, parent) if target in _HOST_TITLES else value)
    return replace(entry, fields=fields, host_date=host, inherited=frozenset(fields) - frozenset(entry.fields))


def _keep_case(title: str, parent: Entry) -> str:
    """Keep the capitals of a title in another language than English in an English entry too."""
    language = parent.fields.get("langid") or parent.fields.get("language", "")
    foreign = language and LANGUAGES.get(language.lower(), language).partition("-")[0] != "en"
    return f"{{{title}}}" if foreign and not is_corporate(title) else title


def _targets(child: str, parent: str, field: str) -> tuple[str, ...]:
    """Name a parent's field as the child does: the title of a book is the book title of a part of it."""
    if field in _NEVER:
        return ()
    if parent in _SERIES:
        return (_IN_SERIES.get(field, field),)
    if child in _PARTS:
        if field == "author" and parent == "book":
            return ("author", "bookauthor")
        return (_IN_PARENT.get(field, field),)
    if parent == "periodical":
        return ({"title": "journaltitle", "subtitle": "journalsubtitle"}.get(field, field),)
    return () if field in _IN_PARENT else (field,)
