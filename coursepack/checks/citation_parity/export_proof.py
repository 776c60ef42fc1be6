"""The proof of the exports: every file holds the works it should, in order, with title, author and year, or as they are printed.

The files of the whole book are read by a peer; those of chapters and keywords must hold the same records as these. A store keeps
what was found of a file, under its bytes and all that they were compared with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from coursepack import pandoc
from coursepack.checks.citation_parity.export_reading import IN_WORDS, Record, bib_records, core, read_export, reads
from coursepack.checks.citation_parity.list_reading import is_list, read_list
from coursepack.checks.citation_parity.model import DRAWN, letters
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.ast import Blocks, Inlines, Node, rewrite_inlines, text_of
from coursepack.document.citations import CslItem, Resolved
from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import MemoryStore, Store

EXPORT = error("K033", "A citation export does not hold the works that are cited")

_FORMULA = ".{0,400}"
_HINT = "This is a fault of coursepack: please report it, with the section."


def prove_exports(
    exports: Mapping[str, bytes],
    shelves: Mapping[str, Sequence[str]],
    items: Mapping[str, CslItem],
    resolved: Resolved,
    store: Store | None = None,
) -> tuple[dict[str, int], list[Diagnostic]]:
    """Read every export; count the works of each file.

    `shelves` gives the keys, in order, of every set of files by its path without suffix; the first is the whole book.
    """
    proof = _Proof(exports, shelves, items, resolved)
    with Pieces(store or MemoryStore(), "proof of exports") as pieces:
        answers = {path: pieces.once(proof.inputs(path), partial(proof.read, path)) for path in exports}
    counted = {path: count for path, (count, _) in answers.items() if count is not None}
    faults = [EXPORT.at(Location(path), said, _HINT) for path, (_, messages) in answers.items() for said in messages]
    return counted, faults


class _Proof:
    """The comparison under way."""

    def __init__(
        self,
        exports: Mapping[str, bytes],
        shelves: Mapping[str, Sequence[str]],
        items: Mapping[str, CslItem],
        resolved: Resolved,
    ) -> None:
        self._exports, self._shelves = exports, shelves
        self._records = {key: core(item) for key, item in items.items()}
        self._printed = {key: _pattern(blocks) for key, blocks in resolved.entries}
        self._whole = next(iter(shelves), "")
        known = self._records.keys() | self._printed.keys()
        works = {key: fingerprint(self._records.get(key), self._printed.get(key)) for key in known}
        self._shelved = {stem: fingerprint([(key, works.get(key)) for key in keys]) for stem, keys in shelves.items()}
        self._bib: dict[str, dict[str, str]] = {}
        self._found: list[str] = []

    def inputs(self, path: str) -> list[object]:
        """All that is compared with each other in the proof of a file."""
        stem, suffix = self._shelf(path)
        works = self._shelved.get(stem)
        beside = (pandoc.version(), self._of_book(suffix)) if suffix.endswith(".bib") else None
        return [path, self._exports[path], stem == self._whole, works, beside]

    def read(self, path: str) -> tuple[int | None, list[str]]:
        """Read one file, count its works (`None` where it cannot be read), and say what is wrong."""
        self._found = []
        return self._read(path, self._exports[path]), self._found

    def _read(self, path: str, data: bytes) -> int | None:
        stem, suffix = self._shelf(path)
        if stem not in self._shelves:
            self._found.append("the file belongs to no part of the book")
            return None
        keys = list(self._shelves[stem])
        try:
            if is_list(path):
                return self._read_list(path, data, keys)
            if suffix.endswith(".bib") and stem != self._whole:
                return self._read_part(suffix, data, keys)
            return self._read_records(path, data, keys) if reads(path) else None
        except (ValueError, KeyError) as fault:
            self._found.append(f"the export cannot be read back: {fault}")
            return None

    def _of_book(self, suffix: str) -> bytes:
        return self._exports.get(f"{self._whole}{suffix}", b"")

    def _shelf(self, path: str) -> tuple[str, str]:
        folder, _, name = path.rpartition("/")
        stem, dot, suffix = name.partition(".")
        return f"{folder}/{stem}", dot + suffix

    def _read_records(self, path: str, data: bytes, keys: list[str]) -> int:
        records = read_export(path, data)
        wanted = [self._records[key] for key in keys]
        self._found += _differences(wanted, records)
        return len(records)

    def _read_list(self, path: str, data: bytes, keys: list[str]) -> int:
        """Entries of several paragraphs are compared as one row of letters."""
        entries = read_list(path, data)
        if not re.fullmatch("".join(self._printed[key] for key in keys), "".join(entries)):
            self._found.append("the list is not the bibliography as the style made it")
        return len(keys) if "".join(entries) else 0

    def _read_part(self, suffix: str, data: bytes, keys: list[str]) -> int:
        """Entries of a part must be the whole book's, which pandoc has read."""
        whole = self._bib.setdefault(suffix, dict(bib_records(self._of_book(suffix))))
        records = bib_records(data)
        if [key for key, _ in records] != keys:
            self._found.append("the export holds other works, or has them in another order")
        elif whole and any(whole.get(key) != text for key, text in records):
            self._found.append("an entry is not that of the whole book's export")
        return len(records)


def _pattern(blocks: Blocks) -> str:
    """What an entry must say, as a regular expression: every format writes a formula in its own way."""
    text = text_of(rewrite_inlines(blocks, _marked))
    return _FORMULA.join(re.escape(letters(piece)) for piece in text.split(DRAWN))


def _marked(inlines: Inlines) -> Inlines:
    mark: Node = {"t": "Str", "c": DRAWN}
    return [mark if node["t"] == "Math" else node for node in inlines]


def _differences(wanted: Sequence[Record], records: Sequence[Record]) -> Iterator[str]:
    keys, there = [record.key for record in wanted], [record.key for record in records]
    if keys != there:
        odd = sorted(set(keys) ^ set(there))
        words = f"differs in {', '.join(odd[:5])}" if odd else "has the works in another order, or one of them twice"
        yield f"the export {words}"
        return
    for one, other in zip(wanted, records, strict=True):
        changed = one.author and one.author != other.author  # a director may stand where others have authors
        if changed or one.title not in other.title or one.year not in (other.year, IN_WORDS):
            yield f"the export changes title, author or year of ‘{one.key}’"
