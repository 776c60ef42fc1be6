"""Pandoc's tree of a foreign file → the tree of a chapter: one title, known classes, no raw markup; each change is named."""

from __future__ import annotations

import re
from typing import Any

from coursepack.document.ast import Blocks, Inlines, Node, attributes, paragraph, rewrite_inlines, text_of, walk
from coursepack.importing.model import Draft, is_empty

_KEPT = frozenset({"smallcaps", "source-page"})
_BOXES = {"☐": "open", "☒": "done"}
_LISTS = frozenset({"BulletList", "OrderedList"})
_NO_LANGUAGE = frozenset({"zxx", "und", "x-none"})
"""What programs write of words that are in none, or in one that they do not know (BCP 47, 4.1)."""


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
                kept.append({"t": "BlockQuote", "c": _within(draft, block["c"])})
            case "BulletList":
                _add_list(kept, {"t": "BulletList", "c": _items(draft, block["c"])})
            case "OrderedList":
                _add_list(kept, {"t": "OrderedList", "c": [block["c"][0], _items(draft, block["c"][1])]})
            case "HorizontalRule":
                draft.concern("rule", "a rule between paragraphs was left out; begin a section there, if it parts two")
            case _:
                kept.append(block)
    return kept


def _within(draft: Draft, blocks: Blocks) -> Blocks:
    """What stands in a quotation or a list holds no headings of the chapter."""
    inner = _without_divs(draft, blocks)
    for block in inner:
        if block["t"] == "Header":
            draft.concern("heading", f"“{text_of(block['c'][2])}” stands in a list or a quotation, and is bold instead")
            block.update(paragraph([{"t": "Strong", "c": block["c"][2]}]))
    return inner


def _items(draft: Draft, items: list[Blocks]) -> list[Blocks]:
    """The items of a list that hold anything."""
    return [inner for item in items if not is_empty(inner := _without_box(draft, _within(draft, item)))]


def _without_box(draft: Draft, item: Blocks) -> Blocks:
    """An item of a list of tasks, as pandoc reads it: no edition has boxes to tick."""
    row = item[0]["c"] if item and item[0]["t"] in ("Para", "Plain") else []
    state = _BOXES.get(row[0]["c"]) if row and row[0]["t"] == "Str" else None
    if state is None:
        return item
    draft.concern("task", f"“{text_of(row[1:]).strip()}” was {state}; its box was left out")
    return [{**item[0], "c": row[2:]}, *item[1:]]


def _add_list(kept: Blocks, block: Node) -> None:
    """Put a list below the last block: one that only holds a deeper list belongs to the list before it.

    Markdown takes two lists that follow each other for one; a comment parts them.
    """
    items = _items_of(block)
    if not items:
        return
    before = kept[-1] if kept and kept[-1]["t"] in _LISTS else None
    if before and len(items) == 1 and all(inner["t"] in _LISTS for inner in items[0]):
        _items_of(before)[-1].extend(items[0])
        return
    if before and before["t"] == block["t"]:
        kept.append({"t": "RawBlock", "c": ["markdown", "<!-- -->"]})
    kept.append(block)


def _items_of(block: Node) -> list[Blocks]:
    items: list[Blocks] = block["c"] if block["t"] == "BulletList" else block["c"][1]
    return items


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
    language = [["lang", pairs["lang"]]] if pairs.get("lang") and pairs["lang"].lower() not in _NO_LANGUAGE else []
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
    opening = draft.blocks[0] if draft.blocks else None
    said = bool(
        opening and opening["t"] in ("Header", "Para") and text_of(opening).split() == draft.title.split() != []
    )
    if said:
        del draft.blocks[0]
    headings = [block for block in draft.blocks if block["t"] == "Header"]
    highest = min((block["c"][0] for block in headings), default=0)
    tops = [block for block in headings if block["c"][0] == highest]
    first = next((block for block in draft.blocks if block["t"] != "Para" or text_of(block)), None)
    if not said and len(tops) == 1 and tops[0] is first:
        words = text_of(tops[0]["c"][2])
        if draft.title not in ("", words):
            draft.concern("title", f"the file calls itself “{draft.title}”, its heading is “{words}”")
        draft.title = words
        draft.blocks.remove(tops[0])
    elif not said and len(tops) == 1 and text_of(tops[0]["c"][2]) != draft.title:
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
            if not described or described.split() == text_of(node["c"][1]).split():
                draft.concern("image", f'‘{node["c"][2][0]}’ needs words for those who cannot see it: {{alt="…"}}')
    return block
