"""Fields that BibLaTeX knows, but not for the type of the entry: no style prints them there.

Source: BibLaTeX manual 3.20, 2.1.1, and its data model (blx-dm.def); more is allowed where coursepack prints more (recordings,
newspapers with their city, papers with what they were written for).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from coursepack.diagnostics import Diagnostic, warning
from coursepack.sources.bibliography.model import Entry
from coursepack.sources.bibliography.vocabulary import ALIASES, KNOWN_TYPES, NOT_CITABLE
from coursepack.sources.bibliography.wordlist import words

MISPLACED = warning("B032", "A field does not belong to the type of its entry")

_PAPERS = words("article suppperiodical review")
_BOOKS = words("book mvbook collection mvcollection proceedings mvproceedings reference mvreference")
_PARTS = words("inbook bookinbook suppbook incollection suppcollection inreference inproceedings conference")
_MEETINGS = words("proceedings mvproceedings inproceedings conference unpublished")
_THESES = words("thesis phdthesis mastersthesis mathesis")
_REPORTS = words("report techreport")
_WEB = words("online www electronic")
_RECORDINGS = words("audio music movie video performance artwork image")
_ANYTHING = words("misc customa customb customc legal legislation jurisdiction standard letter")
_DATA = words("dataset software")
_OWN_BOOKS = _BOOKS | words("manual booklet")

_BELONG: Mapping[str, frozenset[str]] = {
    "journaltitle": _PAPERS, "journalsubtitle": _PAPERS, "journaltitleaddon": _PAPERS, "shortjournal": _PAPERS,
    "issuetitle": _PAPERS | {"periodical"}, "issuesubtitle": _PAPERS | {"periodical"}, "issue": _PAPERS | {"periodical"},
    "booktitle": _PARTS | _RECORDINGS | _ANYTHING, "booksubtitle": _PARTS | _RECORDINGS, "booktitleaddon": _PARTS,
    "bookauthor": _PARTS,
    "maintitle": _BOOKS | _PARTS | _RECORDINGS | _ANYTHING, "mainsubtitle": _BOOKS | _PARTS | _RECORDINGS | _ANYTHING,
    "edition": _OWN_BOOKS | _PARTS | _REPORTS | _ANYTHING | _DATA | _RECORDINGS,
    "isbn": _OWN_BOOKS | _PARTS | _REPORTS | _THESES | _ANYTHING | _RECORDINGS,
    "chapter": _OWN_BOOKS | _PARTS | _REPORTS | _THESES,
    "volume": _PAPERS | _OWN_BOOKS | _PARTS | _REPORTS | _ANYTHING | _RECORDINGS | {"periodical"},
    "volumes": _BOOKS | _PARTS | _RECORDINGS,
    "series": _PAPERS | _OWN_BOOKS | _PARTS | _REPORTS | _ANYTHING | _DATA | _RECORDINGS | {"periodical"},
    "institution": _THESES | _REPORTS | _ANYTHING | _DATA | {"unpublished"},
    "publisher": _OWN_BOOKS | _PARTS | _ANYTHING | _DATA | _RECORDINGS | {"periodical", "patent"},
    "pages": _PAPERS | _OWN_BOOKS | _PARTS | _REPORTS | _THESES | _ANYTHING | {"unpublished", "patent"},
    "eid": _PAPERS | _PARTS,
    "venue": _MEETINGS | _ANYTHING | _RECORDINGS, "eventtitle": _MEETINGS | _ANYTHING | _RECORDINGS,
    "holder": words("patent"),
}  # fmt: skip
"""Field → the types that it belongs to; a field that is not here belongs to all."""


def check_uses(entries: Mapping[str, Entry]) -> Iterator[Diagnostic]:
    """One warning for each field and type, at the first entry that has them: databases write such fields into all."""
    found: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries.values():
        if entry.type in KNOWN_TYPES and entry.type not in NOT_CITABLE:
            for written in entry.lines:
                name = ALIASES.get(written, written)
                if entry.type not in _BELONG.get(name, {entry.type}):
                    found[entry.type, written].append(entry)
    for (kind, name), places in found.items():
        entry, more = places[0], len(places) - 1
        others = f", and so have {more} more" if more > 1 else f", and so has ‘{places[1].key}’" if more else ""
        message = f"‘{entry.key}’ has {name}, which does not belong to @{kind}{others}"
        yield MISPLACED.at(entry.at(name), message, "It is not printed: take it out, or choose the type that has it.")
