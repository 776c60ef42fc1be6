"""The parts of a book in ink, each once: an edit costs the parts that it changes, not the book.

In: the pages of parts, without fonts. Out: of each part a PDF of the same pages in the inks of the press, and what is known of
each page.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import partial
from io import BytesIO
from typing import Protocol

import pikepdf

from coursepack.editions.press.colour import Inks
from coursepack.editions.press.job import PressJob
from coursepack.editions.press.recolour import InkedPage, Recolouring
from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.kept import kept, kept_all
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import Store


class Part(Protocol):
    """A part of the book, of which `fingerprint` makes a key of all that its pages are."""

    @property
    def id(self) -> str:
        """What part it is, whatever its pages are now."""

    def open(self) -> pikepdf.Pdf:
        """Its pages."""


def ink_parts(parts: Sequence[Part], job: PressJob, store: Store) -> list[tuple[bytes, list[InkedPage]]]:
    """Put parts in ink; of a part that has changed, only the pages that have."""
    name = f"press {fingerprint(job)}"
    made = kept_all(store, f"part of {name}", parts, lambda place: _written(parts[place], job, store, name))
    return [_read(each) for each in made]


def put_in_ink(pdf: pikepdf.Pdf, job: PressJob, store: Store, pieces: str) -> list[InkedPage]:
    """Put the pages of a PDF in ink. `pieces` names these pages, whatever is drawn on them now."""
    keep = partial(kept, store, f"image of press {fingerprint(job)}")
    with Pieces(store, pieces) as known:
        return Recolouring(pdf, Inks(job.profile), flatten=job.standard == "pdfx-1a", keep=keep).convert(known)


def _written(part: Part, job: PressJob, store: Store, name: str) -> bytes:
    """A part in ink, as JSON."""
    target = BytesIO()
    with part.open() as pdf:
        pages = put_in_ink(pdf, job, store, f"{name} {part.id}")
        pdf.save(target, deterministic_id=True, compress_streams=True)
    known = [[sorted(page.names), page.digest] for page in pages]
    return json.dumps([b64encode(target.getvalue()).decode("ascii"), known]).encode()


def _read(made: bytes) -> tuple[bytes, list[InkedPage]]:
    data, known = json.loads(made)
    return b64decode(data), [InkedPage(frozenset(names), digest) for names, digest in known]
