"""Second stage: planned sections and a bibliography → the canonical `Book`.

parse every chapter → fill its lists → resolve citations, once → canonical trees → numbers, contents, references
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from coursepack.anatomy import Image, Kind, Opening
from coursepack.collation import Collation
from coursepack.config import Config
from coursepack.diagnostics import Diagnostic, Diagnostics, Location
from coursepack.document.acknowledgements import acknowledge, check_rights
from coursepack.document.canonical import check_formulas
from coursepack.document.chapter_ends import gather_ends
from coursepack.document.chapters import Chapter
from coursepack.document.citation_places import bibliography_blocks
from coursepack.document.citations import CslItem, Resolved
from coursepack.document.cited_places import link_entries
from coursepack.document.contents import fill_contents, fill_illustrations
from coursepack.document.designed import designed_page, typefaces
from coursepack.document.facsimiles import fill_facsimiles
from coursepack.document.index import make_indexes
from coursepack.document.kept_chapters import canonical_section, parsed_chapter, resolved_chapters
from coursepack.document.lists import fill_lists
from coursepack.document.markup import Element, text_of
from coursepack.document.model import Book, Section
from coursepack.document.note_labels import wanted_labels
from coursepack.document.numbering import Numbering
from coursepack.document.own_citation import OwnCitation
from coursepack.document.references import Trees, check_ids, resolve_references
from coursepack.document.source_pages import link_source_pages
from coursepack.document.styles import Style
from coursepack.document.terms import mark_terms
from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.store import MemoryStore, Store
from coursepack.labels import Labels
from coursepack.sources.images import read_image
from coursepack.sources.manuscript import DESIGNED, Planned
from coursepack.theme import Theme

_PANDOCS = 4  # pandoc runs side by side; each takes one core and about 100 MB


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every step of the assembly needs."""

    project: Path
    config: Config
    theme: Theme
    labels: Labels
    store: Store = field(default_factory=MemoryStore)
    """Where stages keep what they made."""


def parse_chapters(plans: Sequence[Planned], shop: Workshop, diagnostics: Diagnostics) -> list[Chapter]:
    """Parse the sections that have text, and fill in their lists from data."""
    texts = [plan for plan in plans if plan.kind not in DESIGNED]
    with ThreadPoolExecutor(_PANDOCS) as pool:
        notes = wanted_labels(plan.source.text for plan in texts if plan.source)
        parsed = list(pool.map(lambda plan: parsed_chapter(plan, shop.labels.quotes, notes, shop.store), texts))
    for _, problems in parsed:
        diagnostics.extend(problems)
    complete = []
    for chapter in (chapter for chapter, _ in parsed if chapter is not None):
        shown, problems = fill_facsimiles(chapter, shop.project, shop.labels)
        diagnostics.extend(problems)
        complete.append(gather_ends(shown))
    filled = fill_lists(
        complete,
        shop.project,
        shop.labels,
        shop.config.page,
        Collation(shop.config.language, shop.config.index.order),
    )
    diagnostics.extend(filled.problems)
    diagnostics.extend(check_rights(filled.chapters, shop.config))
    chapters, problems = acknowledge(filled.chapters, shop.labels)
    diagnostics.extend(problems)
    chapters, problems = mark_terms(chapters, filled.terms, shop.config.terms)
    diagnostics.extend(problems)
    return chapters


def resolve_citations(
    chapters: Sequence[Chapter], items: Mapping[str, CslItem], style: Style, shop: Workshop
) -> tuple[list[Chapter], Resolved]:
    """Resolve all citations in one run, and put them where they stood."""
    by_chapter = shop.config.citations.first == "chapter"
    return resolved_chapters(chapters, items, style, shop.config.language, shop.store, by_chapter=by_chapter)


