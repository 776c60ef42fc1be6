"""What the layout engine may read: the book's fonts and images, and nothing else.

WeasyPrint's own fetcher opens files and network connections; this one looks a name up in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from mimetypes import MimeTypes
from typing import Any
from urllib.parse import unquote

from weasyprint.urls import URLFetcher, URLFetcherResponse

BASE_URL = "https://book.invalid/"
"""A name that never resolves (RFC 2606, 2). Constant, because the names of images in the PDF are hashes of their
URL."""

_TYPES = MimeTypes(filenames=())


class BookFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type hints
    """Serves files by name; raises `PermissionError` for everything else, which the engine logs as an error."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("https",), allow_redirects=False)
        self._files = files
        self._offered: Mapping[str, bytes] = {}
        self.served: set[str] = set()

    def offer(self, files: Mapping[str, bytes]) -> None:
        """Serve these files as well, and no longer those that were offered before."""
        self._offered = files

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return the file that `url` names below `BASE_URL`."""
        name = unquote(url.removeprefix(BASE_URL)) if url.startswith(BASE_URL) else None
        files = self._files if name in self._files else self._offered
        if name is None or name not in files:
            raise PermissionError(f"{url} is not part of the book")
        self.served.add(name)
        media_type = _TYPES.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, files[name], {"Content-Type": media_type})
