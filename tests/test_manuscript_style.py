"""The sample reader's spelling, by Harper and the book's own list of words, and its house style."""

from __future__ import annotations

import re
from functools import cache

import house_style
import pytest
from harper import Dialect, Language, Lint, Linter
from house_style import Check
from manuscript_facts import DATA, index_marks
from manuscript_prose import MANUSCRIPT, fragments, markdown_files, prose, tree, walk

from coursepack import pandoc


@cache
def speller() -> Linter:
    """Harper with British English and no rule but spelling."""
    linter = Linter(Dialect.BRITISH)
    linter.set_lint_config({**dict.fromkeys(linter.get_default_lint_config(), False), "SpellCheck": True})
    return linter


def unknown_words(text: str) -> set[str]:
    """The words that the dictionary lacks; names without a possessive's s."""
    words = sorted(
        set(re.findall(r"[^\W_]{2,}(?:’[^\W\d_]+)*", text))
    )  # each once: it is the unknown ones that take time
    lints = speller().lint("\n\n".join(words), language=Language.PLAINTEXT)
    return {re.sub(r"(?<=[a-z])’s$", "", word) if word[0].isupper() else word for word in map(_word, lints)}


def _word(lint: Lint) -> str:
    return lint.problem_text


@cache
def word_list() -> list[str]:
    return [
        line
        for line in (DATA / "wordlist.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]


@cache
def unknown_in_the_book() -> set[str]:
    """The words of the prose, the index and the figures that the dictionary lacks."""
    entries = {mark.entry for path in markdown_files() for mark in index_marks(tree(path))}
    figures = [path.read_text(encoding="utf-8") for path in sorted((MANUSCRIPT / "figures").glob("*.csv"))]
    texts = [*(fragment.text for fragment in fragments()), *sorted(entries), *figures]
    return unknown_words("\n\n".join(text.replace("!", ", ") for text in texts))


# Spelling


def test_every_word_is_in_the_dictionary_or_in_the_books_own_list() -> None:
    assert unknown_in_the_book() - set(word_list()) == set()


def test_the_books_own_list_is_sorted_and_holds_only_what_the_book_needs() -> None:
    assert set(word_list()) - unknown_in_the_book() == set(), "in the dictionary already, or nowhere in the book"
    assert word_list() == sorted(set(word_list()), key=lambda word: (word.casefold(), word))


@pytest.mark.parametrize("wrong", ["famin", "recieve", "honor", "center", "labor", "traveled", "Dikotter", "Lushann"])
def test_misspelt_and_american_words_are_seen(wrong: str) -> None:
    assert unknown_words(f"The {wrong} was there.") == {wrong}


def test_british_words_pass() -> None:
    assert (
        unknown_words("They organised the programme, analysed its colour and its centre, and learnt of labour.")
        == set()
    )


# House style


@pytest.mark.parametrize("check", house_style.PROSE_CHECKS, ids=lambda check: check.__name__)
def test_the_prose_keeps_the_house_style(check: Check) -> None:
    assert [(fragment.file, found) for fragment in fragments() if (found := check(fragment.text))] == []


def test_the_sources_have_no_stray_spaces() -> None:
    found = {path.name: house_style.source_spaces(path.read_text(encoding="utf-8")) for path in markdown_files()}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("check", "spoilt"),
    [
        (house_style.american, "They organized it."),
        (house_style.american, "He analyzes it."),
        (house_style.american, "a collectivization"),
        (house_style.american, "a fair judgment"),
        (house_style.doubled_words, "It was the the end."),
        (house_style.doubled_words, "the end of\nof it"),
        (house_style.other_names, "Mao Tse-tung spoke."),
        (house_style.other_names, "as Kruschev said"),
        (house_style.other_names, "Dikotter holds"),
        (house_style.other_names, "at Lushun"),
        (house_style.other_names, "a train to Peking"),
        (house_style.capitals, "members of the Party"),
        (house_style.capitals, "see chapter 3"),
        (house_style.capitals, "in part two"),
        (house_style.capitals, "in Part 2"),
        (house_style.capitals, "as in Section 2.1"),
        (house_style.capitals, "the great leap forward"),
        (house_style.capitals, "the Anti-Rightist campaign"),
        (house_style.dates, "on May 17, 1958"),
        (house_style.dates, "on 17th May 1958"),
        (house_style.dates, "in May, 1958"),
        (house_style.dates, "the winter of 1957 was hard"),
        (house_style.dates, "in the Summer of 1958"),
        (house_style.ranges, "the years 1958-62"),
        (house_style.ranges, "the years 1958–1962"),
        (house_style.ranges, "from 1958–62"),
        (house_style.punctuation, "it's 'so'"),
        (house_style.punctuation, "“a famine”"),
        (house_style.punctuation, "so — they say"),
        (house_style.punctuation, "two  spaces"),
        (house_style.punctuation, "so !"),
        (house_style.shortenings, "they don’t"),
        (house_style.shortenings, "e.g. grain"),
        (house_style.shortenings, "40 % of it"),
        (house_style.source_spaces, "two  spaces"),
        (house_style.source_spaces, "at the end \n"),
    ],
)
def test_a_spoilt_text_is_seen(check: Check, spoilt: str) -> None:
    assert check(spoilt)


@pytest.mark.parametrize("check", house_style.PROSE_CHECKS, ids=lambda check: check.__name__)
def test_a_sound_text_passes(check: Check) -> None:
    assert (
        check(
            "The Eighth Party Congress, which the party held in September 1956, said ‘no more “leaps”’. In the winter of 1957–8, "
            "as Chapter 3 and section 3.1 show, 6 to 8 per cent of Peking University seized the size of the Leap."
        )
        == []
    )


def test_prose_leaves_out_what_is_not_prose() -> None:
    text = "The *leap* [冒进]{lang=zh-Hans}, see [](#a) [as shown in @key, chap. 1]: `x--y`.^[A note.]"
    assert list(prose(pandoc.parse(text)["blocks"])) == ["The leap, see Chapter 0:.", "as shown in", "A note."]


def test_chinese_is_marked_wherever_it_stands() -> None:
    for path in markdown_files():
        marked = [
            part["c"][1] for part in walk(tree(path)) if part["t"] == "Span" and ["lang", "zh-Hans"] in part["c"][0][2]
        ]
        runs = re.findall(r"[一-鿿]+", path.read_text(encoding="utf-8"))
        assert len(marked) == len(runs), path.name
