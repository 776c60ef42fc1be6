"""Word lists as sets: field and command names are easier to read and keep as running text than as rows of strings."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Make a set of the words of a text."""
    return frozenset(text.split())
