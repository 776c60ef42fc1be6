"""Every colour of a PDF → ink: pages, forms, patterns, shadings, soft masks and images, each once.

In: a PDF and the inks of the book. Out: the same PDF in device colours of those inks. What cannot be converted (mesh shadings,
spot colours) stays as it is, and the preflight names it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from coursepack.editions.content_keys import ContentKeys
from coursepack.editions.page_layers import joined, layers_of, streams_of
from coursepack.editions.press.colour import Luminosity
from coursepack.editions.press.content import Rewriter
from coursepack.editions.press.functions import Unconvertible, convert_function
from coursepack.editions.press.images import convert_image
from coursepack.editions.press.spaces import Converter, kind_of, to_ink
from coursepack.keeping.pieces import Pieces

_NAMED = ("/ColorSpace", "/Properties")
_SHADINGS_OF_ONE_VARIABLE = (2, 3)


@dataclass(frozen=True, slots=True)
class InkedPage:
    """What is known of a page in ink."""

    names: frozenset[str] = frozenset()
    """Of the resources that its content uses."""
    digest: str = ""
    """A hash of its content."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A layer of a page, with all that its new content depends on."""

    page: int
    streams: tuple[pikepdf.Object, ...]
    resources: pikepdf.Object
    made_of: list[str]


@dataclass(frozen=True, slots=True)
class Recolouring:
    """Converts one PDF; `flatten` lays images with soft masks onto white paper."""

    pdf: pikepdf.Pdf
    inks: Converter
    flatten: bool
    keep: Callable[[Any, Callable[[], bytes]], bytes] = lambda _, make: make()
    """Keeps images in ink, by all that they are made of but these inks."""
    _keys: ContentKeys = field(default_factory=ContentKeys)
    _done: set[tuple[int, int]] = field(default_factory=set)
    _seen: list[pikepdf.Object] = field(default_factory=list)
    """Resources met on the way; several streams may share them, so that their colour spaces go last of all."""

    def convert(self, pieces: Pieces) -> list[InkedPage]:
        """Convert every page, and tell what is known of each.

        `pieces` keeps the layers of pages, by what is drawn in them and the resources that they name.
        """
        drawn = list(self._layers(pieces))
        made = pieces.every([layer.made_of for layer in drawn], lambda place: self._rewritten(drawn[place]))
        by_page: list[list[tuple[str, list[str]]]] = [[] for _ in self.pdf.pages]
        for layer, one in zip(drawn, made, strict=True):  # all are made before anything is converted
            by_page[layer.page].append(one)
        for page, layers in zip(self.pdf.pages, by_page, strict=True):
            self._replace(page, [content for content, _ in layers])
        for resources in self._seen:
            _drop_converted_spaces(resources)
        return [_known_of(layers) for layers in by_page]

    def _layers(self, pieces: Pieces) -> Iterator[_Drawn]:
        pages = list(self.pdf.pages)
        for at, (page, groups) in enumerate(zip(pages, layers_of(pages, self._keys, pieces), strict=True)):
            resources, streams = page.obj.get("/Resources", Dictionary()), streams_of(page)
            named = [self._keys.of(resources.get(kind, Dictionary())) for kind in _NAMED]
            for group in groups:
                mine = tuple(streams[place] for place in group)
                yield _Drawn(at, mine, resources, [*map(self._keys.of, mine), *named])

    def _rewritten(self, layer: _Drawn) -> tuple[str, list[str]]:
        rewriter = Rewriter(self.inks, layer.resources)
        content = rewriter.rewrite(joined(self.pdf, layer.streams)).decode("latin-1")
        return content, sorted(rewriter.names)

    def _replace(self, page: pikepdf.Page, contents: Sequence[str]) -> None:
        """Put what was made in the place of a page's content, a layer a stream, and convert what it names."""
        streams = [self.pdf.make_stream(content.encode("latin-1")) for content in contents]
        page.obj.Contents = streams[0] if len(streams) == 1 else Array(streams)
        resources = page.obj.get("/Resources", Dictionary())
        self._resources(resources)
        if self.inks.count > 1 and not self.flatten and shows_through(resources):
            page.obj.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name(self.inks.space))

    def _resources(self, resources: pikepdf.Object) -> None:
        for state in _values(resources, "/ExtGState"):
            self._state(state)
        for item in _values(resources, "/XObject"):
            self._object(item)
        for pattern in _values(resources, "/Pattern"):
            self._pattern(pattern, resources)
        for shading in _values(resources, "/Shading"):
            self._shading(shading, resources)
        self._seen.append(resources)

    def _is_new(self, item: pikepdf.Object) -> bool:
        if item.objgen in self._done:
            return False
        if item.is_indirect:
            self._done.add(item.objgen)
        return True

    def _object(self, item: pikepdf.Object) -> None:
        if not self._is_new(item):
            return
        if item.get("/Subtype") == Name.Image:
            made_of = (type(self.inks).__name__, self.flatten, self._keys.of(item))
            convert_image(item, self.inks, flatten=self.flatten, keep=partial(self.keep, made_of))
        elif item.get("/Subtype") == Name.Form:
            self._stream(item)
            if "/Group" in item:
                self._group(item)

    def _stream(self, stream: pikepdf.Object) -> None:
        resources = stream.get("/Resources", Dictionary())
        stream.write(Rewriter(self.inks, resources).rewrite(stream))
        self._resources(resources)

    def _group(self, form: pikepdf.Object) -> None:
        """A transparency group blends in ink; one in which nothing shows through is no group where none may be.

        In black ink alone it blends in the space of the press (ISO 32000-1, 11.4.7): a press of four inks that was given a
        group in grey would make its greys of all four.
        """
        if self.flatten and not shows_through(form.get("/Resources", Dictionary())):
            del form["/Group"]
        elif "/CS" in form.Group and self.inks.count == 1:
            del form.Group["/CS"]
        elif "/CS" in form.Group:
            form.Group.CS = Name(self.inks.space)

    def _pattern(self, pattern: pikepdf.Object, resources: pikepdf.Object) -> None:
        if not self._is_new(pattern):
            return
        if int(pattern.PatternType) == 1:
            self._stream(pattern)
        else:
            self._shading(pattern.Shading, resources)

    def _shading(self, shading: pikepdf.Object, resources: pikepdf.Object) -> None:
        kind = kind_of(shading.ColorSpace, resources)
        if not self._is_new(shading) or kind in ("", "pattern"):
            return
        if int(shading.ShadingType) not in _SHADINGS_OF_ONE_VARIABLE:
            return
        convert = to_ink(kind, self.inks)
        try:
            shading.Function = convert_function(self.pdf, shading.Function, convert)
        except Unconvertible:
            return
        shading.ColorSpace = Name(self.inks.space)
        if "/Background" in shading:
            shading.Background = Array(list(convert([float(number) for number in shading.Background])))

    def _state(self, state: pikepdf.Object) -> None:
        """A soft mask of brightness keeps what it lets through: it is made grey, not ink (ISO 32000-1, 11.5.3)."""
        mask = state.get("/SMask")
        if isinstance(mask, Dictionary) and self._is_new(mask.G):
            within = replace(self, inks=Luminosity(), flatten=False)
            within._stream(mask.G)  # noqa: SLF001  # of the same class
            mask.G.Group.CS = Name.DeviceGray
            if "/BC" in mask:
                del mask["/BC"]


