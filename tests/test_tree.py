"""The tree of a section: written and read, it is the same, and says without its blocks what stands in it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from coursepack import pandoc
from coursepack.document.ast import Blocks, walk
from coursepack.document.tree import Tree

PIECES = (
    "Words and *words* [@able2001, 5].",
    "A note.^[It cites [@able2001] and [see @baker2002, chap. 3].]",
    "A note that is a citation.^[[@able2001].]",
    "A note of words alone.^[Words.]",
    "::: {.questions}\n1. What?\n:::",
    "[p. 57]{.source-page} [a term]{.term}",
    "> Quoted ‘words’ [@baker2002; @able2001].",
)


def tree(text: str) -> Tree:
    return Tree([{"t": "Str", "c": "Title"}], pandoc.parse(text)["blocks"])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=4).map("\n\n".join))
def test_what_is_written_is_read(text: str) -> None:
    first = tree(text)
    read = Tree.read(first.written)
    assert (read.title, read.classes, read.cited, read.cites) == (first.title, first.classes, first.cited, first.cites)
    assert read.digest == first.digest
    assert read.blocks == first.blocks
    assert Tree(read.title, read.blocks).written == first.written
    assert list(first.cites) == [node for node in walk(first.whole) if node["t"] == "Cite"]


def test_another_title_or_text_has_another_digest() -> None:
    blocks: Blocks = pandoc.parse("Words.")["blocks"]
    digests = {tree("Words.").digest, tree("Other words.").digest, Tree([], blocks).digest}
    assert len(digests) == 3


def test_notes_and_citations_are_told_apart() -> None:
    places = tree("\n\n".join(PIECES)).cited
    assert [(len(place.cites), place.in_note, place.bare) for place in places] == [
        (1, False, False),
        (2, True, False),
        (1, True, True),
        (0, True, False),
        (1, False, False),
    ]


def test_classes_are_those_of_divs_and_spans() -> None:
    assert tree("\n\n".join(PIECES)).classes == {"questions", "source-page", "term"}
