"""A draft → the finished chapter, read back once as a build will read it, and held against the words of the imported file."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import PurePosixPath

from coursepack import pandoc
from coursepack.document.ast import walk
from coursepack.document.markdown import read_markdown
from coursepack.importing.draft_works import draft_works
from coursepack.importing.model import Chapter, Concern, Draft
from coursepack.importing.pictures import PICTURES
from coursepack.sources.files import SourceFile

_WORD = re.compile(r"[^\W_]+")
_TOLD = "F005"
"""That an image has no text alternative: the list asks for one already."""
_SHOWN = 60  # words of the accounting that one concern names


def write_chapter(draft: Draft) -> Chapter:
    """Write the Markdown, name the images, draft the works, and account for every word."""
    works = draft_works(draft)
    images = _place_images(draft)
    title = pandoc.to_markdown([{"t": "Plain", "c": [{"t": "Str", "c": word} for word in [draft.title]]}]).strip()
    markdown = f"# {title}\n\n{pandoc.to_markdown(draft.blocks)}"
    path = f"manuscript/{draft.name}.md"
    _, problems = read_markdown(SourceFile(path, markdown), markdown)
    read_back = [Concern(str(item.location), f"{item.code}: {item.message}") for item in problems if item.code != _TOLD]
    concerns = [*draft.concerns, *read_back]
    return Chapter(draft.name, markdown, images, works, (*concerns, *_account(draft, markdown, concerns)))


def _place_images(draft: Draft) -> dict[str, bytes]:
    """Images move to figures/, named after the chapter; those that nothing shows are named."""
    placed: dict[str, bytes] = {}
    renamed: dict[str, str] = {}
    for node in walk(draft.blocks):
        if node["t"] == "Image" and (data := draft.media.get(source := node["c"][2][0])):
            if source not in renamed:
                ending = suffix if (suffix := PurePosixPath(source).suffix.lower()) in PICTURES else ".bin"
                renamed[source] = f"figures/{draft.name}-{len(renamed) + 1}{ending}"
                placed[renamed[source]] = data
            node["c"][2][0] = renamed[source]
    for source in sorted(set(draft.media) - set(renamed)):
        draft.concern("image", f"‘{source}’ is in the file, but nothing shows it: it was left out")
    return placed


def _account(draft: Draft, markdown: str, concerns: list[Concern]) -> list[Concern]:
    """Words of the imported file that neither the chapter nor the list holds."""
    shown = markdown + " ".join(f" {concern.place} {concern.message}" for concern in concerns)
    missing = _words(draft.original) - _words(shown) - Counter(draft.calls)
    words = sorted(missing.elements())
    return [
        Concern("missing", f"these words of the file are in neither: {', '.join(words[start : start + _SHOWN])}")
        for start in range(0, len(words), _SHOWN)
    ]


def _words(text: str) -> Counter[str]:
    """Words without case; a word parted at a line's end counts as one."""
    whole = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", _lowered, text))
    return Counter(word.casefold() for word in _WORD.findall(whole))


def _lowered(raised: re.Match[str]) -> str:
    return f" {unicodedata.normalize('NFKC', raised[0])} "
