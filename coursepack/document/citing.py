"""The stage that cites: the bibliography read, every citation resolved once, and the lists of works put in their places.

In: parsed chapters. Out: the same chapters with their citations, and what citeproc made of them, which the proofs ask for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coursepack.configuration import place_of
from coursepack.diagnostics import Diagnostic, Diagnostics
from coursepack.document.assembly import Workshop, resolve_citations
from coursepack.document.ast import text_of
from coursepack.document.bibliographies import place_bibliographies
from coursepack.document.chapters import Chapter
from coursepack.document.citation_bounds import check_length, unresolved
from coursepack.document.citation_checks import check_left, check_list, check_resolved, check_use
from coursepack.document.citations import (
    NothingLeftError,
    NothingPrintedError,
    Resolved,
    check_keys,
    check_printed,
    cited_keys,
)
from coursepack.document.kept_chapters import what_is_cited
from coursepack.document.styles import Style, find_style
from coursepack.errors import BuildFailed, TookTooMuch
from coursepack.keeping.kept import found_once
from coursepack.sources.bibliography import (
    Bibliography,
    CslItem,
    check_authorities,
    for_rendering,
    read_authorities,
    read_bibliography,
    to_csl,
)
from coursepack.sources.files import OUTSIDE_PROJECT, inside

_MARKUP = re.compile(r"</?(?:i|b|sup|sub|span)\b[^>]*>")
CONVERTED = 2_000
"""Entries of a bibliography checked alone that are also converted, at about a thousand a second."""


@dataclass(frozen=True, slots=True)
class Works:
    """The bibliography, and the CSL items of the works that the book cites, in order of first citation."""

    bibliography: Bibliography
    items: Mapping[str, CslItem]
    style: Style
    by_chapter: Mapping[str, tuple[str, ...]]
    """Id of each chapter that cites → the keys of its works, in order of first citation there."""


def read_works(shop: Workshop, chapters: Sequence[Chapter], diagnostics: Diagnostics) -> Works:
    """Read the bibliography and make CSL items of the works that are cited; stops on any error so far."""
    name = shop.config.citations.bibliography
    bibliography, problems = _read_bibliography(shop, name, needed=bool(cited_keys(chapters)))
    diagnostics.extend(_with_authorities(shop, bibliography, problems))
    diagnostics.extend(check_keys(chapters, bibliography.entries))
    diagnostics.extend(check_length(chapters))
    style, problems = find_style(
        shop.config.citations.style, shop.project, place_of(shop.project, "citations", "style")
    )
    diagnostics.extend(problems)
    keys = [key for key in cited_keys(chapters) if key in bibliography.entries]
    items, problems = to_csl(bibliography.entries[key] for key in keys)
    diagnostics.extend(problems)
    diagnostics.extend(check_use(chapters, items, bibliography.citable))
    if style is not None:
        named_at = place_of(shop.project, "citations", "style")
        in_chapters = shop.config.citations.in_chapters
        diagnostics.extend(check_list(chapters, style, named_at, in_chapters=in_chapters))
    diagnostics.stop_on_error()
    if style is None:  # an error has been reported
        raise BuildFailed("the citation style is not known")
    by_chapter = {chapter.id: tuple(keys) for chapter in chapters if (keys := cited_keys([chapter]))}
    return Works(bibliography, items, style, by_chapter)


def _read_bibliography(shop: Workshop, name: str, *, needed: bool) -> tuple[Bibliography, list[Diagnostic]]:
    """Read the project's own bibliography; a book that cites nothing may have none."""
    path = inside(shop.project, name)
    if path is None:
        place = place_of(shop.project, "citations", "bibliography")
        problem = OUTSIDE_PROJECT.at(
            place, f"‘{name}’ lies outside the project's folder", "copy the file into the project"
        )
        return Bibliography({}, 0), [problem]
    if not needed and not path.exists():
        return Bibliography({}, 0), []
    return read_bibliography(path, name, shop.store)


def _with_authorities(shop: Workshop, bibliography: Bibliography, found: list[Diagnostic]) -> list[Diagnostic]:
    """Hold the bibliography to the project's authority file; its word replaces what was merely supposed of the same place."""
    name = shop.config.citations.authorities
    if not name:
        return found
    authorities, problems = read_authorities(shop.project, name, place_of(shop.project, "citations", "authorities"))
    problems += check_authorities(bibliography.entries, authorities)
    told = {(item.code, item.location) for item in problems}
    return [*(item for item in found if (item.code, item.location) not in told), *problems]


def cite(
    shop: Workshop, chapters: Sequence[Chapter], works: Works, diagnostics: Diagnostics
) -> tuple[list[Chapter], Resolved]:
    """Resolve all citations and fill the bibliographies; raises `BuildFailed` if the style prints nothing for a work."""
    settings = shop.config.citations
    language, chicago = shop.config.language, works.style.chicago
    rendered = {key: for_rendering(item, language, chicago=chicago) for key, item in works.items.items()}
    try:
        cited, resolved = resolve_citations(chapters, rendered, works.style, shop)
        if untold := _untold(resolved, works.items):
            rendered |= {key: {**rendered[key], "title": description} for key, description in untold.items()}
            cited, resolved = resolve_citations(chapters, rendered, works.style, shop)
    except NothingLeftError as fault:
        diagnostics.extend(check_left(chapters, fault.keys, works.style.id))
        raise BuildFailed(str(fault)) from fault
    except NothingPrintedError as fault:
        places = {key: entry.location for key, entry in works.bibliography.entries.items()}
        diagnostics.extend(check_printed(fault, places, works.style.id))
        raise BuildFailed(str(fault)) from fault
    except TookTooMuch as fault:
        diagnostics.add(unresolved(chapters, fault))
        raise BuildFailed(str(fault)) from fault
    by_chapter = settings.first == "chapter"
    cited_of = what_is_cited(chapters, rendered, works.style, language, by_chapter=by_chapter)
    found = found_once(
        shop.store,
        "citations checked",
        (cited_of, json.dumps(works.items)),
        lambda: check_resolved(chapters, resolved, works.style, works.items, by_chapter=by_chapter),
    )
    diagnostics.extend(found)
    heading, named_at = shop.labels.titles["bibliography"], place_of(shop.project, "citations")
    placed, problems = place_bibliographies(cited, resolved, works.items, settings, heading, named_at)
    diagnostics.extend(problems)
    return placed, resolved


def _untold(resolved: Resolved, items: Mapping[str, CslItem]) -> dict[str, str]:
    """Works whose description, which stands in place of a title, the style leaves out, as IEEE's: it is printed as a title."""
    described = {key: str(item["genre"]) for key, item in items.items() if "title" not in item and item.get("genre")}
    printed = {key: text_of(blocks).casefold() for key, blocks in resolved.entries if key in described}
    return {key: described[key] for key, text in printed.items() if _words_of(described[key]) not in _words_of(text)}


def _words_of(text: str) -> str:
    return "".join(char for char in _MARKUP.sub("", text).casefold() if char.isalnum())


def check_bibliography(path: Path, diagnostics: Diagnostics) -> int:
    """Read one bibliography alone, and count its entries; the diagnostics name the file as `path` does.

    Entries are also made into CSL items, as a book that cites them would, unless there are more than `CONVERTED`.
    """
    bibliography, problems = read_bibliography(path, path.as_posix())
    diagnostics.extend(problems)
    if len(bibliography.entries) <= CONVERTED:
        diagnostics.extend(to_csl(bibliography.entries.values())[1])
    return len(bibliography.entries)