def assemble(
    plans: Sequence[Planned],
    chapters: Sequence[Chapter],
    resolved: Resolved,
    shop: Workshop,
    diagnostics: Diagnostics,
    citation: OwnCitation | None = None,
) -> Book:
    """Make the canonical book; `citation` says how it is cited. Raises `TemplateBroken` for a template that does not work."""
    chapters, found = link_source_pages(chapters, {key for key, _ in resolved.entries})
    diagnostics.extend(found)
    bibliography, words = bibliography_blocks(resolved), fingerprint(shop.labels)
    with ThreadPoolExecutor(_PANDOCS) as pool:
        trees = list(
            pool.map(lambda chapter: canonical_section(chapter, bibliography, shop.labels, words, shop.store), chapters)
        )
    by_plan: dict[int, tuple[Chapter | None, Element]] = {
        id(chapter.plan): (chapter, tree) for chapter, tree in zip(chapters, trees, strict=True)
    }
    for chapter, tree in zip(chapters, trees, strict=True):
        diagnostics.extend(check_formulas(chapter, tree))
    faces = typefaces(trees)
    for plan in plans:
        if plan.kind in DESIGNED:
            page = designed_page(plan, shop.config, shop.theme, shop.labels, typefaces=faces, citation=citation)
            by_plan[id(plan)] = None, page
    rows = [(plan, *by_plan[id(plan)]) for plan in plans if id(plan) in by_plan]
    sections, names = _number(rows, shop.labels)
    origins: Trees = [(chapter, tree) for _, chapter, tree in rows]
    chaptered = [(section, chapter) for section, (chapter, _) in zip(sections, origins, strict=True)]
    diagnostics.extend(make_indexes(chaptered, shop.labels, shop.config.language, shop.config.index))
    for section in sections:
        fill_contents(section.root, sections)
        fill_illustrations(section.root, sections, shop.labels)
    diagnostics.extend(check_ids(origins))
    diagnostics.extend(
        resolve_references(origins, names, {section.id: section.title for section in sections}, shop.labels)
    )
    link_entries(sections, pages=shop.config.citations.cited_on)
    images, problems = _read_images(origins, shop)
    diagnostics.extend(problems)
    for section in sections:
        _count_elements(section.root)
    return Book(tuple(sections), images)


def _number(
    rows: Sequence[tuple[Planned, Chapter | None, Element]], labels: Labels
) -> tuple[list[Section], dict[str, str]]:
    numbering = Numbering(labels)
    names: dict[str, str] = {}
    sections = []
    for plan, chapter, root in rows:
        section = _section(plan, chapter, root)
        names |= numbering.number(root, section.kind, section.number if section.kind is Kind.CHAPTER else "")
        if section.number:
            names[section.id] = labels.word("part" if section.kind is Kind.PART else "chapter", number=section.number)
        sections.append(section)
    return sections, names


def _section(plan: Planned, chapter: Chapter | None, root: Element) -> Section:
    kind = chapter.kind if chapter else plan.kind
    heading = root.find(".//h1")
    title = text_of(heading) if heading is not None else plan.title
    return Section(
        id=root.get("id", ""),
        kind=kind,
        matter=plan.matter,
        opening=Opening.VERSO if kind is Kind.COPYRIGHT else Opening.RECTO,
        title=title,
        short_title=chapter.short_title if chapter else title,
        number=plan.number,
        level=plan.level,
        root=root,
        source=chapter.location if chapter else plan.named_at,
        rights=chapter.rights if chapter else None,
    )


def _read_images(trees: Trees, shop: Workshop) -> tuple[dict[str, Image], list[Diagnostic]]:
    images = {image.path: image for chapter, _ in trees if chapter for image in chapter.drawings}
    problems: list[Diagnostic] = []
    seen = set(images)
    for chapter, root in trees:
        for element in root.iter("img"):
            src = element.get("src", "")
            if src in seen:
                continue
            seen.add(src)
            pattern = _escaped(src) if src else r"!\[[^\]]*\]\(\s*\)"
            place = chapter.places(pattern)[0] if chapter else Location("templates")
            image, found = read_image(shop.project, src, place, shop.store)
            problems += found
            if image is not None:
                images[src] = image
    return images, problems


def _escaped(src: str) -> str:
    return "".join(char if char.isalnum() else f"\\{char}" for char in src)


def _count_elements(root: Element) -> None:
    for number, element in enumerate(root.iter(etree.Element)):
        element.set("data-n", str(number))
