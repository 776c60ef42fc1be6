"""One formula → a drawing: the only room that knows ziamath, whose import a book without a new formula need not wait for."""

from __future__ import annotations

from ziamath.config import config
from ziamath.zmath import Math

config.svg2 = False  # glyphs as paths, without ids that two formulas on a page would share


def draw(mathml: str, size: float) -> bytes:
    """Draw MathML with letters of so many points, as SVG."""
    return Math(mathml, size=size).svg().encode()
