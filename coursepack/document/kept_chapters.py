"""Chapters on their way through the stages, each step taken once for the same chapter: parsed, cited, made a section.

A step is kept by all that it depends on: the text, the tree that it begins with, what the book says of the chapter. Where one
chapter has changed, the others are neither parsed nor read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from lxml import etree

from coursepack import pandoc
from coursepack.anatomy import Kind
from coursepack.collation import VERSION
from coursepack.diagnostics import Diagnostic
from coursepack.document.ast import Blocks, Inlines
from coursepack.document.canonical import canonical_tree
from coursepack.document.chapters import Chapter, parse_chapter, rights_of, source_of
from coursepack.document.citation_places import place_citations
from coursepack.document.citations import CslItem, Resolved, resolve
from coursepack.document.markdown import UNREADABLE
from coursepack.document.markup import Element, parse
from coursepack.document.styles import Style
from coursepack.document.tree import Tree
from coursepack.keeping.kept import kept, kept_all
from coursepack.keeping.store import Store
from coursepack.labels import Labels, Quotes
from coursepack.sources.manuscript import Planned

_FEWEST = 4
"""Chapters worth a process, which puts their citations in their places; each takes about a twentieth of a second."""


def parsed_chapter(
    plan: Planned, quotes: Quotes, labels: frozenset[str], store: Store
) -> tuple[Chapter | None, list[Diagnostic]]:
    """As `parse_chapter`. That pandoc failed is not kept: it may have been short of time."""

    def make() -> bytes:
        return _written(*parse_chapter(plan, quotes, labels))

    return _read(plan, kept(store, "chapter", (pandoc.version(), plan, quotes, labels), make, _could_be_read))


def _written(chapter: Chapter | None, problems: Sequence[Diagnostic]) -> bytes:
    """In two lines or three: what was found, what is known of the chapter, and its tree."""
    found = [item.as_json() for item in problems]
    if chapter is None:
        return json.dumps([found, None]).encode()
    known = [chapter.id, chapter.kind, chapter.short_title, chapter.nocite]
    return json.dumps([found, known]).encode() + b"\n" + chapter.tree.written


def _could_be_read(written: bytes) -> bool:
    found, _ = json.loads(written.partition(b"\n")[0])
    return all(item["code"] != UNREADABLE.code for item in found)


def _read(plan: Planned, written: bytes) -> tuple[Chapter | None, list[Diagnostic]]:
    head, _, tree = written.partition(b"\n")
    found, known = json.loads(head)
    problems = list(map(Diagnostic.from_json, found))
    if known is None:
        return None, problems
    identifier, kind, short_title, nocite = known
    source = source_of(plan)
    chapter = Chapter(plan, source, identifier, Kind(kind), Tree.read(tree), short_title, tuple(nocite))
    return replace(chapter, rights=rights_of(source)), problems


def what_is_cited(
    chapters: Sequence[Chapter], items: Mapping[str, CslItem], style: Style, language: str, *, by_chapter: bool
) -> tuple[Any, ...]:
    """All that `resolve` depends on, for a key."""
    written = [chapter.tree.written_citations for chapter in chapters]
    return pandoc.version(), VERSION, written, json.dumps(items), style, language, by_chapter


def resolved_chapters(
    chapters: Sequence[Chapter],
    items: Mapping[str, CslItem],
    style: Style,
    language: str,
    store: Store,
    *,
    by_chapter: bool,
) -> tuple[list[Chapter], Resolved]:
    """The chapters with their citations where these stood, and what citeproc made of them, as `resolve`."""

    def make() -> bytes:
        resolved = resolve(chapters, items, style, language, by_chapter=by_chapter)
        renderings = iter(resolved.citations)
        own = [list(islice(renderings, len(chapter.cites))) for chapter in chapters]
        return b"\n".join(json.dumps(each).encode() for each in (*own, resolved.entries))

    inputs = what_is_cited(chapters, items, style, language, by_chapter=by_chapter)
    *renderings, entries = kept(store, "resolved citations", inputs, make).split(b"\n")
    citations = tuple(inlines for written in renderings for inlines in json.loads(written))
    resolved = Resolved(citations, tuple((key, blocks) for key, blocks in json.loads(entries)))
    return cited_chapters(chapters, renderings, style, language, store), resolved


def cited_chapters(
    chapters: Sequence[Chapter], renderings: Sequence[bytes], style: Style, language: str, store: Store
) -> list[Chapter]:
    """The chapters with these citations, written chapter by chapter, where their own stood."""

    def make(place: int) -> bytes:
        own: list[Inlines] = json.loads(renderings[place])
        return place_citations(chapters[place], iter(own), style, language).tree.written

    inputs = [
        (chapter.tree.digest, rendered, style.notes, language)
        for chapter, rendered in zip(chapters, renderings, strict=True)
    ]
    trees = kept_all(store, "citations in their places", inputs, make, _FEWEST)
    return [replace(chapter, tree=Tree.read(tree)) for chapter, tree in zip(chapters, trees, strict=True)]


def canonical_section(chapter: Chapter, bibliography: Blocks, labels: Labels, words: str, store: Store) -> Element:
    """The canonical tree of a chapter; `bibliography` fills its div, if it has one. `words` is the fingerprint of `labels`."""
    entries = bibliography if Kind.BIBLIOGRAPHY in chapter.tree.classes else []

    def make() -> bytes:
        return etree.tostring(canonical_tree(chapter, entries, labels))

    of_chapter = chapter.tree.digest, chapter.id, chapter.kind, chapter.plan.number
    inputs = pandoc.version(), of_chapter, json.dumps(entries), words
    return parse(kept(store, "canonical section", inputs, make))
