"""E-book, last step: the files of the package as one ZIP container (EPUB Open Container Format 3.3).

The same files give the same bytes: names in order, one date, no owner, one compression level.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from coursepack.keeping.kept import kept
from coursepack.keeping.store import Store

MEDIA_TYPE = b"application/epub+zip"
PACKAGE_FOLDER = "EPUB"

_PACKED_ALREADY = (".png", ".jpg", ".gif", ".webp")
_EARLIEST = date(1980, 1, 1)  # ZIP knows no earlier year
_VERSION, _UNIX, _UTF_8, _ORDINARY_FILE = 20, 3, 1 << 11, 0o100644
_WORTH_KEEPING = 4096  # bytes


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the package as the manifest lists it (EPUB 3.3, §5.6): `href` is relative to the package document."""

    id: str
    href: str
    media_type: str
    data: bytes
    properties: str = ""


def pack(package: str, container: str, items: Iterable[Item], day: date, store: Store) -> bytes:
    """Write the EPUB file.

    `package` and `container` are the package document and META-INF/container.xml; `day` dates the entries. `store` keeps files
    as they were compressed.
    """
    files = {f"{PACKAGE_FOLDER}/{item.href}": item.data for item in items}
    ordered = [
        ("mimetype", MEDIA_TYPE),
        ("META-INF/container.xml", container.encode()),
        (f"{PACKAGE_FOLDER}/package.opf", package.encode()),
        *sorted(files.items()),
    ]
    target, listed = io.BytesIO(), []
    for name, data in ordered:
        entry = _Entry.of(name, data, max(day, _EARLIEST), store)
        listed.append(entry.listed(target.tell()))
        target.write(entry.local())
    start = target.tell()
    target.write(b"".join(listed))
    count, size = len(listed), target.tell() - start
    target.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, start, 0))
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file as the container has it, as it is or deflated (APPNOTE.TXT 6.3, §4.4)."""

    name: bytes
    stored: bytes
    common: bytes
    """What both of its headers say: from the version that is needed to the length of the name."""

    @classmethod
    def of(cls, name: str, data: bytes, day: date, store: Store) -> _Entry:
        """Make the entry of a file."""
        plain = name == "mimetype" or name.endswith(_PACKED_ALREADY)
        stored, path = data if plain else _deflated(data, store), name.encode()
        date_bits = (day.year - _EARLIEST.year) << 9 | day.month << 5 | day.day
        flags, method = 0 if name.isascii() else _UTF_8, 0 if plain else zipfile.ZIP_DEFLATED
        sizes = zlib.crc32(data), len(stored), len(data), len(path), 0
        return cls(path, stored, struct.pack("<5H3L2H", _VERSION, flags, method, 0, date_bits, *sizes))

    def local(self) -> bytes:
        """The header and the data (§4.3.7)."""
        return b"PK\3\4" + self.common + self.name + self.stored

    def listed(self, offset: int) -> bytes:
        """The line of the central directory (§4.3.12); `offset` is where the header stands."""
        made_by = _UNIX << 8 | _VERSION  # whatever system the build runs on
        rest = struct.pack("<3H2L", 0, 0, 0, _ORDINARY_FILE << 16, offset)
        return b"PK\1\2" + struct.pack("<H", made_by) + self.common + rest + self.name


def _deflated(data: bytes, store: Store) -> bytes:
    if len(data) < _WORTH_KEEPING:
        return _deflate(data)
    return kept(store, "deflated", (data, zlib.ZLIB_RUNTIME_VERSION), lambda: _deflate(data))


def _deflate(data: bytes) -> bytes:
    return zlib.compress(data, 9, -zlib.MAX_WBITS)  # without the frame of zlib (RFC 1950)
