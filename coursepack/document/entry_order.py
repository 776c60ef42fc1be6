"""Leading articles in a bibliography: *The Mountain and the Sea* is looked up under M, as Chicago, APA and MLA all have it.

In: the entries in the order of citeproc, which files such titles and organisations under their article; the works. Out: the same
entries, these in their places. Lists that are numbered, or not in the order of names, stay as the style has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coursepack.collation import Collation
from coursepack.document.ast import Blocks, text_of, walk

Entry = tuple[str, Blocks]

_BEFORE_WORDS = re.compile(r"^\W+")
_SAME_NAME = re.compile(r"^\s*[—–―⸺⸻-]{2,}|^\s*[—⸺⸻]")
"""What stands for the name of the entry before."""
_NUMBER = "csl-left-margin"


def file_articles(entries: Sequence[Entry], items: Mapping[str, Mapping[str, Any]], language: str) -> tuple[Entry, ...]:
    """Move entries that begin with an article; those with the same name go together. `language`: of the book."""
    if any(_is_numbered(blocks) for _, blocks in entries):
        return tuple(entries)
    collation = Collation(language)
    filed: list[tuple[Any, list[Entry]]] = []
    moved: list[tuple[Any, list[Entry]]] = []
    for group in _groups(entries):
        key, blocks = group[0]
        text = _BEFORE_WORDS.sub("", text_of(blocks))
        bare = _without_article(text, items[key], language)
        (filed if bare == text else moved).append((collation.key(bare, whole=True), group))
    for mark, group in sorted(moved, key=lambda each: each[0]):
        place = next((index for index, (other, _) in enumerate(filed) if other > mark), len(filed))
        filed.insert(place, (mark, group))
    return tuple(entry for _, group in filed for entry in group)


def _is_numbered(blocks: Blocks) -> bool:
    return any(node["t"] == "Span" and _NUMBER in node["c"][0][1] for node in walk(blocks))


def _groups(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Entries of one name that stand together, where dashes stand for the name."""
    group: list[Entry] = []
    for entry in entries:
        if group and not _SAME_NAME.match(text_of(entry[1])):
            yield group
            group = []
        group.append(entry)
    if group:
        yield group


def _without_article(text: str, item: Mapping[str, Any], language: str) -> str:
    """What an entry is looked up by; the family name of a person is never divided (Le Guin)."""
    if any(text.casefold().startswith(name) for name in _families(item)):
        return text
    return Collation(str(item.get("language") or language)).without_article(text)


def _families(item: Mapping[str, Any]) -> Iterator[str]:
    """The family names of an item, as they may stand at the head of its entry."""
    for people in item.values():
        for name in people if isinstance(people, list) else ():
            if isinstance(name, dict) and name.get("family"):
                yield name["family"].casefold()
                yield f"{name.get('non-dropping-particle', '')} {name['family']}".strip().casefold()
