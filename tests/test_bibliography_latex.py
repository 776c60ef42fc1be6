"""LaTeX in values: what becomes of commands, accents, braces and the characters that LaTeX would swallow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursepack.sources.bibliography.latex import NOCASE_END, NOCASE_START, clean, plain, unknown_commands
from coursepack.sources.bibliography.values import balance, evaluate


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"Dik{\"o}tter", "Dikötter"),
        (r"Andr\'{e} \'Etat \'{\i} \v{S}k\c{c}", "André État í Škç"),
        (r"\DJ{}or\dj evi\'c \ss{} \ng\ \dh", "Đorđević ß ŋ ð"),
        (r"A \textendash{} B\thinspace C", "A – B C"),
        ("1958--1962 --- ``so'' it's", "1958–1962 — “so” it’s"),
        (r"\emph{Leap} \textsc{cia} {\em x}", "Leap cia x"),
        (r"\noopsort{1973b}1973", "1973"),
        (r"50\% \& \#1 \$5 a\_b \{x\}", "50% & #1 $5 a_b {x}"),
        (r"H$_2$O $x^{2}$", "H2O x2"),
        ("a~b", "a b"),
        (r"\weird{word} stays", "word stays"),
        (r"\TeX\ and \enquote{so}", "TeX and “so”"),
    ],
)
def test_plain_text(source: str, expected: str) -> None:
    assert plain(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("The {Mao} Years", f"The {NOCASE_START}Mao{NOCASE_END} Years"),
        (r"{\"O}sterreich", "Österreich"),
        (r"\emph{The {CIA}}", rf"\emph{{The {NOCASE_START}CIA{NOCASE_END}}}"),
        ("100% & #1 under_score ^", r"100\% \& \#1 under\_score \textasciicircum{}"),
        (r"{\em Leap}", r"\emph{Leap}"),
        ("H$_2$O", r"H\textsubscript{2}O"),
        ("$5 and $6", r"\$5 and \$6"),
        (r"\weird{word}", f"{NOCASE_START}word{NOCASE_END}".replace(NOCASE_START, "").replace(NOCASE_END, "")),
    ],
)
def test_latex_that_pandoc_reads_wholly(source: str, expected: str) -> None:
    assert clean(source, protect=True) == expected


def test_unknown_commands_are_named_once() -> None:
    assert unknown_commands(r"\weird{a} \weird{b} \odd c \emph{d}") == ("weird", "odd")


@given(st.text(alphabet="\\{}$~`'\"^_%&#abc =-é毛@", max_size=60))
def test_no_text_breaks_the_cleaner(source: str) -> None:
    text, _ = balance(source)
    cleaned = clean(text, protect=True)
    assert cleaned.count(NOCASE_START) == cleaned.count(NOCASE_END)
    assert NOCASE_START not in plain(source)


@given(st.text(alphabet="\\{}ab", max_size=40))
def test_balanced_text_has_no_brace_alone(source: str) -> None:
    text, was_balanced = balance(source)
    assert balance(text) == (text, True)
    assert was_balanced == (text == source)


def test_deep_nesting_is_flattened() -> None:
    assert plain("{" * 5000 + "x" + "}" * 5000) == "x"


@pytest.mark.parametrize(
    ("expression", "text", "rest"),
    [
        ("{a {b} c}", "a {b} c", ""),
        ('"a {"} b"', 'a {"} b', ""),
        ('cq # " and " # {more} # 3', "The China Quarterly and more3", ""),
        ("{x} year = 1990", "x", "year = 1990"),
        ("1990", "1990", ""),
        ("{two\n   lines}", "two lines", ""),
        ("", "", ""),
    ],
)
def test_expressions(expression: str, text: str, rest: str) -> None:
    value = evaluate(expression, {"cq": "The China Quarterly"})
    assert (value.text, value.rest, value.unknown) == (text, rest, ())
