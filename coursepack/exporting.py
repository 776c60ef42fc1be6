"""Exporting: the cited works of a book → files for the whole book, for each chapter and for each keyword.

In: a prepared book; no page need be laid out. Out: bytes by path below `citations/`, the works always in the order of the
bibliography. And the records of the book itself, with the printed pages of its chapters, which a layout gives.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coursepack import pandoc
from coursepack.anatomy import Kind
from coursepack.document.model import PageMap, Section
from coursepack.editions.export import Selection, Setting, Work, export_selections
from coursepack.editions.export.catalogue import Apparatus, Pages, Part, catalogue
from coursepack.editions.export.trade import distribution
from coursepack.errors import CoursepackError, ExitCode
from coursepack.keeping.kept import kept
from coursepack.preparation import Prepared

FOLDER, CATALOGUE = "citations", "catalogue"
_CHAPTERS = frozenset({Kind.PRELIM, Kind.INTRODUCTION, Kind.CHRONOLOGY, Kind.CHAPTER, Kind.APPENDIX})
"""Sections that are works in themselves, and have a record of their own."""
_UNSAFE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export. Chapters and keywords that are named stand for themselves alone; `None` is all of them."""

    formats: tuple[str, ...]
    whole: bool = True
    chapters: tuple[str, ...] | None = None
    keywords: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone asked for on the command line; nothing at all is what a build exports."""

    formats: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    def completed(self, prepared: Prepared) -> Wanted:
        """Take from the configuration what was not asked for."""
        usual = wanted_by(prepared)
        formats = self.formats or usual.formats
        if self.chapters or self.keywords:
            return Wanted(formats, whole=False, chapters=self.chapters, keywords=self.keywords)
        return Wanted(formats, chapters=usual.chapters, keywords=usual.keywords)


class NothingToExportError(CoursepackError):
    """A chapter or keyword was asked for that no cited work belongs to."""

    exit_code = ExitCode.USAGE


def wanted_by(prepared: Prepared) -> Wanted:
    """Read from the configuration what a build exports."""
    exports = prepared.shop.config.exports
    return Wanted(
        tuple(exports.formats),
        chapters=None if exports.by_chapter else (),
        keywords=None if exports.by_keyword else (),
    )


def export_works(prepared: Prepared, wanted: Wanted) -> dict[str, bytes]:
    """Write the cited works by path; raises `NothingToExportError` for a chapter or keyword that has none."""
    shop = prepared.shop
    setting = Setting(shop.config.language, shop.config.date, shop.theme)
    selections = list(_selections(prepared, wanted))
    rows = [(each.name, each.title, [work.item["id"] for work in each.works]) for each in selections]
    made_with = (pandoc.version(), shop.theme.own_files(), setting.language, setting.date)

    def make() -> bytes:
        exported = export_selections(selections, wanted.formats, setting)
        return json.dumps({name: data.decode("latin-1") for name, data in exported.items()}).encode()

    works = _works(prepared).values()
    inputs = made_with, wanted.formats, rows, [work.entry for work in works]
    answered = json.dumps([(work.item, work.formatted) for work in works])
    written = kept(shop.store, "exports", (inputs, answered), make)
    return {f"{FOLDER}/{name}": text.encode("latin-1") for name, text in json.loads(written).items()}


def catalogue_records(prepared: Prepared, page_map: PageMap | None) -> dict[str, bytes]:
    """Write the records of the book and its chapters by path; without a page map they name no pages."""
    parts = tuple(_parts(prepared, page_map))
    pages = _pages(page_map) if page_map else None
    records = catalogue(prepared.shop.config, parts, pages, _apparatus(prepared, page_map))
    return {f"{CATALOGUE}/{name}": data for name, data in records.items()}


def distribution_records(prepared: Prepared, epub: bytes, page_map: PageMap | None) -> dict[str, bytes]:
    """Write the records for shops and library servers by path."""
    return distribution(prepared.shop.config, epub, _pages(page_map) if page_map else None)


def shelves(prepared: Prepared, wanted: Wanted) -> dict[str, tuple[str, ...]]:
    """The keys that each set of files must hold, in order, by path without suffix."""
    return {
        f"{FOLDER}/{selection.name}": tuple(work.item["id"] for work in selection.works)
        for selection in _selections(prepared, wanted)
    }


def ordered_keys(prepared: Prepared) -> list[str]:
    """Every cited work, in the order of the bibliography; where the style makes none, in order of first citation."""
    listed = [key for key, _ in prepared.resolved.entries]
    return list(dict.fromkeys([*listed, *prepared.works.items]))


def _selections(prepared: Prepared, wanted: Wanted) -> Iterator[Selection]:
    config = prepared.shop.config
    works = _works(prepared)
    if wanted.whole:
        yield Selection(config.name, config.full_title, tuple(works.values()))
    names = _Names()  # chapters one after another, then keywords: what is shown of a folder is shown once
    for section, title, keys in _by_chapter(prepared, wanted.chapters):
        yield Selection(names.make("chapters", section), title, tuple(works[key] for key in works if key in keys))
    for word, chosen in _by_keyword(works, wanted.keywords):
        yield Selection(names.make("keywords", word), f"{config.full_title} ({word})", chosen)


def _works(prepared: Prepared) -> dict[str, Work]:
    entries, items = prepared.works.bibliography.entries, prepared.works.items
    formatted = dict(prepared.resolved.entries)
    return {key: Work(entries[key], items[key], formatted.get(key, [])) for key in ordered_keys(prepared)}


def _by_chapter(prepared: Prepared, asked: Sequence[str] | None) -> Iterator[tuple[str, str, set[str]]]:
    by_chapter = prepared.works.by_chapter
    sections = [section for section in prepared.book.sections if by_chapter.get(section.id)]
    for name in asked or ():
        if name not in [section.id for section in sections]:
            raise NothingToExportError(_unknown("chapter", name, [section.id for section in sections]))
    for section in sections:
        if asked is None or section.id in asked:
            yield section.id, section.title, set(by_chapter[section.id])


def _by_keyword(works: dict[str, Work], asked: Sequence[str] | None) -> Iterator[tuple[str, tuple[Work, ...]]]:
    words = sorted({word for work in works.values() for word in work.entry.keywords})
    for name in asked or ():
        if name not in words:
            raise NothingToExportError(_unknown("keyword", name, words))
    for word in words if asked is None else [word for word in words if word in asked]:
        yield word, tuple(work for work in works.values() if word in work.entry.keywords)


def _unknown(kind: str, name: str, known: Sequence[str]) -> str:
    there = f"there are {', '.join(known)}" if known else "there are none"
    return f"no cited work belongs to the {kind} ‘{name}’; {there}"


class _Names:
    """File names made of ids and keywords: small letters, digits and hyphens, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def make(self, folder: str, words: str) -> str:
        """Make a path that no other selection has."""
        plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
        stem = _UNSAFE.sub("-", plain).strip("-")[:60] or "unnamed"
        numbers = (f"{folder}/{stem}-{number}" for number in range(2, len(self._taken) + 3))
        name = next(path for path in (f"{folder}/{stem}", *numbers) if path not in self._taken)
        self._taken.add(name)
        return name


