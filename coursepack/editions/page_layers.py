"""Pages of a PDF, parted into layers: streams of their content that draw the same whatever is drawn before or after them.

In: the pages of a file. Out: of each page its layers, in order, which together are its whole content. A folio is a layer of its
own, so that what was made or proved of the rest of its page need not be made or proved again because the folio is another one.

A layer begins with all that a page begins with, and leaves nothing behind (ISO 32000-1, 8.4.2): whatever it does it does between
`q` and `Q`, and no text object, path or marked content stays open. Where anything cannot be told, the page is one layer.
"""

from __future__ import annotations

import copy
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary

from coursepack.editions.content_balance import Balance, balance
from coursepack.editions.content_keys import ContentKeys
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import Store

_WHOLE_FILE = ("/Outlines", "/PageLabels", "/StructTreeRoot", "/Names", "/Metadata", "/AF", "/OutputIntents")


@dataclass(frozen=True, slots=True)
class Layer:
    """Some of the streams of a page's content."""

    page: int
    """Its place in the file, from 0."""
    streams: tuple[int, ...]
    """Their places in the content of the page."""
    key: str
    """A hash of all that is drawn in it: its streams, and the page around them with all that it names."""


def streams_of(page: pikepdf.Page) -> list[pikepdf.Object]:
    """The streams of a page's content."""
    contents = page.obj.get("/Contents", Array())
    return list(contents) if isinstance(contents, Array) else [contents]


def joined(pdf: pikepdf.Pdf, streams: Sequence[pikepdf.Object]) -> pikepdf.Object:
    """Streams as one, parted as readers part them (ISO 32000-1, 7.8.2)."""
    return streams[0] if len(streams) == 1 else pdf.make_stream(b"\n".join(each.read_bytes() for each in streams))


def layers_of(pages: Sequence[pikepdf.Page], keys: ContentKeys, pieces: Pieces) -> list[list[tuple[int, ...]]]:
    """Of each page, the places of the streams that make each of its layers; `pieces` keeps what a stream leaves open."""
    streams = [streams_of(page) for page in pages]
    row = [stream for several in streams if len(several) > 1 for stream in several]
    found = pieces.every(
        [["balance", keys.of(stream)] for stream in row], lambda place: balance(row[place].read_bytes())
    )
    told = iter(found)
    return [
        _grouped([next(told) for _ in several]) if len(several) > 1 else [tuple(range(len(several)))]
        for several in streams
    ]


def _grouped(balances: Sequence[Balance | None]) -> list[tuple[int, ...]]:
    """Cut a content where all that was saved is restored, unless anything was drawn or chosen with nothing saved."""
    groups: list[tuple[int, ...]] = []
    depth = first = 0
    for place, each in enumerate(balances):
        if each is None or depth + each[0] < 0 or (each[1] is not None and depth + each[1] < 1):
            return [tuple(range(len(balances)))]
        depth += each[2]
        if depth == 0:
            groups.append(tuple(range(first, place + 1)))
            first = place + 1
    return groups if depth == 0 else [tuple(range(len(balances)))]


def file_layers(data: bytes, store: Store) -> tuple[tuple[Layer, ...], ...]:
    """The layers of each page of a file. Several proofs ask for the same file, one after another.

    Raises `ValueError` for a file that is no PDF.
    """
    return _file_layers(data, store)  # type: ignore[arg-type]  # every store can be hashed


@lru_cache(maxsize=2)
def _file_layers(data: bytes, store: Store) -> tuple[tuple[Layer, ...], ...]:
    keys = ContentKeys()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages = list(pdf.pages)
            with Pieces(store, f"layers {_boxes(pages)}") as pieces:
                groups = layers_of(pages, keys, pieces)
            return tuple(tuple(_layers(at, page, groups[at], keys)) for at, page in enumerate(pages))
    except pikepdf.PdfError as fault:
        raise ValueError(str(fault)) from fault


def _layers(at: int, page: pikepdf.Page, groups: Sequence[tuple[int, ...]], keys: ContentKeys) -> list[Layer]:
    streams, around = streams_of(page), keys.around_content(page.obj)
    return [
        Layer(at, group, hashlib.sha256(" ".join([around, *(keys.of(streams[n]) for n in group)]).encode()).hexdigest())
        for group in groups
    ]


def _boxes(pages: Sequence[pikepdf.Page]) -> str:
    """What tells the files of a build apart, each of which keeps pieces of its own: the size of their pages."""
    first = pages[0].obj if pages else Dictionary()
    return " ".join(str([float(edge) for edge in first.get(name, ())]) for name in ("/MediaBox", "/TrimBox"))


def page_keys(data: bytes, store: Store) -> list[str]:
    """Of each page of a file, a hash of all that is drawn on it. Raises `ValueError` for a file that is no PDF."""
    return [" ".join(layer.key for layer in layers) for layers in file_layers(data, store)]


def excerpt(data: bytes, layers: Sequence[Layer]) -> bytes:
    """A PDF with a page for each of these layers: the page that it stands on, with nothing else of its content."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = list(pdf.pages)
        made = []
        for layer in layers:
            page, streams = copy.copy(pages[layer.page].obj), streams_of(pages[layer.page])
            page.Contents = Array([streams[place] for place in layer.streams])
            made.append(pikepdf.Page(pdf.make_indirect(page)))
        del pdf.pages[:]
        pdf.pages.extend(made)
        for name in _WHOLE_FILE:
            if name in pdf.Root:
                del pdf.Root[name]
        target = io.BytesIO()
        pdf.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return target.getvalue()
