"""E-book, last step: the files of the package as one ZIP container (EPUB Open Container Format 3.3).

The same files give the same bytes: names in order, one date, no owner, one compression level.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MEDIA_TYPE = b"application/epub+zip"
PACKAGE_FOLDER = "EPUB"

_PACKED_ALREADY = (".png", ".jpg", ".gif", ".webp")
_EARLIEST = date(1980, 1, 1)  # ZIP knows no earlier year


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the package as the manifest lists it (EPUB 3.3, §5.6): `href` is relative to the package document."""

    id: str
    href: str
    media_type: str
    data: bytes
    properties: str = ""


def pack(package: str, container: str, items: Iterable[Item], day: date) -> bytes:
    """Write the EPUB file.

    `package` and `container` are the package document and META-INF/container.xml; `day` dates the entries.
    """
    files = {f"{PACKAGE_FOLDER}/{item.href}": item.data for item in items}
    ordered = [
        ("mimetype", MEDIA_TYPE),
        ("META-INF/container.xml", container.encode()),
        (f"{PACKAGE_FOLDER}/package.opf", package.encode()),
        *sorted(files.items()),
    ]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in ordered:
            _write(archive, name, data, max(day, _EARLIEST))
    return target.getvalue()


def _write(archive: zipfile.ZipFile, name: str, data: bytes, day: date) -> None:
    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.create_system = 3  # Unix, on whatever system the build runs
    entry.external_attr = 0o100644 << 16
    stored = name == "mimetype" or name.endswith(_PACKED_ALREADY)
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    archive.writestr(entry, data, compresslevel=9)
