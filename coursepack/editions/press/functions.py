"""Functions of gradients (ISO 32000-1, 7.10): evaluated in screen colours, written anew in inks.

Stitched functions are converted piece by piece, so that hard stops stay hard. A piece becomes a table of samples,
because a straight line between two screen colours is none between two inks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

import pikepdf
from pikepdf import Array, Dictionary

Convert = Callable[[Sequence[float]], Sequence[float]]

_SAMPLES = 65
_FULL = 65535


class Unconvertible(ValueError):
    """A function or shading that this room cannot write anew; the preflight reports what it leaves behind."""


def convert_function(pdf: pikepdf.Pdf, function: pikepdf.Object, convert: Convert) -> pikepdf.Object:
    """Write a function of one variable anew so that it gives inks. Raises `Unconvertible` for other kinds."""
    if not isinstance(function, Array) and int(function.FunctionType) == 3:
        return _restitched(pdf, function, convert)
    first, last = _domain(function)
    values = [convert(evaluate(function, first + (last - first) * step / (_SAMPLES - 1))) for step in range(_SAMPLES)]
    return _sampled(pdf, (first, last), values)


def _restitched(pdf: pikepdf.Pdf, function: pikepdf.Object, convert: Convert) -> pikepdf.Object:
    """Convert the pieces of a stitched function; those that cover nothing, as at a hard stop, confuse viewers and go."""
    first, last = _domain(function)
    edges = [first, *(float(bound) for bound in function.Bounds), last]
    encode = [float(value) for value in function.Encode]
    kept = [index for index in range(len(edges) - 1) if edges[index] < edges[index + 1]] or [0]
    return pdf.make_indirect(
        Dictionary(
            FunctionType=3,
            Domain=[first, last],
            Bounds=Array([edges[index] for index in kept[1:]]),
            Encode=Array([value for index in kept for value in encode[2 * index : 2 * index + 2]]),
            Functions=Array([convert_function(pdf, function.Functions[index], convert) for index in kept]),
        )
    )


def evaluate(function: pikepdf.Object, x: float) -> list[float]:
    """Value of a function of one variable, or of an array of such functions, at `x`."""
    if isinstance(function, Array):
        return [value for part in function for value in evaluate(part, x)]
    kind = int(function.FunctionType)
    if kind == 2:
        return _exponential(function, x)
    if kind == 3:
        return _stitched(function, x)
    if kind == 0:
        return _table(function, x)
    raise Unconvertible(f"a function of type {kind}")


def _domain(function: pikepdf.Object) -> tuple[float, float]:
    one = function[0] if isinstance(function, Array) else function
    if len(one.Domain) != 2:
        raise Unconvertible("a function of two variables")
    return float(one.Domain[0]), float(one.Domain[1])


def _exponential(function: pikepdf.Object, x: float) -> list[float]:
    start = [float(value) for value in function.get("/C0", Array([0]))]
    end = [float(value) for value in function.get("/C1", Array([1]))]
    share = x ** float(function.N)
    return [a + (b - a) * share for a, b in zip(start, end, strict=True)]


def _stitched(function: pikepdf.Object, x: float) -> list[float]:
    first, last = _domain(function)
    bounds = [float(bound) for bound in function.Bounds]
    index = bisect_right(bounds, x) if x < last else len(bounds)
    low, high = ([first, *bounds])[index], ([*bounds, last])[index]
    encode = [float(value) for value in function.Encode][2 * index : 2 * index + 2]
    share = (x - low) / (high - low) if high > low else 0.0
    return evaluate(function.Functions[index], encode[0] + (encode[1] - encode[0]) * share)


def _table(function: pikepdf.Object, x: float) -> list[float]:
    if len(function.Size) != 1 or int(function.BitsPerSample) not in (8, 16):
        raise Unconvertible("a table of samples of more than one variable")
    size, width = int(function.Size[0]), int(function.BitsPerSample) // 8
    data, outputs = function.read_bytes(), len(function.Range) // 2
    first, last = _domain(function)
    place = (x - first) / (last - first) * (size - 1) if last > first else 0.0
    below = min(int(place), max(size - 2, 0))
    above, share = min(below + 1, size - 1), place - below
    ranges = [float(value) for value in function.get("/Decode", function.Range)]

    def sample(row: int, column: int) -> float:
        at = (row * outputs + column) * width
        raw = int.from_bytes(data[at : at + width]) / float(256**width - 1)
        low, high = ranges[2 * column], ranges[2 * column + 1]
        return float(low + raw * (high - low))

    return [sample(below, i) * (1 - share) + sample(above, i) * share for i in range(outputs)]


def _sampled(pdf: pikepdf.Pdf, domain: tuple[float, float], values: Sequence[Sequence[float]]) -> pikepdf.Object:
    rows = b"".join(round(number * _FULL).to_bytes(2, "big") for row in values for number in row)
    stream = pdf.make_stream(rows)
    stream.FunctionType = 0
    stream.Domain = Array(list(domain))
    stream.Range = Array([0, 1] * len(values[0]))
    stream.Size = Array([len(values)])
    stream.BitsPerSample = 16
    return pdf.make_indirect(stream) if not stream.is_indirect else stream
