"""Second step: the text split into entries and macros by bibtexparser, and every head accounted for.

In: the decoded text. Out: raw entries, still unresolved, in file order. bibtexparser goes on after a mistake; what it
could not read, or skipped, is an error here, one for each head, so that no entry is lost without a word.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bibtexparser.exceptions import ParserStateException
from bibtexparser.model import Block as ParsedBlock
from bibtexparser.model import Entry as ParsedEntry
from bibtexparser.model import ImplicitComment, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.sources.bibliography.clean_entries import RawEntry, RawField, take_clean
from coursepack.sources.bibliography.comments import blank_comments, settle_heads

UNREADABLE = error("B005", "An entry cannot be read")
UNBALANCED = error("B008", "A brace or quotation mark is not closed")
MISSING_COMMA = error("B009", "A comma or an equals sign is missing in an entry")

_HEAD = re.compile(r"""@[ \t\n]*([^\s{}(),"=\#%@'\\~]+)[ \t\n]*[{(][ \t\n]*([^\s,{}="]*)""")
_WIDE_HEAD = re.compile(r"[@＠]\s*(\w+)\s*[{(｛（]\s*([^\s,，{}｛｝]*)\s*[,，]")
"""A head with signs of an East Asian keyboard, full width: no program takes it for one."""
_WIDE = frozenset("＠｛（，")
_DELIMITER = re.compile(r'(?<!\\)[{}"]')
_NOT_ENTRIES = {"comment", "string", "preamble"}
_MARGIN = 200  # characters looked back over for the end of the line or entry before a head

# Its warnings come back as diagnostics; without this they would also be printed.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
logging.getLogger("bibtexparser").propagate = False


@dataclass(frozen=True, slots=True)
class RawMacro:
    """An `@string` definition as written."""

    name: str
    expression: str
    line: int


@dataclass(frozen=True, slots=True)
class Parts:
    """What a file consists of, in its order. `heads` counts the heads of entries, read or not."""

    items: tuple[RawEntry | RawMacro, ...]
    heads: int


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block and the span of the text that it takes up."""

    block: ParsedBlock
    start: int
    end: int


def has_more_heads(text: str, most: int) -> bool:
    """Whether a file has more heads of entries than `most`."""
    return text.count("@") > most and sum(1 for _ in _HEAD.finditer(text)) > most


def split(text: str, shown_as: str) -> tuple[Parts, list[Diagnostic]]:
    """Split a file; each head of an entry is a `RawEntry` or an error."""
    clean, text = take_clean(settle_heads(blank_comments(text)))
    text = text.replace("\\\n", "\\ \n")  # bibtexparser does not count a line that ends with a backslash
    try:
        blocks = Splitter(text).split().blocks if "@" in text else []
    except ParserStateException as fault:
        return Parts(tuple(clean), len(clean) + len(_HEAD.findall(text))), [
            UNREADABLE.at(Location(shown_as), str(fault.message))
        ]
    placed = list(_placed(text, blocks))
    items: list[RawEntry | RawMacro] = [*clean]
    found: list[Diagnostic] = []
    for each in placed:
        block = each.block
        if isinstance(block, ParsingFailedBlock) and block.ignore_error_block is not None:
            block = block.ignore_error_block  # a doubled key or field: read it all the same, judge it later
        if isinstance(block, ParsedEntry):
            items.append(_entry(block))
        elif isinstance(block, String):
            items.append(RawMacro(block.key, block.value, _line(block)))
        elif isinstance(block, ParsingFailedBlock):
            found.append(_failure(block, shown_as))
    lost = [UNREADABLE.at(Location(shown_as, line), message, hint) for line, message, hint in _lost_heads(text, placed)]
    lost += [
        UNREADABLE.at(Location(shown_as, line), message, hint) for line, message, hint in _wide_heads(text, placed)
    ]
    failed = sum(_is_entry(each.block) for each in placed if isinstance(each.block, ParsingFailedBlock))
    whole = sum(isinstance(each.block, ParsedEntry) for each in placed)
    items.sort(key=lambda item: item.line)
    return Parts(tuple(items), len(clean) + whole + failed + len(lost)), [*found, *lost]


