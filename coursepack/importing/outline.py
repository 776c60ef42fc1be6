"""What outliners (Logseq) write into their lines: properties, references to blocks, commands. Each is named; none is printed."""

from __future__ import annotations

import re

from coursepack.importing.model import Draft

_PROPERTY = re.compile(r"^[ \t]*([A-Za-z][\w-]*)::[ \t]+(\S.*)$\n?", re.MULTILINE)
_HEAD = re.compile(r"\A(?:[ \t]*[A-Za-z][\w-]*::[ \t]+\S.*\n|[ \t]*\n)+")
_REFERENCE = re.compile(r"\(\(([0-9a-fA-F-]{8,40})\)\)")
_COMMAND = re.compile(r"\{\{(?:embed|query|renderer|video|youtube|cloze)\b[^{}\n]*\}\}")
_HEADING = re.compile(r"^- (#{1,6} \S.*)$\n?", re.MULTILINE)
"""A block at the margin that is a heading: what it stands over are the blocks below it."""
_IDENTIFIED = re.compile(r"^[ \t]*-[ \t]+(.*)\n(?:[ \t]+[A-Za-z][\w-]*::.*\n)*?[ \t]+id::[ \t]+(\S+)", re.MULTILINE)


def take_outline(draft: Draft, text: str) -> str:
    """Take the marks of an outliner out of a text; a `title::` at its head becomes the draft's."""
    blocks = {match[2]: match[1].strip() for match in _IDENTIFIED.finditer(text)}
    head = _HEAD.match(text)
    for key, value in _PROPERTY.findall(head[0]) if head else ():
        if key.lower() == "title":
            draft.title = draft.title or value.strip()
            draft.calls.append("title")
        else:
            draft.concern("front matter", f"left out: {key}: {value}")
    body = text[head.end() :] if head else text
    for key, value in _PROPERTY.findall(body):
        draft.concern("property", f"left out: {key}:: {value}")
    body = _COMMAND.sub(lambda match: _left_out(draft, match[0]), _PROPERTY.sub("", body))
    body = _HEADING.sub(r"\n\1\n\n", body)
    return _REFERENCE.sub(lambda match: _referred(draft, match, blocks), body)


def _left_out(draft: Draft, command: str) -> str:
    draft.concern("command", f"left out: {command}; what it showed is not in this file")
    return ""


def _referred(draft: Draft, match: re.Match[str], blocks: dict[str, str]) -> str:
    words = blocks.get(match[1], "")
    if words:
        draft.concern("block reference", f"{match[0]} stands for “{words}”, and is now a copy of these words")
    else:
        draft.concern("block reference", f"left out: {match[0]}; its words are in another file")
    return words
