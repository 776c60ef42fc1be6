"""What passes between the rooms of an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coursepack.document.ast import Blocks, layers
from coursepack.errors import CoursepackError, ExitCode


class Unreadable(CoursepackError):
    """A file is not what its name says, or too large."""

    exit_code = ExitCode.MANUSCRIPT


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that a person must look at: where in the imported file, and what."""

    place: str
    message: str


@dataclass(slots=True)
class Draft:
    """One file on its way to a chapter."""

    name: str
    """Small letters, digits and hyphens; the chapter's file will be NAME.md."""
    title: str
    blocks: Blocks
    """Pandoc's tree, title left out."""
    original: str
    """All words of the file, also those that pandoc does not see; what the accounting starts from."""
    media: dict[str, bytes] = field(default_factory=dict)
    """Image files by the path that the tree names."""
    concerns: list[Concern] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    """Words that the chapter does without: numbers of notes, which it counts itself, and the keys of what it has taken."""
    web: dict[str, str] = field(default_factory=dict)
    """Key → address of a draft entry for a recording that a time-stamp link names."""

    def concern(self, place: str, message: str) -> None:
        """Note something to look at."""
        self.concerns.append(Concern(place, message))


@dataclass(frozen=True, slots=True)
class Chapter:
    """A finished chapter: its Markdown, its images by path below manuscript/, draft works, and what to look at."""

    name: str
    markdown: str
    images: Mapping[str, bytes]
    works: tuple[str, ...]
    concerns: tuple[Concern, ...]


def is_empty(blocks: Blocks) -> bool:
    """Whether there is nothing to read in a draft."""
    return not any(
        isinstance(item, dict) and item.get("t") in ("Str", "Image", "Math", "Code", "CodeBlock", "RawInline")
        for level in layers(blocks)
        for item in level
    )