def _parts(prepared: Prepared, page_map: PageMap | None) -> Iterator[Part]:
    for section in prepared.book.sections:
        if section.kind in _CHAPTERS:
            yield _part(section, page_map)


def _part(section: Section, page_map: PageMap | None) -> Part:
    labels = [page.label for page in page_map.pages if page.section == section.id] if page_map else []
    first, last = (labels[0], labels[-1]) if labels else ("", "")
    return Part(section.id, section.title, section.number, first, last)


def _apparatus(prepared: Prepared, page_map: PageMap | None) -> Apparatus:
    sections = prepared.book.sections
    kinds = {section.kind: section for section in sections}
    works = kinds.get(Kind.BIBLIOGRAPHY)
    return Apparatus(
        illustrated=any(section.root.find(".//img") is not None for section in sections),
        bibliography=works is not None,
        bibliography_pages=_part(works, page_map).pages if works is not None else "",
        index=Kind.INDEX in kinds,
    )


def _pages(page_map: PageMap) -> Pages:
    """The last folios of the two runs: roman for the front matter, arabic for the body."""
    roman = [page.label for page in page_map.pages if not page.label.isdigit()]
    arabic = [page.label for page in page_map.pages if page.label.isdigit()]
    return Pages(roman[-1] if roman else "", arabic[-1] if arabic else "", len(page_map.pages))
