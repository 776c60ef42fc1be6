"""Citations that no book has: each is resolved, or refused in its line, in bounded time."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from book_of import said_of
from effort import at_most

from coursepack import pandoc
from coursepack.errors import TookTooMuch

Make = Callable[..., Path]

RANGED = """\
@article{able2001, author = {Able, Ann}, title = {Alpha}, journaltitle = {Journal}, date = {2001}, pages = {1--9}}
"""


@pytest.mark.parametrize(
    "citation",
    [
        "[@able2001, " + "p. 1, " * 20_000 + "1]",
        "[" + "@able2001; " * 20_000 + "@able2001]",
        "[" + "a " * 3000 + "@able2001]",
    ],
    ids=["locators", "works", "prefix"],
)
def test_a_citation_that_holds_too_much_is_refused_in_its_line(citation: str, project: Make) -> None:
    with at_most(20):
        said = said_of(project(manuscript__one_dot_md=f"# T {{#t}}\n\nWords [@able2001].\n\nMore {citation}.\n"))
    assert said == ["K015 manuscript/one.md:5"]


def test_what_a_note_has_room_for_is_cited(project: Make) -> None:
    text = f"Words [see {'a word ' * 300} @able2001, 5, {'and a word ' * 150}; {'@able2001; ' * 20} @able2001]."
    assert said_of(project(manuscript__one_dot_md=f"# T {{#t}}\n\n{text}\n")) == []


def test_where_citeproc_gives_up_the_chapter_is_named(project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    run = pandoc.run

    def gives_up(arguments: Sequence[str], *rest: Any, **options: Any) -> str:
        if "--citeproc" in arguments:
            raise TookTooMuch("pandoc took more than 120 seconds")
        return run(arguments, *rest, **options)

    monkeypatch.setattr(pandoc, "run", gives_up)
    assert said_of(project()) == ["K016 manuscript/one.md:1"]


def test_pandoc_that_fills_its_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "_LIMITS", ("+RTS", "-M20m", "-RTS"))
    with pytest.raises(TookTooMuch, match="memory"):
        pandoc.parse("*a b* " * 20_000)


def test_a_thousand_faults_are_told_in_the_time_of_some(project: Make) -> None:
    far = "Words [@able2001, 999].\n\n" * 1000
    unknown = "".join(f"Words [@unknown{number}x].\n\n" for number in range(1000))
    with at_most(20):
        said = said_of(project(manuscript__one_dot_md=f"# T {{#t}}\n\n{far}{unknown}", bibliography_dot_bib=RANGED))
    assert sum(item.startswith("K001") for item in said) == 101
    assert sum(item.startswith("K021") for item in said) == 200


@pytest.mark.parametrize("page", ["9" * 4400, "5-" + "9" * 4400, "9" * 10])
def test_a_locator_of_thousands_of_digits_is_no_page(page: str, project: Make) -> None:
    text = f"# T {{#t}}\n\nWords [@able2001, {page}].\n"
    assert said_of(project(manuscript__one_dot_md=text, bibliography_dot_bib=RANGED)) == []
