"""Sheets for the press, each made once for the same section: where one chapter has changed, the others are not made again.

In: the canonical book. Out: its sheets, and the images that are drawn for them. A sheet is kept by all that it is made of: its
section, what the links in it say of the places that they lead to, and what the configuration and the labels add.
"""

from __future__ import annotations

import json
from functools import partial

from coursepack.config import Config
from coursepack.document.model import Book, Section
from coursepack.editions.formulas import SIZE
from coursepack.editions.layout import Sheet
from coursepack.editions.link_titles import Targets
from coursepack.editions.markup import make_html
from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.kept import kept
from coursepack.keeping.store import MemoryStore, Store
from coursepack.labels import Labels


def make_sheets(
    book: Book, config: Config, labels: Labels, targets: Targets, size: float = SIZE, store: Store | None = None
) -> tuple[list[Sheet], dict[str, bytes]]:
    """One sheet a section, in the order of the book, and the images that are drawn for them (formulas), by name.

    `targets`: what stands at each id, in words; `size`: of the text, in points.
    """
    known, words = store or MemoryStore(), fingerprint(labels)
    images: dict[str, bytes] = {}
    sheets = []
    for section in book.sections:
        make = partial(_made, section, config.title, labels, targets, size)
        inputs = section, config.title, words, _led_to(section, targets), size
        sheet, drawn = _read(section, config, kept(known, "sheet", inputs, make))
        sheets.append(sheet)
        images |= drawn
    return sheets, images


def _made(section: Section, title: str, labels: Labels, targets: Targets, size: float) -> bytes:
    return _written(*make_html(section, title, labels, targets, size))


def _led_to(section: Section, targets: Targets) -> list[tuple[str, str]]:
    """What is said of the places that the links of a section lead to."""
    names = {link.get("href", "").removeprefix("#") for link in section.root.iter("a")}
    return sorted((name, targets[name]) for name in names if name in targets)


def _written(html: str, images: dict[str, bytes]) -> bytes:
    """In a line of JSON, the drawings; then the sheet."""
    return b"\n".join((json.dumps({name: data.decode() for name, data in images.items()}).encode(), html.encode()))


def _read(section: Section, config: Config, written: bytes) -> tuple[Sheet, dict[str, bytes]]:
    drawn, _, html = written.partition(b"\n")
    sheet = Sheet(
        id=section.id,
        matter=section.matter,
        opening=section.opening,
        html=html.decode(),
        lang=config.language,
        depth=max(section.level - 1, 0),
    )
    return sheet, {name: text.encode() for name, text in json.loads(drawn).items()}
