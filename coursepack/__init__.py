"""Course readers from plain files: one manuscript, four outputs, the same citations in all of them."""

__version__ = "0.1.0"
