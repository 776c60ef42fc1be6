"""What goes to press: sections as complete HTML, and the style sheet, fonts and images that they share.

In: the markup room's HTML. Out: values that a worker process can be handed (picklable, frozen).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coursepack.document.model import Matter, Opening


@dataclass(frozen=True, slots=True)
class Sheet:
    """One section, ready for the press.

    `html` is the markup of the section's element, to stand alone in `<body>`: well-formed, ids unique in the book,
    `data-n` on every element that comes from the canonical tree, folio tokens (`folios.token`) where a printed page
    number goes. Notes are `<span class="footnote" data-number="3">` (styled `float: footnote`) right where their call
    stands.
    """

    id: str
    matter: Matter
    opening: Opening
    html: str
    lang: str
    """Of the book (BCP 47); runs in other languages carry their own `lang`."""
    depth: int = 0
    """By how much its headings stand lower than their tags say: 1 for a chapter in a part."""


@dataclass(frozen=True, slots=True)
class LayoutJob:
    """What all sections share.

    `css` is one style sheet, complete; `fonts` and `images` are files by the very name that a `url()` of the style
    sheet, or a `src`, gives (`fonts/book-regular.ttf`, `figures/steel.svg`). Nothing else can be read by the layout
    engine: no other file, no network.
    """

    css: str
    fonts: Mapping[str, bytes]
    images: Mapping[str, bytes]
    even_digits: bool = True
    """The digits of each font have one width, as they are or with the feature `tnum`: then folios in the text are filled in
    on joining."""
    capacity: float = 2000
    """Characters that a page holds, more or less: for a first guess of how many digits folios have."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Who lays the sections out: processes of this machine, or the workers of a Dask cluster. The result is the same."""

    processes: int = 1
    scheduler: str = ""
    """Address of the scheduler, such as `tcp://127.0.0.1:8786`."""
