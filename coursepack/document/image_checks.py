"""The images of a parsed text: each says what it shows, and asks for nothing that no edition does.

In: a source and the nodes of its tree. Out: diagnostics at the image's own line, before anything is laid out (WCAG 2.2, 1.1.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from coursepack.diagnostics import Diagnostic, Location, error, warning
from coursepack.document.ast import Node, attributes, text_of, walk
from coursepack.sources.files import SourceFile

NO_ALTERNATIVE = error("F005", "an image does not say what it shows")
NOT_SHOWN = warning("F006", "a size or title of an image that no edition shows")

DECORATIVE = "decorative"
"""The class of an image that carries no information."""

_PERCENT = re.compile(r"(?:100|[1-9]?\d)(?:\.\d+)?%")


def check_images(source: SourceFile, nodes: Sequence[Node]) -> Iterator[Diagnostic]:
    """Check every image among the nodes of a text."""
    figures = [node for node in nodes if node["t"] == "Figure"]
    captions = {id(image): text_of(figure["c"][1]) for figure in figures for image in _images(walk(figure["c"][2]))}
    seen: dict[str, int] = {}
    for image in _images(nodes):
        target = image["c"][2][0]
        place = _place(source, target, seen.get(target, 0))
        seen[target] = seen.get(target, 0) + 1
        yield from _check_alternative(image, captions.get(id(image)), place)
        yield from _check_wishes(image, place)


def _images(nodes: Iterable[Node]) -> list[Node]:
    return [node for node in nodes if node["t"] == "Image"]


def _check_alternative(image: Node, caption: str | None, place: Location) -> Iterator[Diagnostic]:
    target = image["c"][2][0]
    alternative = text_of(image["c"][1]).strip() or attributes(image)[2].get("alt", "").strip()
    if DECORATIVE in attributes(image)[1]:
        return
    if not alternative:
        hint = 'say what it shows: {alt="…"}; an image that says nothing has the class .decorative'
        yield NO_ALTERNATIVE.at(place, f"‘{target}’ has no text alternative", hint)
    elif caption is not None and alternative == caption.strip():
        hint = 'say what the image shows, beside its caption: {alt="…"}'
        yield NO_ALTERNATIVE.at(place, f"‘{target}’ has no text alternative of its own, only its caption", hint)


def _check_wishes(image: Node, place: Location) -> Iterator[Diagnostic]:
    """Only a width in percent means the same on paper and on a telephone; titles are seen by mouse users alone."""
    pairs, (target, title) = attributes(image)[2], image["c"][2]
    for name in ("width", "height"):
        if name in pairs and not (name == "width" and _PERCENT.fullmatch(pairs[name])):
            hint = "give the width in percent of the text's width, such as {width=50%}"
            yield NOT_SHOWN.at(place, f"the {name} {pairs[name]} of ‘{target}’ is not kept", hint)
    if title.removeprefix("fig:"):
        hint = "write it into the caption, or into the text alternative"
        yield NOT_SHOWN.at(place, f"the title “{title}” of ‘{target}’ is not shown", hint)


def _place(source: SourceFile, target: str, before: int) -> Location:
    """Where an image is written: the image of this path after so many others of it."""
    found = list(re.finditer(r"!\[[^\n]*?\]\(\s*<?" + re.escape(target), source.text))
    found = found or list(re.finditer(re.escape(target), source.text))
    return source.at(found[min(before, len(found) - 1)].start()) if found else Location(source.path)
