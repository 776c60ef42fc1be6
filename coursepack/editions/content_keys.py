"""What objects of a PDF hold, as hashes: equal for equal content, whatever numbers the objects have."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Set

import pikepdf
from pikepdf import Array, Dictionary, Stream

_REFERENCE = re.compile(rb"\d \d+ R\b")
_ELSEWHERE = frozenset({"/Parent", "/StructParents", "/StructParent", "/Annots", "/Length", "/P", "/Tabs"})
"""What leads out of a page, or says where it stands, not what is drawn on it."""


class ContentKeys:
    """Hashes objects of one file; what several of them share is hashed once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}

    def of(self, item: pikepdf.Object) -> str:
        """The hash of an object and of all that it names."""
        return self._digest(item).hex()

    def around_content(self, page: pikepdf.Object) -> str:
        """The hash of a page and of all that it names, but for what is drawn on it."""
        return self._entries(page, {*_ELSEWHERE, "/Contents"}, b"page ").hex()

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
            kind = b"stream " + item.read_raw_bytes() if isinstance(item, Stream) else b"dictionary "
            return self._entries(item, _ELSEWHERE, kind)
        return digest.digest()

    def _entries(self, item: pikepdf.Object, without: Set[str], kind: bytes) -> bytes:
        digest = hashlib.sha256(kind)
        for name in sorted(item.keys()):
            if name not in without:
                digest.update(name.encode() + b" " + self._digest(item[name]))
        return digest.digest()
