"""Pandoc's tree of a foreign file → the tree of a chapter: one title, known classes, no raw markup; each change is named."""

from __future__ import annotations

import re
from typing import Any

from coursepack.document.ast import Blocks, Inlines, Node, attributes, rewrite_inlines, text_of, walk
from coursepack.importing.model import Draft

_KEPT = frozenset({"smallcaps", "source-page"})


def clean(draft: Draft) -> None:
    """Settle headings, spans, divs, raw markup and images of a draft, in place."""
    draft.blocks = _without_divs(draft, draft.blocks)
    draft.blocks = rewrite_inlines(draft.blocks, lambda row: _plain_inlines(draft, row))
    _settle_title(draft)
    for node in walk(draft.blocks):
        if node["t"] == "Header":
            node["c"][1] = ["", [], []]
    draft.blocks = [_figure(draft, block) for block in draft.blocks]
    draft.title = " ".join(draft.title.split()) or draft.name.replace("-", " ").capitalize()


def _without_divs(draft: Draft, blocks: Blocks) -> Blocks:
    """Divs open up (their classes mean nothing here); raw blocks become text to be looked at."""
    kept: Blocks = []
    for block in blocks:
        match block["t"]:
            case "Div":
                kept += _without_divs(draft, block["c"][1])
            case "RawBlock":
                draft.concern(f"raw {block['c'][0]}", f"left out: “{' '.join(block['c'][1].split())}”")
            case "BlockQuote":
                kept.append({"t": "BlockQuote", "c": _without_divs(draft, block["c"])})
            case "BulletList":
                kept.append({"t": "BulletList", "c": [_without_divs(draft, item) for item in block["c"]]})
            case "OrderedList":
                items = [_without_divs(draft, item) for item in block["c"][1]]
                kept.append({"t": "OrderedList", "c": [block["c"][0], items]})
            case "HorizontalRule":
                draft.concern("rule", "a rule between paragraphs was left out; begin a section there, if it parts two")
            case _:
                kept.append(block)
    return kept


def _plain_inlines(draft: Draft, inlines: Inlines) -> Inlines:
    kept: Inlines = []
    for node in inlines:
        match node["t"]:
            case "Underline":
                draft.concern("underlined", f"“{text_of(node)}” is emphasised instead")
                kept.append({"t": "Emph", "c": node["c"]})
            case "Span":
                kept += _span(node)
            case "RawInline" if node["c"][0] != "markdown":
                draft.concern(f"raw {node['c'][0]}", f"left out: “{node['c'][1]}”")
            case "Link":
                kept += _link(draft, node)
            case _:
                kept.append(node)
    return kept


def _span(node: Node) -> Inlines:
    """A span keeps its language and the classes that a chapter may hold; others open up."""
    _, classes, pairs = attributes(node)
    known = [name for name in classes if name in _KEPT]
    language = [["lang", pairs["lang"]]] if pairs.get("lang") else []
    if not known and not language:
        return list(node["c"][1])
    return [{"t": "Span", "c": [["", known, language], node["c"][1]]}]


def _link(draft: Draft, node: Node) -> Inlines:
    """Links to the web stay; those to places of the old file keep their words only."""
    target = node["c"][2][0]
    if re.match(r"https?://|mailto:", target):
        return [{"t": "Link", "c": [["", [], []], node["c"][1], [target, ""]]}]
    if target:
        words = text_of(node["c"][1])
        draft.concern("link", f"“{words}” led to ‘{target}’; make it a cross-reference, [](#id), or leave the words")
    return list(node["c"][1])


def _settle_title(draft: Draft) -> None:
    """The title is the first heading of the highest level, where it stands alone on it; other headings begin at level 2."""
    headings = [block for block in draft.blocks if block["t"] == "Header"]
    highest = min((block["c"][0] for block in headings), default=0)
    tops = [block for block in headings if block["c"][0] == highest]
    first = next((block for block in draft.blocks if block["t"] != "Para" or text_of(block)), None)
    if len(tops) == 1 and tops[0] is first:
        words = text_of(tops[0]["c"][2])
        if draft.title not in ("", words):
            draft.concern("title", f"the file calls itself “{draft.title}”, its heading is “{words}”")
        draft.title = words
        draft.blocks.remove(tops[0])
    elif len(tops) == 1 and text_of(tops[0]["c"][2]) != draft.title:
        origin = f"the file calls itself “{draft.title}”" if draft.title else "taken from the file's name"
        draft.concern("title", f"{origin}; “{text_of(tops[0]['c'][2])}” may be the title")
    levels = sorted({block["c"][0] for block in draft.blocks if block["t"] == "Header"})
    for block in draft.blocks:
        if block["t"] == "Header":
            block["c"][0] = 2 + levels.index(block["c"][0])
            if block["c"][0] > 3:  # a chapter has sections and subsections
                draft.concern("heading", f"“{text_of(block['c'][2])}” is deeper than a chapter's headings go")
                block["c"][0] = 3


def _figure(draft: Draft, block: Node) -> Node:
    """A figure or an image alone in a paragraph becomes an image with its caption, and asks for alternative text."""
    if block["t"] == "Figure":
        image = next((node for node in walk(block["c"][2]) if node["t"] == "Image"), None)
        if image is None:
            return {"t": "Div", "c": [["", [], []], block["c"][2]]}
        caption: Any = block["c"][1][1][0]["c"] if block["c"][1][1] else image["c"][1]
        block = {"t": "Para", "c": [{"t": "Image", "c": [image["c"][0], caption, image["c"][2]]}]}
    for node in walk(block):
        if node["t"] == "Image":
            described = attributes(node)[2].get("alt", "")
            node["c"][0] = ["", [], [["alt", described]] if described else []]
            if (title := node["c"][2][1]) and title not in (text_of(node["c"][1]), described):
                draft.concern("image", f"‘{node['c'][2][0]}’: its title was left out: “{title}”")
            node["c"][2][1] = ""
            if not described:
                draft.concern("image", f'‘{node["c"][2][0]}’ needs words for those who cannot see it: {{alt="…"}}')
    return block
