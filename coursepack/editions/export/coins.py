"""COinS: a work as an OpenURL in the title of an empty span, which reference managers find in a web page.

ANSI/NISO Z39.88-2004, key/encoded-value formats `journal`, `book`, `dissertation` and `dc`; the first three have no field for
an archive, and none has one for the day on which a page was seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from coursepack.editions.export.names import family_of, makers
from coursepack.editions.export.plain_text import inverted, iso_date, one_line, title_of
from coursepack.sources.bibliography import CslItem

_JOURNAL, _BOOK, _DISSERTATION = "journal", "book", "dissertation"
_FORMATS: Mapping[str, str] = {
    "article-journal": _JOURNAL, "article-magazine": _JOURNAL, "article-newspaper": _JOURNAL, "review": _JOURNAL,
    "book": _BOOK, "chapter": _BOOK, "paper-conference": _BOOK, "entry-encyclopedia": _BOOK,
    "entry-dictionary": _BOOK, "report": _BOOK, "pamphlet": _BOOK, "thesis": _DISSERTATION,
}  # fmt: skip
_WITHOUT_ARCHIVE = frozenset(_FORMATS)
_GENRES: Mapping[str, str] = {
    _JOURNAL: "article",
    "book": "book",
    "pamphlet": "book",
    "report": "report",
    "paper-conference": "proceeding",
}


def context_object(item: CslItem) -> str:
    """Write the OpenURL context object of a work, percent-encoded."""
    pairs = [("ctx_ver", "Z39.88-2004"), *_pairs(item)]
    return urlencode([(name, clean) for name, value in pairs if (clean := one_line(value))])


def _pairs(item: CslItem) -> Iterator[tuple[str, str]]:
    kind = _FORMATS.get(item["type"], "dc")
    yield "rft_val_fmt", f"info:ofi/fmt:kev:mtx:{kind}"
    if item.get("DOI"):
        yield "rft_id", f"info:doi/{item['DOI']}"
    if item.get("URL"):
        yield "rft_id", item["URL"]
    if kind == "dc":
        yield from _dublin_core(item)
        return
    yield from {_JOURNAL: _journal, _BOOK: _book, _DISSERTATION: _dissertation}[kind](item)
    yield "rft.date", iso_date(item.get("issued"))
    first = makers(item)[:1]
    for name in first:
        yield "rft.aulast", family_of(name)
        yield "rft.aufirst", name.get("given", "")
    yield from (("rft.au", inverted(name)) for name in makers(item))
    yield "rft.language", item.get("language", "")


def _journal(item: CslItem) -> Iterator[tuple[str, str]]:
    yield "rft.genre", "article"
    yield "rft.atitle", title_of(item)
    yield "rft.jtitle", item.get("container-title", "")
    yield "rft.place", item.get("publisher-place", "")
    yield from ((f"rft.{name}", item.get(name, "")) for name in ("volume", "issue"))
    yield "rft.pages", item.get("page", "")
    yield "rft.issn", item.get("ISSN", "")


def _book(item: CslItem) -> Iterator[tuple[str, str]]:
    part = "container-title" in item
    yield "rft.genre", "bookitem" if part else _GENRES.get(item["type"], "document")
    yield "rft.atitle" if part else "rft.btitle", title_of(item)
    yield "rft.btitle", item.get("container-title", "")
    yield "rft.publisher", item.get("publisher", "")
    yield "rft.place", item.get("publisher-place", "")
    yield "rft.edition", item.get("edition", "")
    yield "rft.series", item.get("collection-title", "")
    yield "rft.volume", item.get("volume", "")
    yield "rft.pages", item.get("page", "")
    yield "rft.isbn", item.get("ISBN", "")


def _dissertation(item: CslItem) -> Iterator[tuple[str, str]]:
    yield "rft.title", title_of(item)
    yield "rft.inst", item.get("publisher", "")
    yield "rft.degree", item.get("genre", "")


def _dublin_core(item: CslItem) -> Iterator[tuple[str, str]]:
    yield "rft.type", item["type"]
    yield "rft.title", title_of(item)
    yield from (("rft.creator", inverted(name)) for name in makers(item))
    yield "rft.publisher", item.get("publisher", "")
    yield "rft.date", iso_date(item.get("issued"))
    yield "rft.relation", item.get("container-title", "")
    yield "rft.source", ", ".join(item[name] for name in ("archive", "archive_location") if item.get(name))
    yield "rft.format", item.get("page", "")
    yield "rft.language", item.get("language", "")
    yield "rft.description", item.get("genre", "")
