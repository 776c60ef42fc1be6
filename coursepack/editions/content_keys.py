"""What objects of a PDF hold, as hashes: equal for equal content, whatever numbers the objects have."""

from __future__ import annotations

import hashlib
import io
import re
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary, Stream

_REFERENCE = re.compile(rb"\d \d+ R\b")
_ELSEWHERE = frozenset({"/Parent", "/StructParents", "/StructParent", "/Annots", "/Length", "/P", "/Tabs"})
"""What leads out of a page, or says where it stands, not what is drawn on it."""


@lru_cache(maxsize=2)
def page_keys(pdf: bytes) -> tuple[str, ...]:
    """Of each page of a file, a hash of all that is drawn on it. Raises `ValueError` for a file that is no PDF.

    Several proofs ask for the same file, one after another.
    """
    contents = ContentKeys()
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return tuple(contents.of(page.obj) for page in document.pages)
    except pikepdf.PdfError as fault:
        raise ValueError(str(fault)) from fault


class ContentKeys:
    """Hashes objects of one file; what several of them share is hashed once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}

    def of(self, item: pikepdf.Object) -> str:
        """The hash of an object and of all that it names."""
        return self._digest(item).hex()

    def _digest(self, item: pikepdf.Object) -> bytes:
        if not isinstance(item, pikepdf.Object) or not item.is_indirect:
            return self._hashed(item)
        if item.objgen not in self._known:
            self._known[item.objgen] = b"circle"
            self._known[item.objgen] = self._hashed(item)
        return self._known[item.objgen]

    def _hashed(self, item: pikepdf.Object) -> bytes:
        digest = hashlib.sha256()
        if not isinstance(item, (Array, Dictionary, Stream)):
            text = item.unparse() if isinstance(item, pikepdf.Object) else repr(item).encode()
            digest.update(type(item).__name__.encode() + b" " + text)
        elif isinstance(item, Array):
            text = item.unparse()
            whole = not _REFERENCE.search(text)
            digest.update(b"array " + (text if whole else b"".join(map(self._digest, item))))
        else:
            digest.update(b"stream " + item.read_raw_bytes() if isinstance(item, Stream) else b"dictionary ")
            for name in sorted(item.keys()):
                if name not in _ELSEWHERE:
                    digest.update(name.encode() + b" " + self._digest(item[name]))
        return digest.digest()
