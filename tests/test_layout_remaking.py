"""Pages are made again for a badly broken word, from the very state in which they were begun; and nothing else is."""

from __future__ import annotations

from collections import Counter

import pytest
from layout_books import Words, job, note, sheet

from coursepack.editions.layout import SettingKind
from coursepack.editions.layout.engine import remaking
from coursepack.editions.layout.engine.boxes import Box
from coursepack.editions.layout.engine.hyphens import Hyphens
from coursepack.editions.layout.engine.press import Press
from coursepack.editions.layout.sheet import Sheet

HARD_TO_SUSPEND = """
@page { @bottom-center { content: element(runner) ' ' string(topic, last); font: 8pt Book } }
.runner { position: running(runner) }
h2 { string-set: topic content() }
.float { float: right; width: 30mm; font-size: 8pt } .wide { float: left; width: 34mm }
.columns { columns: 2; column-gap: 4mm }
.boxed { display: flex } .boxed > div { flex: 1; padding: 1mm }
.off { position: absolute; left: 0; top: 30mm; width: 20mm; font-size: 6pt }
table { width: 100%; border-collapse: collapse }
"""
BROKEN = {SettingKind.LADDER, SettingKind.HYPHEN_OVER_PAGE, SettingKind.BROKEN_LAST_WORD}
NARROW = "@page { size: 62mm 130mm } html { hyphenate-limit-chars: 4 2 2 }"


def hard_to_suspend() -> Sheet:
    """All that a page hands on to the next: floats, columns and tables that run on, notes put off, running heads."""
    words, numbers = Words(5), iter(range(1, 99))

    def noted(count: int, of: int) -> str:
        return f"<p>{words(count)}{note(next(numbers), words(of))} {words(20)}</p>"

    rows = "".join(f"<tr><td>{words(6)}</td><td>{words(14)}</td><td>{words(9)}</td></tr>" for _ in range(24))
    return sheet(
        f'<p class="runner">The <em>runner</em></p><h2>First</h2>{noted(60, 20)}{noted(30, 70)}{noted(10, 60)}'
        f'<div class="float">{words.paragraphs(9, 40)}</div>{noted(40, 30)}{words.paragraphs(3)}<h2>Second</h2>'
        f'<div class="columns">{words.paragraphs(8, 90)}</div><p class="off">{words(12)}</p>{noted(20, 300)}'
        f"<table><thead><tr><th>One</th><th>Two</th><th>Three</th></tr></thead><tbody>{rows}</tbody></table>"
        f'<p class="runner">Another</p><div class="wide">{words.paragraphs(7, 50)}</div>{noted(90, 40)}{noted(25, 60)}'
        f'<div class="boxed"><div>{words(80)}</div><div>{words(60)}</div></div><h2>Third</h2>{words.paragraphs(6)}'
    )


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """How often each page was looked at."""
    times: Counter[int] = Counter()
    find_bad = Hyphens.find_bad

    def counted(self: Hyphens, page: int, box: Box) -> bool:
        times[page] += 1
        return find_bad(self, page, box)

    monkeypatch.setattr(Hyphens, "find_bad", counted)
    return times


def test_a_page_that_is_made_again_without_a_change_is_the_same_to_the_byte(monkeypatch: pytest.MonkeyPatch):
    press, times = Press(job(HARD_TO_SUSPEND)), Counter[int]()
    once = press.lay_out(hard_to_suspend())
    find_bad = Hyphens.find_bad

    def always_twice_more(self: Hyphens, page: int, box: Box) -> bool:
        times[page] += 1
        return find_bad(self, page, box) or times[page] < 3

    monkeypatch.setattr(Hyphens, "find_bad", always_twice_more)
    assert press.lay_out(hard_to_suspend()) == once
    assert len(times) == len(once.facts.pages) > 8
    assert min(times.values()) >= 3
    assert any(len(place.body) > 1 for place in once.facts.notes)


def test_the_state_is_seen_to_matter(monkeypatch: pytest.MonkeyPatch):
    press = Press(job())
    once = press.lay_out(hard_to_suspend())
    monkeypatch.setattr(remaking, "_CHANGED", tuple(name for name in remaking._CHANGED if name != "footnotes"))
    seen: set[int] = set()
    monkeypatch.setattr(Hyphens, "find_bad", lambda self, page, _box: page not in seen and not seen.add(page))
    assert press.lay_out(hard_to_suspend()).facts.notes != once.facts.notes


def test_only_pages_with_badly_broken_words_are_made_again(made: Counter[int]):
    facts = Press(job(NARROW)).lay_out(sheet(Words(3).paragraphs(40, 60))).facts
    assert len(facts.pages) > 10
    assert sum(made.values()) > len(facts.pages)
    assert 1 in made.values()
    assert not {fault.kind for fault in facts.setting.faults} & BROKEN


def test_a_page_is_not_made_again_for_ever(made: Counter[int], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Hyphens, "find_bad", lambda self, page, _box: not made.update([page]))
    assert len(Press(job()).lay_out(sheet(Words().paragraphs(12))).facts.pages) == len(made)
    assert set(made.values()) == {remaking.MOST_ROUNDS}


def test_a_table_whose_later_pages_break_words_badly_is_measured_anew(monkeypatch: pytest.MonkeyPatch):
    """Its columns were measured on its first page: a word kept whole on a later one might stand out of them."""
    runs: list[Hyphens] = []
    from_the_start = Hyphens.from_the_start
    monkeypatch.setattr(Hyphens, "from_the_start", lambda self: runs.append(self) or from_the_start(self))
    rows = "".join(f"<tr><td>{Words(row)(4)} extraordinary</td><td>{Words(row)(9)}</td></tr>" for row in range(40))
    facts = Press(job(NARROW)).lay_out(sheet(f"<table><tbody>{rows}</tbody></table>")).facts
    assert len(facts.pages) > 5
    assert 1 <= len(runs) < remaking.MOST_ROUNDS
    assert not {fault.kind for fault in facts.setting.faults} & BROKEN
