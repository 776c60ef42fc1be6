"""The whole book: passes, cache, workers."""

from dataclasses import replace
from pathlib import Path

import pytest
from layout_books import Words, chapter, job, sheet

from coursepack.document.model import Matter, Opening
from coursepack.editions.layout import Layout, SectionUnset, Sheet, fill_sheet, lay_out, token
from coursepack.editions.layout.settle import MAX_PASSES
from coursepack.keeping.store import FolderStore, MemoryStore

FRONT = Matter.FRONT


def book() -> list[Sheet]:
    entries = "".join(
        f'<li><a href="#{name}">{name}</a> {token(name)}</li>' for name in ("one", "two-section", "three")
    )
    reference = f'See <a href="#three-section">p. {token("three-section")}</a>.'
    return [
        sheet("<p>Half title</p>", "half", FRONT),
        sheet("<p>Title</p>", "title", FRONT),
        sheet("<p>Rights</p>", "rights", FRONT, Opening.VERSO),
        sheet(f"<h1>Contents</h1><ul>{entries}</ul>", "contents", FRONT),
        chapter("one", 1, [reference]),
        chapter("two", 2),
        chapter("three", 3),
    ]


@pytest.fixture(scope="module")
def layout() -> Layout:
    return lay_out(book(), job())


def test_page_references_are_filled_in_from_the_page_map(layout: Layout):
    assert layout.settled
    folios = layout.page_map.folios
    assert folios["half"] == "i"
    assert folios["rights"] == "iv"
    assert folios["one"] == "1"
    last = layout.parts[-1]
    anchor = last.part.facts.anchors["three-section"]
    assert folios["three-section"] == str(last.first_number + anchor.page)


def test_every_page_is_in_the_page_map_and_blank_ones_carry_on_the_count(layout: Layout):
    pages = layout.page_map.pages
    assert [page.index for page in pages] == list(range(len(pages)))
    assert [page.label for page in pages[:6]] == ["i", "ii", "iii", "iv", "v", "vi"]
    assert (pages[1].section, pages[1].start) == ("", None)
    assert [page.section for page in pages[2:5]] == ["title", "rights", "contents"]
    assert pages[6].label == "1"
    assert layout.statistics.blank_pages == sum(not page.section for page in pages)
    assert all(part.first_page % 2 == (part.id == "rights") for part in layout.parts)


def test_statistics_count_what_there_is(layout: Layout):
    assert layout.statistics.pages == len(layout.page_map.pages)
    assert layout.statistics.notes == 12
    assert layout.statistics.notes_carried == 0
    assert layout.statistics.lines > 100
    assert sorted(layout.statistics.laid_out) == sorted(sheet.id for sheet in book())
    assert layout.statistics.laid_out.count("two") == 1


def test_two_workers_make_what_one_makes(layout: Layout):
    assert replace(lay_out(book(), job(), 2), statistics=layout.statistics) == layout


def test_a_warm_build_lays_nothing_out_and_is_the_same(layout: Layout, tmp_path: Path):
    cold = lay_out(book(), job(), cache=FolderStore(tmp_path))
    warm = lay_out(book(), job(), cache=FolderStore(tmp_path))
    assert cold == layout
    assert warm.statistics.laid_out == ()
    assert replace(warm, statistics=cold.statistics) == cold


def test_an_edit_lays_out_its_section_alone(tmp_path: Path):
    cache = FolderStore(tmp_path)
    lay_out(book(), job(), cache=cache)
    edited = book()
    edited[5] = replace(edited[5], html=edited[5].html.replace("office", "affair", 1))
    assert lay_out(edited, job(), cache=cache).statistics.laid_out == ("two",)


def test_a_chapter_that_grows_changes_the_folios_of_later_ones_without_laying_them_out(tmp_path: Path):
    cache = FolderStore(tmp_path)
    before = lay_out(book(), job(), cache=cache)
    grown = book()
    grown[5] = chapter("two", 2, [Words(9)(700)])
    after = lay_out(grown, job(), cache=cache)
    assert int(after.page_map.folios["three"]) > int(before.page_map.folios["three"])
    assert after.statistics.laid_out == ("two", "contents")  # which has two digits to print where it had one
    assert replace(lay_out(grown, job()), statistics=after.statistics) == after


def test_a_damaged_cache_changes_nothing(layout: Layout, tmp_path: Path):
    lay_out(book(), job(), cache=FolderStore(tmp_path))
    for index, path in enumerate(sorted(path for path in tmp_path.rglob("*") if path.is_file())):
        data = path.read_bytes()
        path.write_bytes([data[:-9], b"", data + b"!"][index % 3])
    assert lay_out(book(), job(), cache=FolderStore(tmp_path)) == layout


def test_progress_is_told_after_each_section_laid_out():
    told: list[tuple[str, int, int]] = []
    lay_out(book()[:2], job(), progress=lambda *step: told.append(step))
    assert [step[1:] for step in told] == [(1, 2), (2, 2)]
    assert {step[0] for step in told} == {"half", "title"}


def test_a_sheet_may_be_filled_in_its_own_way():
    def fill(filled: Sheet, folios: dict[str, str]) -> str:
        html = fill_sheet(filled, folios)
        return html.replace("INDEX", "–".join(sorted(folios.values()))) if filled.id == "index" else html

    layout = lay_out([chapter("one", 1), sheet("<p>INDEX</p>", "index")], job(), fill=fill)
    assert layout.settled
    assert layout.statistics.laid_out == ("one", "index"), "the index waits for the folios that it is made of"


def test_a_book_that_never_settles_says_so():
    def restless(filled: Sheet, folios: dict[str, str]) -> str:
        return f"<p>{'word ' * (1 if folios.get('end') != '1' else 900)}</p><p id='end'>end</p>"

    layout = lay_out([Sheet("one", Matter.BODY, Opening.RECTO, "", "en")], job(), fill=restless, cache=MemoryStore())
    assert not layout.settled
    assert layout.statistics.passes == MAX_PASSES
    assert layout.statistics.laid_out == ("one", "one")  # in both of its forms


def test_a_failing_engine_is_named_with_the_section(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise AssertionError("no such box")

    monkeypatch.setattr("coursepack.editions.layout.engine.press.Press._render", fail)
    with pytest.raises(SectionUnset) as fault:
        lay_out(book()[:1], job())
    assert (fault.value.section, fault.value.detail) == ("half", "AssertionError: no such box")
