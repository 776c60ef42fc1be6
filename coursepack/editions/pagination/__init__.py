"""Which paragraph begins on which page: the record that lets a reader cite pages, from one printing to the next.

In: the canonical book and the page map of its pages. Out: `pagination.json`, and the same read back.
"""

from coursepack.editions.pagination.blocks import blocks_of
from coursepack.editions.pagination.model import Block, BookName, Pagination, SectionPages, Turn
from coursepack.editions.pagination.record import record
from coursepack.editions.pagination.writing import NotAPagination, read, write

__all__ = [
    "Block",
    "BookName",
    "NotAPagination",
    "Pagination",
    "SectionPages",
    "Turn",
    "blocks_of",
    "read",
    "record",
    "write",
]
