"""How the book itself is cited: its own entry, and a citation of one of its pages, as its style prints them.

In: the CSL item of the book, the style. Out: both as XHTML, for the copyright page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from coursepack import pandoc
from coursepack.document.ast import Blocks, Inlines, Node, walk
from coursepack.document.styles import Style
from coursepack.sources.bibliography import CslItem, for_rendering
from coursepack.theme import markup

PAGE = "1"
"""The page that is cited as an example: every book has it."""


@dataclass(frozen=True, slots=True)
class OwnCitation:
    """Fragments of XHTML; empty where the style prints nothing, as one without a bibliography does."""

    entry: Markup
    page: Markup
    number: str = PAGE


_NUMBER = "csl-left-margin"
"""What pandoc calls the number of an entry."""


def cite_book(item: CslItem, style: Style, language: str) -> OwnCitation:
    """Let citeproc write both in one run. Raises `ToolFailed`."""
    arguments = ["-f", "json", "-t", "json", "--citeproc", "--bibliography=references.json", "--csl=style.csl"]
    files = {"references.json": json.dumps([for_rendering(item, language)], ensure_ascii=False), "style.csl": style.xml}
    blocks = json.loads(pandoc.run(arguments, json.dumps(_request(item["id"], language), ensure_ascii=False), files))[
        "blocks"
    ]
    cites = [node for node in walk(blocks[:1]) if node["t"] == "Cite"]
    page = list(_words(cites[0]["c"][1])) if cites else []
    return OwnCitation(_xhtml(list(_entry(blocks))), _xhtml(page))


def _request(key: str, language: str) -> pandoc.Ast:
    locator: Inlines = [{"t": "Str", "c": ","}, {"t": "Space"}, {"t": "Str", "c": PAGE}]
    citation = {
        "citationId": key,
        "citationPrefix": [],
        "citationSuffix": locator,
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 1,
        "citationHash": 0,
    }
    meta = {"lang": {"t": "MetaString", "c": language}}
    return {
        "pandoc-api-version": pandoc.api_version(),
        "meta": meta,
        "blocks": [{"t": "Para", "c": [{"t": "Cite", "c": [[citation], []]}]}],
    }


def _words(inlines: Inlines) -> Iterator[Node]:
    """The words of a citation: of its note, where the style makes one."""
    for node in inlines:
        if node["t"] == "Note":
            for block in node["c"]:
                yield from block["c"]
        else:
            yield node


def _entry(blocks: Blocks) -> Iterator[Node]:
    """The inlines of the one entry of the bibliography, without its number."""
    for node in walk(blocks[1:]):
        if node["t"] in ("Para", "Plain"):
            for each in node["c"]:
                classes = each["c"][0][1] if each["t"] == "Span" else []
                if any(name.startswith("csl-") for name in classes):  # HTML has them as divs, which no line may hold
                    yield from [] if _NUMBER in classes else each["c"][1]
                else:
                    yield each


def _xhtml(inlines: Inlines) -> Markup:
    """Write inlines without links and divs of the bibliography: each edition has the address as words."""
    if not inlines:
        return markup("")
    document = {"pandoc-api-version": pandoc.api_version(), "meta": {}, "blocks": [{"t": "Plain", "c": inlines}]}
    return markup(
        pandoc.run(["-f", "json", "-t", "html5", "--wrap=none"], json.dumps(document, ensure_ascii=False)).strip()
    )
