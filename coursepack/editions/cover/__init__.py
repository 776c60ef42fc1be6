"""The cover: one design, set as the wrap of the printed book (back, spine, front) and as the picture of the e-book.

In: the configuration, templates/cover/, the fonts, and for the wrap the number of pages and the paper. Out: a plain PDF that
the press room finishes, a PNG file, and what did not fit. The rooms: `barcode`, `spine` (width and words) and `fitting` (sizes of
type) → `design` (the template, filled) → `making` (laid out, found to fit, drawn).
"""

from coursepack.editions.cover.design import Design, words_of
from coursepack.editions.cover.making import PICTURE, Unfit, Wrap, make_picture, make_wrap
from coursepack.editions.cover.spine import spine_width

__all__ = ["PICTURE", "Design", "Unfit", "Wrap", "make_picture", "make_wrap", "spine_width", "words_of"]
