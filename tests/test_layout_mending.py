"""The engine's own handling of notes loses, delays and misorders them; the mends are seen to be needed, and to suffice."""

import random
from collections import Counter
from contextlib import nullcontext

import pytest
from layout_books import Words, job, note, sheet

from coursepack.editions.layout import FindingKind
from coursepack.editions.layout.engine import press as engine
from coursepack.editions.layout.engine.press import Press


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(job())


def findings(press: Press, seed: int) -> Counter[FindingKind]:
    """Lay out five pages crowded with 28 notes of all lengths."""
    words, chance, numbers = Words(seed), random.Random(seed), iter(range(1, 99))
    html = "".join(
        f"<p>{words(chance.randint(5, 40))}{note(next(numbers), words(chance.randint(5, 40)))} "
        f"{words(chance.randint(2, 30))}{note(next(numbers), words(chance.randint(5, 30)))}</p>"
        for _ in range(14)
    )
    return Counter(finding.kind for finding in press.lay_out(sheet(html)).facts.findings)


@pytest.mark.parametrize("seed", [2, 12, 62, 73, 88, 108])
def test_crowded_pages_have_all_their_notes_in_order_and_in_time(press: Press, seed: int):
    assert findings(press, seed) == {}


def test_unmended_lines_lose_a_note(press: Press, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "mended_lines", nullcontext)
    assert findings(press, 2) == {FindingKind.NOTE_MISSING: 1}


def test_unmended_areas_delay_notes(press: Press, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "mended_areas", nullcontext)
    assert findings(press, 88)[FindingKind.NOTE_LATE] > 20


def test_areas_and_lines_unmended_misorder_notes(press: Press, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "mended_areas", nullcontext)
    monkeypatch.setattr(engine, "mended_lines", nullcontext)
    assert findings(press, 62)[FindingKind.NOTE_DISORDER] > 0


def pages_of_call_and_note(press: Press) -> tuple[int, int]:
    """A note called at the head of a page at whose foot there is room for one line more, and a paragraph comes next."""
    html = f"<p>Claim.{note(1, 'Its source.')}</p>{'<p>Filler.</p>' * 21}<p>{Words(1)(45)}</p>"
    (place,) = press.lay_out(sheet(html)).facts.notes
    return place.call, place.body[0]


def test_a_paragraph_goes_to_the_next_page_rather_than_a_note_that_is_not_its_own(press: Press):
    assert pages_of_call_and_note(press) == (0, 0)


def test_unmended_lines_send_the_note_away(press: Press, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "mended_lines", nullcontext)
    assert pages_of_call_and_note(press) == (0, 1)


def test_the_engine_is_left_as_it_was_found(press: Press):
    import weasyprint.layout as layout
    import weasyprint.layout.block as block
    import weasyprint.pdf as pdf
    import weasyprint.pdf.tags as tags

    def replaced() -> list[object]:
        context = [vars(layout.LayoutContext).get(name) for name in ("reported_footnotes", "layout_footnote")]
        return [
            *context,
            layout.block_level_layout,
            block._linebox_layout,
            pdf.build_fonts_dictionary,
            tags._get_pdf_tag,
        ]

    before = replaced()
    press.lay_out(sheet(f"<p>Text{note(1, 'A note.')}</p>"))
    assert replaced() == before
