"""Titles and organisations that begin with an article stand under the word behind it, in lists that are in the order of names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_citations import chapter, style

from coursepack.document.ast import Blocks, text_of
from coursepack.document.citations import resolve
from coursepack.document.entry_order import file_articles

PRESS = {"type": "book", "publisher": "Press", "issued": {"date-parts": [[2001]]}}
WORKS: dict[str, dict[str, Any]] = {
    "sea": {"title": "The Mountain and the Sea"},
    "nemo": {"title": "Nothing", "author": [{"family": "Nemo", "given": "Ned"}]},
    "an": {"title": "An Anthology"},
    "a": {"title": "A Xylophone"},
    "adams": {"title": "The Beta", "author": [{"family": "Adams", "given": "Ann"}]},
    "society": {"title": "Rules", "author": [{"literal": "The Long Society"}]},
    "nino": {"title": "El Niño", "language": "es"},
    "guin": {"title": "Always", "author": [{"family": "Le Guin", "given": "Ursula"}], "language": "fr"},
    "quoted": {"title": "The Quarrel", "type": "article-journal", "container-title": "Journal"},
    "zeb": {"title": "Zed", "author": [{"family": "Zeb", "given": "Zoe"}]},
}
ITEMS = {key: {**PRESS, "id": key, **work} for key, work in WORKS.items()}
BY_NEXT_WORD = ["adams", "an", "guin", "society", "sea", "nemo", "nino", "quoted", "a", "zeb"]


def order(name: str, items: Mapping[str, Mapping[str, Any]] = ITEMS) -> list[str]:
    one = chapter(" ".join(f"[@{key}]" for key in items))
    return [key for key, _ in resolve([one], items, style(name), "en-GB", by_chapter=True).entries]


@pytest.mark.parametrize(
    "name", ["chicago-notes-bibliography", "chicago-author-date", "apa", "modern-language-association"]
)
def test_an_article_does_not_count_in_a_list_by_name(name: str) -> None:
    assert order(name) == BY_NEXT_WORD


def test_a_numbered_list_stays_in_the_order_of_citation() -> None:
    assert order("ieee") == list(ITEMS)


@pytest.mark.parametrize(
    ("name", "by_name"),
    [("apa", True), ("chicago-notes-bibliography", True), ("ieee", False), ("nature", False), ("din-1505-2", True)],
)
def test_what_a_style_sorts_by(name: str, by_name: bool) -> None:
    assert style(name).by_name is by_name


def entries(*texts: str) -> list[tuple[str, Blocks]]:
    return [(text, [{"t": "Para", "c": [{"t": "Str", "c": text}]}]) for text in texts]


def filed(*texts: str) -> list[str]:
    return [text_of(blocks) for _, blocks in file_articles(entries(*texts), {key: {} for key in texts}, "en-GB")]


def test_works_of_one_organisation_move_together() -> None:
    assert filed("Abbot. One.", "Mead. Two.", "The League. Three.", "———. Four.") == [
        "Abbot. One.",
        "The League. Three.",
        "———. Four.",
        "Mead. Two.",
    ]


def test_a_list_without_articles_is_left_as_the_style_has_it() -> None:
    assert filed("Zeb. One.", "Abbot. Two.", "The") == ["Zeb. One.", "Abbot. Two.", "The"]


@given(st.lists(st.sampled_from(["The Able", "A Baker", "Cole", "An Edge", "Dean", "———. More"]), unique=True))
def test_no_entry_is_lost_and_the_others_keep_their_order(texts: list[str]) -> None:
    done = filed(*texts)
    assert sorted(done) == sorted(texts)
    others = [text for text in texts if text in ("Cole", "Dean")]
    assert [text for text in done if text in others] == others
