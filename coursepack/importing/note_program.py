"""Markdown as note-taking programs write it: front matter, wikilinks, highlights, callouts, links to a moment of a recording."""

from __future__ import annotations

import re
from typing import Any

from coursepack import pandoc
from coursepack.document.ast import Inlines, Node, attributes, paragraph, rewrite_inlines, text_of
from coursepack.document.depth import brackets_too_deep
from coursepack.importing.model import Draft, Unreadable
from coursepack.importing.outline import take_outline
from coursepack.importing.time_stamps import is_word, key_of, moment_of
from coursepack.sources.files import SourceFile
from coursepack.sources.plain_yaml import PlainYamlError, compose, plain

_DIALECT = (
    "markdown+wikilinks_title_after_pipe+mark+lists_without_preceding_blankline-yaml_metadata_block-pandoc_title_block"
    "+autolink_bare_uris-tex_math_single_backslash-raw_tex"
)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_REMARK = re.compile(r"%%(.+?)%%", re.DOTALL)
_BLOCK_ID = re.compile(r"[ \t]\^[A-Za-z0-9-]+(?=[ \t]*$)", re.MULTILINE)
_CALLOUT = re.compile(r"^([ \t]*>[ \t]*)\[!(\w+)\][+-]?[ \t]*(.*)$", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+")
_LABEL = re.compile(r"\[\^([^\]\s]+)\]")
"""Of a note, where it is called and where it stands: the chapter has notes of its own numbers."""
_TAGS = {"u": "Underline", "sub": "Subscript", "sup": "Superscript", "b": "Strong", "i": "Emph", "s": "Strikeout"}
_TAGGED = re.compile(rf"<(/?)(br|{'|'.join(_TAGS)})\s*/?>", re.IGNORECASE)
_SIZE = re.compile(r"\d+(?:x\d+)?")
_TAG = re.compile(r"#[\w/-]*[A-Za-z][\w/-]*")


def read_notes(name: str, text: str) -> Draft:
    """Read Markdown of any dialect that these programs write."""
    draft = Draft(name, "", [], text)
    record, body = _front_matter(draft, text)
    draft.title = str(record.pop("title", "")).strip()
    draft.calls += ["title"] if draft.title else []
    draft.calls += [word.casefold() for label in _LABEL.findall(body) for word in _WORD.findall(label)]
    for key, value in record.items():
        draft.concern(
            "front matter", f"left out: {key}: {value if isinstance(value, str) else ', '.join(map(str, value))}"
        )
    body = take_outline(draft, body)
    for remark in _REMARK.findall(body):
        draft.concern("remark", f"left out: “{' '.join(remark.split())}”")
    body = _REMARK.sub("", body)
    for block_id in _BLOCK_ID.findall(body):
        draft.concern("block id", f"left out: {block_id.strip()}")
    body = _BLOCK_ID.sub("", body)
    for kind, title in {(match[2], match[3]) for match in _CALLOUT.finditer(body)}:
        draft.concern("callout", f"[!{kind}] {title} became a quotation")
    body = _CALLOUT.sub(
        lambda match: f"{match[1]}**{match[3].strip() or match[2].title()}**\n{match[1].rstrip()}", body
    )
    if deep := brackets_too_deep(SourceFile(f"{name}.md", body), [body]):
        raise Unreadable(f"line {deep.location.line} or near it: {deep.message}")
    blocks = [_without_size(block) for block in pandoc.read(body.encode(), _DIALECT)["blocks"]]
    draft.blocks = rewrite_inlines(blocks, lambda row: _settle(draft, _typed_tags(draft, row)))
    return draft


def _front_matter(draft: Draft, text: str) -> tuple[dict[str, Any], str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    try:
        record = plain(compose(match[1]))
    except PlainYamlError as fault:
        draft.concern("front matter", f"left out, since it is not plain YAML ({fault}): {' '.join(match[1].split())}")
        return {}, text[match.end() :]
    return record if isinstance(record, dict) else {}, text[match.end() :]


def _without_size(block: Node) -> Node:
    """An embedded image that stands alone: pandoc takes what is said of its size for a caption."""
    inner = block["c"][2][0]["c"] if block["t"] == "Figure" and block["c"][2] else []
    embedded = len(inner) == 1 and inner[0]["t"] == "Image" and "wikilink" in attributes(inner[0])[1]
    return paragraph(inner) if embedded else block


def _typed_tags(draft: Draft, inlines: Inlines) -> Inlines:
    """Breaks of lines, and words between tags of HTML that Markdown has signs for, as these programs write them."""
    settled: Inlines = []
    opened: list[tuple[str, int]] = []
    for node in inlines:
        tag = _TAGGED.fullmatch(node["c"][1]) if node["t"] == "RawInline" else None
        if tag and tag[2].lower() == "br":
            settled.append({"t": "LineBreak"})
            draft.calls.append("br")
        elif tag and tag[1] and opened and opened[-1][0] == tag[2].lower():
            name, start = opened.pop()
            settled[start:] = [{"t": _TAGS[name], "c": settled[start + 1 :]}]
            draft.calls += [name, name]
        else:
            if tag and not tag[1]:
                opened.append((tag[2].lower(), len(settled)))
            settled.append(node)
    return settled


def _settle(draft: Draft, inlines: Inlines) -> Inlines:
    """Links between notes keep their words; marks and tags become words; moments of a recording become citations."""
    settled: Inlines = []
    for place, node in enumerate(inlines):
        match node["t"]:
            case "Link":
                settled += _link(draft, inlines, place)
            case "Image" if "wikilink" in attributes(node)[1]:
                settled.append(_embedded(draft, node))
            case "Span" if "mark" in attributes(node)[1]:
                draft.concern("highlight", f"“{text_of(node)}” is no longer highlighted")
                settled += node["c"][1]
            case "Str" if _TAG.fullmatch(node["c"].rstrip(".,;:")):
                draft.concern("tag", f"{node['c']} stands in the text as it did")
                settled.append(node)
            case _:
                settled.append(node)
    return settled


def _link(draft: Draft, inlines: Inlines, place: int) -> Inlines:
    node = inlines[place]
    target, words = node["c"][2][0], text_of(node["c"][1])
    moment = moment_of(target, words)
    if moment:
        key = key_of(target)
        draft.web[key] = re.sub(r"[?&#]t=\w+|#.*$", "", target)
        kept = [*node["c"][1], {"t": "Space"}] if is_word(inlines, place) else []
        became = "has a citation behind it" if kept else "became a citation"
        draft.concern("time stamp", f"{words} ({target}) {became} of @{key}, {moment}")
        return [*kept, {"t": "RawInline", "c": ["markdown", f"[@{key}, {moment}]"]}]
    if "wikilink" in attributes(node)[1] or not re.match(r"[a-z]+:|#", target):
        draft.concern(
            "link between notes", f"“{words}” led to ‘{target}’; make it a cross-reference, [](#id), or leave the words"
        )
        return _named(node["c"][1]) if words == target else list(node["c"][1])
    return [node]


def _named(inlines: Inlines) -> Inlines:
    """The words of a link that names a note, a heading in it or a block of it: `Note#Heading`, `Note#^id`."""
    name, _, place = text_of(inlines).partition("#")
    words = f"{name}: {place}" if name and place and not place.startswith("^") else name or place.lstrip("^")
    return [{"t": "Str", "c": word} if word != " " else {"t": "Space"} for word in re.split("( )", words) if word]


def _embedded(draft: Draft, node: dict[str, Any]) -> dict[str, Any]:
    """An embedded image is an image without words for those who cannot see it; an embedded note is only named."""
    target = node["c"][2][0]
    if re.search(r"\.(png|jpe?g|gif|webp|svg)$", target, re.IGNORECASE):
        said = words if (words := text_of(node["c"][1])) != target else ""
        size = f", at the size {said}" if _SIZE.fullmatch(said) else ""
        draft.concern("image", f"‘{target}’ was shown here{size}; it may need a caption")
        described = [["alt", said]] if said and not size else []
        return {"t": "Image", "c": [["", [], described], [], [target, ""]]}
    draft.concern("embedded note", f"‘{target}’ was shown here; its words are not in this file")
    return {"t": "Str", "c": f"[{target}]"}
