"""Lines that were broken before are not broken again, and nobody can tell it from the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import weasyprint.layout.inline
import weasyprint.text.line_break
from layout_books import Words, job, note, sheet

from coursepack.editions.layout import Layout, Part, lay_out
from coursepack.editions.layout.engine import breaking
from coursepack.editions.layout.engine.breaking import LineMemory
from coursepack.editions.layout.engine.hyphens import Hyphens, kept_whole
from coursepack.editions.layout.engine.press import Press
from coursepack.editions.layout.sheet import Sheet

KINDS = (
    "letter-spacing: .1em",
    "word-spacing: .2em",
    "text-decoration: underline overline",
    "font-variant-caps: small-caps; font-feature-settings: 'onum'",
    "hyphens: manual; overflow-wrap: anywhere",
    "white-space: pre-wrap; tab-size: 4",
    "word-break: break-all; font-language-override: 'TRK'",
    "direction: rtl; hyphenate-limit-chars: 8 3 3",
)


def section() -> Sheet:
    """Four pages: plain paragraphs with notes, and one of every kind that sets lines in a way of its own."""
    words = Words(7)
    paragraphs = "".join(f"<p>{words(90)}{note(number, words(25))} {words(20)}</p>" for number in range(1, 7))
    return sheet(
        paragraphs + "".join(f'<p style="{kind}">{words(25)}\u00ad{words(2)}\t{words(9)}</p>' for kind in KINDS)
    )


def laid_out(press: Press, whole: Iterable[str]) -> Part:
    """The section, with some words kept whole from its first page on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coursepack.editions.layout.engine.press.Hyphens", lambda: Hyphens(whole))
        return press.lay_out(section())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the engine itself breaks into lines."""
    texts: list[str] = []
    find: Any = weasyprint.text.line_break.split_first_line

    def counted(text: str, *arguments: Any, **more: Any) -> Any:
        texts.append(text)
        return find(text, *arguments, **more)

    monkeypatch.setattr(weasyprint.text.line_break, "split_first_line", counted)
    return texts


@contextmanager
def forgetful(_memory: LineMemory, whole: set[str]) -> Iterator[None]:
    with kept_whole(whole, lambda _word: None):
        yield


def test_a_section_is_the_same_to_the_byte_with_the_memory_and_without(monkeypatch: pytest.MonkeyPatch):
    press = Press(job())
    for unbroken in ((), ("consideration", "neighbourhood"), ()):
        remembered = laid_out(press, unbroken)
        with monkeypatch.context() as patch:
            patch.setattr(LineMemory, "at_work", forgetful)
            assert laid_out(Press(job()), unbroken) == remembered


def test_what_was_broken_before_is_not_broken_again(asked: list[str]):
    press = Press(job())
    press.lay_out(section())
    once = len(asked)
    press.lay_out(section())
    assert once > 100
    assert len(asked) == once


def test_a_process_that_builds_again_remembers_its_lines_but_none_of_another_book(asked: list[str]):
    def built(css: str) -> tuple[Layout, int]:
        before = len(asked)
        return lay_out([section()], job(css)), len(asked) - before

    first, once = built("p { margin-left: 1pt }")
    again, anew = built("p { margin-left: 1pt }")
    other, for_other = built("p { margin-left: 2pt }")
    assert again.parts == first.parts
    assert once > 100
    assert anew == 0
    assert for_other > 100
    assert other.parts != first.parts


def test_a_word_that_is_kept_whole_is_asked_for_anew(asked: list[str]):
    press = Press(job())
    press.lay_out(section())
    once = len(asked)
    laid_out(press, ("extraordinary",))
    assert once < len(asked) < 2 * once


def test_what_was_not_asked_for_is_forgotten(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(breaking, "_MOST", 50)
    memory = LineMemory()
    for number in range(300):
        memory._put(number, number)
        assert memory._get(0) == 0
    assert len(memory._recent) + len(memory._earlier) <= 102
    assert memory._get(5) is None


def test_the_key_names_all_that_the_engine_looks_at_in_a_style(monkeypatch: pytest.MonkeyPatch):
    looked_at: set[str] = set()
    find: Any = weasyprint.text.line_break.split_first_line

    class Watched:
        """A style that takes down which properties are looked at."""

        def __init__(self, style: Any) -> None:
            self._style = style

        def __getitem__(self, name: str) -> Any:
            looked_at.add(name)
            return self._style[name]

        def __getattr__(self, name: str) -> Any:
            return getattr(self._style, name)

    def watched(text: str, style: Any, *arguments: Any, **more: Any) -> Any:
        return find(text, Watched(style), *arguments, **more)

    monkeypatch.setattr(weasyprint.text.line_break, "split_first_line", watched)
    Press(job()).lay_out(section())
    assert len(looked_at) > 20
    assert looked_at <= set(breaking._PROPERTIES)
