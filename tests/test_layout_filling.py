"""Sheets with folios filled in, each once for the folios that it asks for."""

from __future__ import annotations

from collections.abc import Mapping

from coursepack.document.model import Matter, Opening
from coursepack.editions.layout.filling import Filling
from coursepack.editions.layout.folios import fill_sheet, token
from coursepack.editions.layout.sheet import Sheet

SHEET = Sheet("one", Matter.BODY, Opening.RECTO, f"<p>see {token('end')}</p>", "en")


class Filler:
    """Fills in as most sheets are, and counts how often it is asked."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, sheet: Sheet, folios: Mapping[str, str]) -> str:
        self.calls += 1
        return fill_sheet(sheet, folios)


def test_a_sheet_is_filled_in_once_for_the_folios_that_it_prints():
    filler = Filler()
    filling = Filling(filler, even_digits=False)
    first = filling(SHEET, {"end": "7", "other": "8"})
    assert filling(SHEET, {"end": "7", "other": "9"}) is first
    assert filler.calls == 1
    assert ">9<" in filling(SHEET, {"end": "9"}).html


def test_a_folio_that_becomes_known_fills_the_sheet_in_again():
    filling = Filling(Filler(), even_digits=False)
    assert "000" in filling(SHEET, {}).html
    assert ">7<" in filling(SHEET, {"end": "7"}).html


def test_digits_are_left_open_where_they_are_filled_in_on_joining():
    assert ">00<" in Filling(fill_sheet, even_digits=True)(SHEET, {"end": "43"}).html


def test_a_filler_that_asks_for_all_folios_is_asked_whenever_one_has_changed():
    filling = Filling(lambda _, folios: ", ".join(folios.values()), even_digits=False)
    assert filling(SHEET, {"one": "1"}).html == "1"
    assert filling(SHEET, {"one": "1", "two": "2"}).html == "1, 2"
    counting = Filling(lambda _, folios: str(len(folios)), even_digits=False)
    assert [counting(SHEET, dict.fromkeys("abc"[:count], "1")).html for count in (1, 2)] == ["1", "2"]