def _known_of(layers: Sequence[tuple[str, list[str]]]) -> InkedPage:
    """What is known of a page, from the contents of its layers and the names in them."""
    digest = hashlib.sha256()
    for content, _ in layers:
        digest.update(content.encode("latin-1"))
    return InkedPage(frozenset(name for _, names in layers for name in names), digest.hexdigest())


def shows_through(resources: pikepdf.Object) -> bool:
    """Whether anything drawn with these resources is transparent (ISO 32000-1, 11.6)."""
    for state in _values(resources, "/ExtGState"):
        if any(float(state.get(key, 1)) < 1 for key in ("/ca", "/CA")) or isinstance(state.get("/SMask"), Dictionary):
            return True
        if state.get("/BM", Name.Normal) not in (Name.Normal, Name.Compatible):
            return True
    for item in _values(resources, "/XObject"):
        if "/SMask" in item or (
            item.get("/Subtype") == Name.Form and shows_through(item.get("/Resources", Dictionary()))
        ):
            return True
    tilings = (pattern for pattern in _values(resources, "/Pattern") if int(pattern.PatternType) == 1)
    return any(shows_through(pattern.get("/Resources", Dictionary())) for pattern in tilings)


def _values(resources: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    named = resources.get(kind)
    if named is not None:
        yield from (named[name] for name in sorted(named.keys()))


def _drop_converted_spaces(resources: pikepdf.Object) -> None:
    """Take out the colour spaces that no operator names any more."""
    spaces = resources.get("/ColorSpace")
    if spaces is None:
        return
    for name in list(spaces.keys()):
        if kind_of(spaces[name]) not in ("", "pattern"):
            del spaces[name]
    if not spaces.keys():
        del resources["/ColorSpace"]