def _placed(text: str, blocks: list[ParsedBlock]) -> Iterator[_Placed]:
    """Find each block again: bibtexparser gives its text and line, not its place in the file."""
    cursor = 0
    for block in blocks:
        raw = block.raw or ""
        if isinstance(block, ImplicitComment) or not raw.strip():
            continue
        start = text.find(raw, cursor)
        if start < 0:
            continue
        yield _Placed(block, start, start + len(raw))
        cursor = start + (1 if isinstance(block, ParsingFailedBlock) else len(raw))


def _entry(block: ParsedEntry) -> RawEntry:
    fields = tuple(RawField(field.key, str(field.value), field.start_line + 1) for field in block.fields)
    raw = block.raw or ""
    return RawEntry(block.entry_type.removeprefix("_"), block.key, fields, raw.replace("@_", "@", 1), _line(block))


def _line(block: ParsedBlock) -> int:
    return (block.start_line or 0) + 1


def _is_entry(block: ParsedBlock) -> bool:
    head = _HEAD.match(block.raw or "")
    return not (head and head[1].lower() in _NOT_ENTRIES)


def _failure(block: ParsingFailedBlock, shown_as: str) -> Diagnostic:
    reason = str(getattr(block.error, "abort_reason", block.error))
    head = _HEAD.match(block.raw or "")
    who = f"@{head[1].removeprefix('_')}{{{head[2]}" if head else "an entry"
    place = Location(shown_as, _line(block))
    if "end of file" in reason or "block start" in reason:
        hint = 'Look for a missing } or " between this line and the next entry.'
        return UNBALANCED.at(place, f"{who} is never closed; it was left out", hint)
    hint = "Write each field as name = {value}, with one comma after each."
    return MISSING_COMMA.at(place, f"{who} cannot be read and was left out: {reason.strip()}", hint)


def _lost_heads(text: str, placed: list[_Placed]) -> Iterator[tuple[int, str, str]]:
    """Find heads that no block begins with and that are not text inside a block: line, message and hint."""
    starts = [each.start for each in placed]
    line, counted = 1, 0
    for head in _HEAD.finditer(text):
        position = bisect_right(starts, head.start()) - 1
        around = placed[position] if position >= 0 else None
        if head[1].lower() in _NOT_ENTRIES or (around and not _is_lost(text, head.start(), around)):
            continue
        line, counted = line + text.count("\n", counted, head.start()), head.start()
        yield (
            line,
            f"@{head[1]}{{{head[2]} cannot be read and was left out",
            "Look for a mistake just before this line.",
        )


def _wide_heads(text: str, placed: list[_Placed]) -> Iterator[tuple[int, str, str]]:
    """Find heads outside of all blocks that are typed with full-width signs: line, message and hint."""
    blocks = [(each.start, each.end) for each in placed]
    for head in _WIDE_HEAD.finditer(text) if not _WIDE.isdisjoint(text) else ():
        inside = any(start <= head.start() < end for start, end in blocks)
        if not _WIDE.isdisjoint(head[0]) and not inside:
            yield (
                text.count("\n", 0, head.start()) + 1,
                f"@{head[1]}{{{head[2]} is written with full-width signs and was left out",
                "Write @, {, } and the comma as on an English keyboard.",
            )


def _is_lost(text: str, position: int, block: _Placed) -> bool:
    if position == block.start:
        return False
    if position >= block.end:
        return True
    if not isinstance(block.block, ParsingFailedBlock) or block.block.ignore_error_block is not None:
        return not _inside_value(text[block.start : position])
    before = text[max(0, position - _MARGIN) : position].rstrip(" \t")
    return before.endswith(("\n", "}", ")"))


def _inside_value(entry: str) -> bool:
    """Whether an entry, cut off here, is cut inside the braces or quotation marks of a value."""
    head = _HEAD.match(entry)
    depth, quoted = (1 if head and "(" in head[0] else 0), False
    for mark in _DELIMITER.finditer(entry):
        if mark[0] == '"':
            quoted = quoted != (depth == 1)
        else:
            depth += 1 if mark[0] == "{" else -1
    return depth > 1 or quoted
