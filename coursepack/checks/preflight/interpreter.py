"""One page of a PDF, drawn in thought: what is painted, in which colours, how thin, how sharp, and what shows through.

In: a page. Out: its `Sheet`. Forms, tiling patterns and soft masks are followed. Nothing here knows how the file was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pikepdf
from pikepdf import Dictionary, Name

from coursepack.checks.preflight.geometry import (
    IDENTITY,
    Matrix,
    Point,
    around,
    matrix,
    moved,
    product,
    scale,
    sides,
)
from coursepack.checks.preflight.inks import Measured, coverage, measure_image, shading_colours, space_name
from coursepack.checks.preflight.model import Coverage, Paint, PlacedImage, Sheet, Stroke, Use
from coursepack.editions.content_keys import ContentKeys

_STROKE = frozenset(("S", "s", "B", "B*", "b", "b*"))
_FILL = frozenset(("f", "F", "f*", "B", "B*", "b", "b*"))
_END = _STROKE | _FILL | {"n"}
_SHOW = frozenset(("Tj", "TJ", "'", '"'))
_OF_STATE = frozenset(("q", "Q", "cm", "w", "Tr"))
_NAMED = frozenset(("Tf", "gs", "Do", "sh"))
_DIRECT = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK"}
_POINTS = {"m": 1, "l": 1, "c": 3, "v": 2, "y": 2}
_INVISIBLE = (3, 7)
_PER_INCH = 72.0
_DEEPEST = 12
"""Forms within forms; more than any program writes."""
_FIRST = {"DeviceCMYK": (0.0, 0.0, 0.0, 1.0), "DeviceGray": (0.0,)}


@dataclass(frozen=True, slots=True)
class _Colour:
    space: str = "DeviceGray"
    numbers: tuple[float, ...] = (0.0,)
    pattern: str = ""

    @property
    def inks(self) -> Coverage | None:
        return coverage(self.space, self.numbers)


@dataclass(frozen=True, slots=True)
class _State:
    place: Matrix = IDENTITY
    fill: _Colour = _Colour()
    stroke: _Colour = _Colour()
    weight: float = 1.0
    mode: int = 0
    """Of showing text (ISO 32000-1, 9.3.6)."""


@dataclass(slots=True)
class Interpreter:
    """Reads one page into its sheet; `measured` keeps what images of other pages have told, `keys` name fonts."""

    sheet: Sheet
    measured: dict[tuple[int, int], Measured | None]
    keys: ContentKeys
    _state: _State = field(default_factory=_State)
    _saved: list[_State] = field(default_factory=list)
    _path: list[list[Point]] = field(default_factory=list)
    """The sub-paths, by their points."""
    _depth: int = 0

    def read(self, stream: pikepdf.Object | pikepdf.Page, resources: pikepdf.Object) -> None:
        """Follow a content stream that is drawn with some resources."""
        for step in pikepdf.parse_content_stream(stream):
            if isinstance(step, pikepdf.ContentStreamInlineImage):
                self._paint("image", _Colour(space_name(step.iimage.obj.get("/ColorSpace"), resources), ()))
            else:
                self._step(str(step.operator), list(step.operands), resources)

    def _step(self, operator: str, operands: list[pikepdf.Object], resources: pikepdf.Object) -> None:
        if operator in _POINTS or operator == "re":
            self._extend(operator, _numbers(operands))
        elif operator in _END:
            self._finish_path(operator, resources)
        elif operator in _SHOW:
            self._show(resources)
        elif operator in _OF_STATE:
            self._change(operator, operands)
        elif operator in _NAMED:
            self._use(operator, str(operands[0]), resources)
        else:
            self._colour(operator, operands, resources)

    def _change(self, operator: str, operands: list[pikepdf.Object]) -> None:
        state = self._state
        if operator == "q":
            self._saved.append(state)
        elif operator == "Q":
            self._state = self._saved.pop() if self._saved else state
        elif operator == "cm":
            self._state = replace(state, place=product(matrix(operands), state.place))
        elif operator == "w":
            self._state = replace(state, weight=float(operands[0]))
        else:
            self._state = replace(state, mode=int(operands[0]))

    def _use(self, operator: str, name: str, resources: pikepdf.Object) -> None:
        """Use one of the resources by its name."""
        if operator == "Tf":
            self.sheet.fonts.add(self.keys.of(resources.Font[name]))
        elif operator == "gs":
            self._graphics_state(resources.ExtGState[name])
        elif operator == "Do":
            self._draw(resources.XObject[name], resources)
        else:
            self._shade(resources.Shading[name], resources)

    def _colour(self, operator: str, operands: list[pikepdf.Object], resources: pikepdf.Object) -> None:
        lower = operator.lower()
        if lower in _DIRECT:
            colour = _Colour(_DIRECT[lower], tuple(_numbers(operands)))
        elif lower == "cs":
            space = space_name(operands[0], resources)
            colour = _Colour(space, _FIRST.get(space, ()))
        elif lower in ("sc", "scn"):
            space = (self._state.stroke if operator.isupper() else self._state.fill).space
            pattern = str(operands[-1]) if operands and isinstance(operands[-1], Name) else ""
            colour = _Colour(space, tuple(_numbers(operands[:-1] if pattern else operands)), pattern)
        else:
            return
        state = self._state
        self._state = replace(state, stroke=colour) if operator.isupper() else replace(state, fill=colour)

    def _extend(self, operator: str, numbers: Sequence[float]) -> None:
        if operator == "re":
            x, y, width, height = numbers
            corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        else:
            corners = list(zip(numbers[::2], numbers[1::2], strict=True))
        if operator in ("m", "re") or not self._path:
            self._path.append([])
        self._path[-1] += [moved(point, self._state.place) for point in corners]

    def _finish_path(self, operator: str, resources: pikepdf.Object) -> None:
        pieces, self._path = self._path, []
        if operator in _FILL:
            self._paint("fill", self._state.fill, resources)
            boxes = [around(piece) for piece in pieces if len(piece) > 1]
            thin = [(box, min(box[2] - box[0], box[3] - box[1])) for box in boxes]
            space = self._state.fill.space
            self.sheet.strokes += [Stroke(box, weight, space) for box, weight in thin if 0 < weight < 1]
        if operator in _STROKE:
            self._paint("stroke", self._state.stroke, resources)
            weight, space = self._state.weight * scale(self._state.place), self._state.stroke.space
            self.sheet.strokes += [Stroke(around(piece), weight, space) for piece in pieces]

    def _show(self, resources: pikepdf.Object) -> None:
        if self._state.mode not in _INVISIBLE:
            self._paint("text", self._state.stroke if self._state.mode == 1 else self._state.fill, resources)

    def _paint(self, use: Use, colour: _Colour, resources: pikepdf.Object | None = None) -> None:
        if colour.pattern and resources is not None:
            self._pattern(resources.Pattern[colour.pattern], resources)
        else:
            self.sheet.paints.add(Paint(use, colour.space, colour.inks))

    def _pattern(self, pattern: pikepdf.Object, resources: pikepdf.Object) -> None:
        if int(pattern.PatternType) == 1:
            self._within(pattern, product(matrix(pattern.get("/Matrix", IDENTITY)), IDENTITY))
        else:
            if isinstance(pattern.get("/ExtGState"), Dictionary):
                self._graphics_state(pattern.ExtGState)
            self._shade(pattern.Shading, resources)

    def _shade(self, shading: pikepdf.Object, resources: pikepdf.Object) -> None:
        space = space_name(shading.ColorSpace, resources)
        colours = shading_colours(shading)
        if not colours:
            self.sheet.paints.add(Paint("shading", f"{space} mesh", None))
        for numbers in colours:
            self.sheet.paints.add(Paint("shading", space, coverage(space, numbers)))

    def _graphics_state(self, state: pikepdf.Object) -> None:
        if "/LW" in state:
            self._state = replace(self._state, weight=float(state.LW))
        for key, words in (("/ca", "fills"), ("/CA", "strokes")):
            if float(state.get(key, 1)) < 1:
                self.sheet.transparency.add(f"{words} of {float(state[key]):.0%}")
        if state.get("/BM", Name.Normal) not in (Name.Normal, Name.Compatible):
            self.sheet.transparency.add(f"the blend mode {str(state.BM).removeprefix('/')}")
        if isinstance(state.get("/SMask"), Dictionary):
            self.sheet.transparency.add("a soft mask")

    def _draw(self, item: pikepdf.Object, resources: pikepdf.Object) -> None:
        if item.get("/Subtype") == Name.Form:
            if "/Group" in item:
                self.sheet.transparency.add("a transparency group")
            self._within(item, product(matrix(item.get("/Matrix", IDENTITY)), self._state.place))
        elif item.get("/Subtype") == Name.Image:
            self._place(item, resources)

    def _within(self, stream: pikepdf.Object, place: Matrix) -> None:
        """Follow a form or a pattern with the state as it is, and come back to it."""
        if self._depth >= _DEEPEST:
            return
        state, saved, path = self._state, self._saved, self._path
        self._state, self._saved, self._path = replace(state, place=place), [], []
        self._depth += 1
        self.read(stream, stream.get("/Resources", Dictionary()))
        self._depth -= 1
        self._state, self._saved, self._path = state, saved, path

    def _place(self, image: pikepdf.Object, resources: pikepdf.Object) -> None:
        if bool(image.get("/ImageMask", False)):
            self._paint("fill", self._state.fill, resources)
            return
        width, height = int(image.Width), int(image.Height)
        across, up = sides(self._state.place)
        if across and up:
            ppi = min(width / across, height / up) * _PER_INCH
            self.sheet.images.append(PlacedImage(width, height, ppi))
        if "/SMask" in image:
            self.sheet.transparency.add("an image with a soft mask")
        space = space_name(image.get("/ColorSpace"), resources)
        if image.objgen not in self.measured:
            self.measured[image.objgen] = measure_image(image, space)
        measured = self.measured[image.objgen]
        self.sheet.paints.add(Paint("image", space, measured.most if measured else None))
        if measured:
            self.sheet.image_ink = max(self.sheet.image_ink, measured.total)


def _numbers(operands: Sequence[pikepdf.Object]) -> list[float]:
    return [float(number) for number in operands]
