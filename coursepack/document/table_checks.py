"""Tables that no page has room for. In: a source and the nodes of its tree. Out: a finding at each, before more is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coursepack.diagnostics import Diagnostic, error
from coursepack.document.ast import Blocks, Node, text_of
from coursepack.sources.files import SourceFile

TOO_LARGE_TABLE = error("M028", "a table is too large")

MOST_CELLS = 20_000
"""Of a table: five hundred pages of one with two columns."""


def overgrown_tables(source: SourceFile, nodes: Iterable[Node]) -> Iterator[Diagnostic]:
    """Report every table of more cells than a book has room for."""
    for node in nodes:
        if node["t"] == "Table" and (cells := sum(len(row[1]) for row in _rows(node))) > MOST_CELLS:
            words = next((words for row in _rows(node) if (words := " ".join(map(text_of, row[1])).strip())), "")
            message = f"a table has {cells:,} cells; at most {MOST_CELLS:,} are set"
            yield TOO_LARGE_TABLE.at(
                source.locate_words(words[:200]), message, "divide it, or print what matters of it"
            )


def _rows(table: Node) -> Iterator[list[Blocks]]:
    """The rows of head, bodies and foot, as pandoc has them: attributes and cells."""
    _, _, _, head, bodies, foot = table["c"]
    yield from head[1]
    for _, _, heads, rows in bodies:
        yield from (*heads, *rows)
    yield from foot[1]
