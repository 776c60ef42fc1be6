"""How the lines of a small book are set; each fault is also seen where the style sheet or the mend is spoilt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from layout_books import Words, job, note, sheet

from coursepack.editions.layout import PartFacts, SettingKind
from coursepack.editions.layout.engine import hyphens
from coursepack.editions.layout.engine.cuts import letters
from coursepack.editions.layout.engine.press import Press

NARROW = "@page { size: 62mm 130mm } html { hyphenate-limit-chars: 4 2 2 }"
"""A measure that needs hyphens all the time."""
HARD = {
    SettingKind.LADDER,
    SettingKind.HYPHEN_OVER_PAGE,
    SettingKind.BROKEN_LAST_WORD,
    SettingKind.WIDOW,
    SettingKind.ORPHAN,
    SettingKind.HEADING_AT_FOOT,
    SettingKind.CAPTION_APART,
}


def book(css: str = "", seed: int = 3) -> PartFacts:
    words = Words(seed)
    body = "".join(
        f"<h2>{words(3)}</h2><p>{words(70)}{note(number, words(12))} {words(40)}</p>{words.paragraphs(2, 45)}"
        for number in range(1, 13)
    )
    long = "consideration extraordinary neighbourhood understanding immediately circumstance "
    return Press(job(css)).lay_out(sheet(f"{body}<p>{long * 12}</p>")).facts


def kinds(facts: PartFacts) -> set[SettingKind]:
    return {fault.kind for fault in facts.setting.faults}


@contextmanager
def without_mending(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(hyphens, "badly_broken", lambda *_: [])
        yield


@pytest.fixture(scope="module")
def narrow() -> PartFacts:
    return book(NARROW)


def test_a_book_is_set_without_hard_faults(narrow: PartFacts):
    assert narrow.hyphenated > 50
    assert len(narrow.pages) > 8
    assert not kinds(narrow) & HARD
    assert 1 <= narrow.setting.ladder <= 3


def test_notes_stand_on_the_page_of_their_call(narrow: PartFacts):
    assert len(narrow.notes) == 12
    assert sum(place.body != (place.call,) for place in narrow.notes) <= 0.02 * len(narrow.notes)


def test_what_the_engine_does_by_itself_is_seen(monkeypatch: pytest.MonkeyPatch):
    with without_mending(monkeypatch):
        found = kinds(book(NARROW))
    assert {SettingKind.LADDER, SettingKind.HYPHEN_OVER_PAGE, SettingKind.BROKEN_LAST_WORD} <= found


def test_widows_and_orphans_are_seen_where_the_style_sheet_allows_them():
    assert {SettingKind.WIDOW, SettingKind.ORPHAN} <= kinds(book("html { widows: 1; orphans: 1 }", seed=2))


def test_a_heading_at_the_foot_is_seen_where_the_style_sheet_allows_it():
    faults = [kinds(book("h2 { break-after: auto; margin: 0 }", seed)) for seed in range(4)]
    assert any(SettingKind.HEADING_AT_FOOT in found for found in faults)


def test_a_caption_on_another_page_is_seen():
    html = "<table><caption>A caption</caption><tr><td>One</td></tr></table>"
    spoilt = "caption, tr { display: block } tr { break-before: page }"
    assert SettingKind.CAPTION_APART not in kinds(Press(job()).lay_out(sheet(html)).facts)
    assert SettingKind.CAPTION_APART in kinds(
        Press(job(spoilt + "table, tbody { display: block }")).lay_out(sheet(html)).facts
    )


def test_loose_lines_and_lines_off_the_grid_are_counted(narrow: PartFacts):
    unhyphenated = book(NARROW + "html { hyphens: none }").setting
    loose = [fault for fault in unhyphenated.faults if fault.kind is SettingKind.LOOSE]
    assert len(loose) > sum(fault.kind is SettingKind.LOOSE for fault in narrow.setting.faults)
    assert 0.2 < narrow.setting.spaces / narrow.setting.stretched < unhyphenated.spaces / unhyphenated.stretched
    assert book("h2 { margin-top: 11pt }").setting.off_grid > book().setting.off_grid


def test_a_short_last_page_and_a_runt_are_seen():
    text = "<p>word</p>" * 70
    spoilt = "p { break-before: auto } p:last-child { break-before: page }"
    assert SettingKind.SHORT_PAGE in kinds(Press(job(spoilt)).lay_out(sheet(text)).facts)
    runt = f"<p>{'consideration ' * 40}<br/>a</p>"
    assert SettingKind.RUNT in kinds(Press(job()).lay_out(sheet(runt)).facts)


def test_words_are_known_by_their_letters():
    assert letters("‘Re-reading’") == "rereading"
