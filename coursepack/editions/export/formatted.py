"""The bibliography as the style prints it, for people: plain text, a web page with COinS, a document for a word processor.

In: citeproc's entries, as the book itself prints them. pandoc writes all three; the document gets the hanging indents that a
bibliography has, in the style `Bibliography`, so that one change in the word processor changes all.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable
from html import escape
from io import BytesIO

from coursepack import pandoc
from coursepack.document.ast import Blocks, Inlines, Node, rewrite_inlines, text_of
from coursepack.document.citation_places import entry_blocks
from coursepack.editions.export.coins import context_object
from coursepack.editions.export.model import Selection, Setting, Work
from coursepack.errors import ToolFailed
from coursepack.theme import markup

_ENTRY = re.compile(r'^<div id="ref-[^"]*" class="entry">', re.MULTILINE)
_STYLE = re.compile(r'(<w:style [^>]*w:styleId="Bibliography"[^>]*>.*?)(</w:style>)', re.DOTALL)
_INDENT = '<w:pPr><w:spacing w:after="120"/><w:ind w:left="480" w:hanging="480"/></w:pPr>'
"""Twentieths of a point (ECMA-376, 17.3.1.12)."""


def write_text(selection: Selection) -> bytes:
    """Write one paragraph an entry, UTF-8, lines not broken, italics without a mark."""
    entries = ("\n\n".join(_plain(block) for block in work.formatted) for work in selection.works)
    return ("\n\n".join(entries) + "\n").encode()


def _plain(block: Node) -> str:
    """The words of a paragraph; in numeric styles, a space after the number."""
    return " ".join(text_of(rewrite_inlines(block, _parted)).split())


def _parted(inlines: Inlines) -> Inlines:
    space: Node = {"t": "Space"}
    return [each for node in inlines for each in ((node, space) if _is_number(node) else (node,))]


def _is_number(node: Node) -> bool:
    return bool(node["t"] == "Span" and "csl-left-margin" in node["c"][0][1])


def html_entries(works: Iterable[Work]) -> dict[str, str]:
    """Write the entry of every work as HTML, with the COinS by which a reference manager knows it, in one run of pandoc."""
    keys, blocks = [], []
    for work in works:
        keys.append(work.item["id"])
        blocks.append(entry_blocks([(keys[-1], _with_coins(work))])[0])
    page = pandoc.run(["-f", "json", "-t", "html5", "--wrap=none"], json.dumps(_document(blocks)))
    starts = [match.start() for match in _ENTRY.finditer(page)]
    if len(starts) != len(keys):
        raise ToolFailed(f"pandoc wrote {len(starts)} entries for {len(keys)}")
    ends = [*starts[1:], len(page)][: len(starts)]
    return {key: page[start:end] for key, start, end in zip(keys, starts, ends, strict=True)}


def write_html(selection: Selection, setting: Setting) -> bytes:
    """Write a web page of the entries."""
    entries = "".join(setting.entries[work.item["id"]] for work in selection.works)
    page = setting.theme.render(
        "citations.html",
        title=selection.title,
        lang=setting.language,
        entries=markup(entries),
        works=len(selection.works),
    )
    return page.encode()


def write_docx(selection: Selection, setting: Setting) -> bytes:
    """Write an Office Open XML document; the same bytes for the same entries and date."""
    entries: Blocks = [_entry(work.item["id"], work.formatted) for work in selection.works]
    heading: Node = {"t": "Header", "c": [1, ["", [], []], [{"t": "Str", "c": selection.title}]]}
    ast = _document([heading, {"t": "Div", "c": [["refs", ["references"], []], entries]}])
    ast["meta"] = {"lang": {"t": "MetaString", "c": setting.language}}
    return _with_hanging_indents(pandoc.to_docx(ast, setting.date))


def _entry(key: str, blocks: Blocks) -> Node:
    return {"t": "Div", "c": [[f"ref-{key}", ["csl-entry"], []], blocks]}


def _with_coins(work: Work) -> Blocks:
    """End an entry with an empty span that holds its OpenURL."""
    span = f'<span class="Z3988" title="{escape(context_object(work.item))}"></span>'
    return [*work.formatted, {"t": "RawBlock", "c": ["html", span]}]


def _document(blocks: Blocks) -> pandoc.Ast:
    return {"pandoc-api-version": pandoc.api_version(), "meta": {}, "blocks": blocks}


def _with_hanging_indents(docx: bytes) -> bytes:
    """Rewrite the archive with the style changed; names, order and dates of its members stay."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "word/styles.xml":
                data = _STYLE.sub(rf"\1{_INDENT}\2", data.decode()).encode()
            target.writestr(member, data)
    return made.getvalue()
