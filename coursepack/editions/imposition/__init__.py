"""Imposition: the pages of the finished print edition on sheets that are folded, for copy shop and bindery.

In: the finished print PDF (PDF/X), the paper, what `[imposition]` asks for. Out: PDF files of sheets, front and back by turns,
and the figures that a binder asks for. The rooms: `folding` (which page goes where) → `geometry` (where that is, in points) →
`marks` (fold, cut and collation marks) → `drawing` (the PDF; the only one that knows pikepdf).
"""

from coursepack.editions.imposition.drawing import Imposed, impose
from coursepack.editions.imposition.folding import Cell, Scheme, Sheet, booklet, sides_of, signatures
from coursepack.editions.imposition.geometry import geometry

__all__ = ["Cell", "Imposed", "Scheme", "Sheet", "booklet", "geometry", "impose", "sides_of", "signatures"]
