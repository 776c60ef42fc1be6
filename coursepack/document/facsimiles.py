"""Readings that are PDF files: a chapter asks with a div, `::: {.facsimile file=readings/zagoria.pdf pages=3-14}`.

Each page becomes an image on a page of its own, below the reader's running head; its text is the image's alternative. With
`epub=reference` the e-book names the reading and its printed pages instead.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path

from coursepack.diagnostics import Diagnostic, Location, error, warning
from coursepack.document.ast import Node, attributes, text_of, walk
from coursepack.document.chapters import Chapter
from coursepack.labels import Labels
from coursepack.sources.pdf_pages import NO_SUCH_PAGE, Facsimile, read_facsimile

NO_FILE = error("M060", "a facsimile names no file")
NO_SUCH_WAY = error("M061", "a facsimile asks for something that the e-book cannot do")
NO_TEXT = warning("F022", "pages of a reading cannot be read aloud")

_WAYS = {"pages": [], "reference": ["by-reference"]}
"""What the e-book does with the pages, and the classes of the div that say so: shows them, or names where they are printed."""
_RANGE = re.compile(r"(\d{1,4})(?:[-–](\d{1,4}))?")


def fill_facsimiles(chapter: Chapter, project: Path, labels: Labels) -> tuple[Chapter, list[Diagnostic]]:
    """Fill the facsimile divs of a chapter."""
    if "facsimile" not in chapter.tree.classes:
        return chapter, []
    blocks = copy.deepcopy(chapter.blocks)
    wanted = [node for node in walk(blocks) if node["t"] == "Div" and "facsimile" in attributes(node)[1]]
    places = chapter.places(r"(?<!:):::++\s*\{[^}\n]*\.facsimile")
    problems = [
        problem
        for index, node in enumerate(wanted)
        for problem in _fill(node, project, labels, places[min(index, len(places) - 1)])
    ]
    return chapter.with_blocks(blocks), problems


def _fill(node: Node, project: Path, labels: Labels, here: Location) -> list[Diagnostic]:
    identifier, classes, pairs = attributes(node)
    if not pairs.get("file"):
        return [NO_FILE.at(here, "the facsimile names no file", "write ::: {.facsimile file=readings/name.pdf}")]
    asked = _asked(pairs.get("pages", ""))
    facsimile, problems = read_facsimile(project, pairs["file"], here, asked)
    if facsimile is None:
        return problems
    pages = range(1, facsimile.count + 1) if asked is None else asked
    if not pages or pages[-1] > facsimile.count:
        message = f"‘{pairs['file']}’ has {facsimile.count} pages; ‘pages={pairs['pages']}’ asks for others"
        return [NO_SUCH_PAGE.at(here, message, "write pages=3-14, counted from the file's first page")]
    way = pairs.get("epub", "pages")
    if way not in _WAYS:
        return [
            NO_SUCH_WAY.at(
                here, f"‘epub={way}’ is neither ‘pages’ nor ‘reference’", "write epub=reference, or leave it out"
            )
        ]
    described = text_of(node["c"][1]).strip() or pairs.get("alt", "")
    node["c"][0] = [identifier, [*classes, *_WAYS[way]], [["data-described", described]] if described else []]
    node["c"][1] = [_image(facsimile, page, described, labels) for page in pages]
    silent = [page for page in pages if not facsimile.texts[page]]
    if silent and not described:
        hint = 'recognise its text (OCR), or say what it holds: write a paragraph within the div, or alt="…"'
        message = f"{len(silent)} of the pages of ‘{pairs['file']}’ have no text, page {silent[0]} first"
        problems.append(NO_TEXT.at(here, message, hint))
    return problems


def _asked(pages: str) -> range | None:
    """The pages asked for, counted from 1; `None` for all, nothing where what is asked for are no pages."""
    if not pages:
        return None
    match = _RANGE.fullmatch(pages)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    return range(first, last + 1) if 0 < first <= last else range(1, 1)


def _image(facsimile: Facsimile, page: int, described: str, labels: Labels) -> Node:
    words = facsimile.texts[page] or described
    alt = f"{labels.word('facsimile-page', number=str(page))} {words}".strip()
    image = {"t": "Image", "c": [["", [], [["alt", alt]]], [], [facsimile.image_of(page), ""]]}
    return {"t": "Para", "c": [image]}
