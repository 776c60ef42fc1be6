"""The pages of the originals: marks with ids, and citations of these pages that lead to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from book_of import book_of, root_of, said_of

from coursepack.document.markup import of_class, text_of

Make = Callable[..., Path]
EXCERPT = """\
# First {#first}

Able says so [@able2001, 10].

::: {.excerpt source=able2001}
> [p. 57]{.source-page} The first words run on to the [p. 58]{.source-page} next page. [ix]{.source-page}
:::
"""


def links_of(project: Make, citation: str) -> list[tuple[str, str]]:
    """Words and targets of the links in a citation, its entry apart."""
    root = root_of(book_of(project(manuscript__one_dot_md=f"{EXCERPT}\nAs was said {citation}.\n")), "first")
    last = list(of_class(root, "citation"))[-1]
    links = [(text_of(link), link.get("href", "")) for link in last.iter("a")]
    return [link for link in links if not link[1].startswith("#ref-")]


def test_marks_get_ids_and_keep_their_words(project: Make) -> None:
    root = root_of(book_of(project(manuscript__one_dot_md=EXCERPT)), "first")
    marks = [(mark.get("id"), mark.text) for mark in of_class(root, "source-page")]
    assert marks == [("able2001-p57", "p.\u00a057"), ("able2001-p58", "p.\u00a058"), ("able2001-pix", "ix")]


@pytest.mark.parametrize(
    ("citation", "links"),
    [
        ("[@able2001, 57]", [("57", "#able2001-p57")]),
        ("[@able2001, p. 58]", [("58", "#able2001-p58")]),
        ("[@able2001, 57--8]", [("57", "#able2001-p57")]),
        ("[@able2001, 55--58]", [("55", "#able2001-p57")]),
        ("[@able2001, ix]", [("ix", "#able2001-pix")]),
        ("[@able2001, 59]", []),
        ("[@able2001, chap. 57]", []),
        ("[@able2001]", []),
    ],
)
def test_a_citation_of_a_page_that_an_excerpt_holds_leads_to_it(
    project: Make, citation: str, links: list[tuple[str, str]]
) -> None:
    assert links_of(project, citation) == links


def test_a_link_by_hand_leads_to_an_original_page(project: Make) -> None:
    root = root_of(book_of(project(manuscript__one_dot_md=f"{EXCERPT}\nSee [above](#able2001-p58).\n")), "first")
    assert [link.text for link in root.iter("a") if link.get("href") == "#able2001-p58"] == ["above"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("::: {.excerpt source=gone}\n[p. 3]{.source-page} Words.\n:::", ["X020 manuscript/one.md:5"]),
        ("Words [p.]{.source-page} words.", ["X021 manuscript/one.md:5"]),
        (
            "::: {.excerpt source=able2001}\n[p. 3]{.source-page} Words.\n[p. 3]{.source-page} Words.\n:::",
            ["X022 manuscript/one.md:7"],
        ),
        ("Words [p. 7]{.source-page} words.", []),
    ],
)
def test_marks_that_say_nothing_are_reported(project: Make, text: str, said: list[str]) -> None:
    assert said_of(project(manuscript__one_dot_md=f"# First {{#first}}\n\nSee [@able2001, 5].\n\n{text}\n")) == said
