"""Which paragraph begins on which page, and what has moved since the edition that readers cite."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layout_books import Words
from lxml import etree
from typer.testing import CliRunner

from coursepack.checks.pagination_lock import compare
from coursepack.checks.pagination_lock.matching import likeness
from coursepack.cli import application
from coursepack.config import Config
from coursepack.diagnostics import Diagnostics, Location
from coursepack.document.model import (
    Book,
    Kind,
    Matter,
    Opening,
    PageMap,
    PageStart,
    PrintedPage,
    Section,
)
from coursepack.editions.pagination import (
    Block,
    BookName,
    NotAPagination,
    Pagination,
    SectionPages,
    Turn,
    blocks_of,
    read,
    record,
    write,
)
from coursepack.errors import BuildFailed, ProofFailed
from coursepack.keeping.store import MemoryStore
from coursepack.pipeline import build, check
from coursepack.progress import Silent

SECTION = """\
<section id="s" data-n="0">
<header data-n="1"><p class="number" data-n="2">Chapter 3</p><h1 data-n="3">Steel</h1></header>
<p data-n="4">One <em data-n="5">two</em> three<a class="noteref" href="#s-note-1" data-n="6">1</a> four,
<a class="pageref" data-n="7"/> five.</p>
<figure id="fig-a" data-n="8"><img src="a.png" data-n="9"/>
<figcaption data-n="10"><span class="label" data-n="11">Figure 3.1</span> A furnace.</figcaption></figure>
<ul data-n="12"><li data-n="13">Six<ul data-n="14"><li data-n="15">Seven</li></ul></li></ul>
<p data-n="16">大跃进,一九五八年。</p>
<section class="notes" data-n="17">
<aside class="note" id="s-note-1" data-number="1" data-n="18"><p data-n="19">A note.</p></aside>
</section></section>"""


def digest(text: str) -> str:
    return "".join(f"{ord(letter) % 16:x}" for letter in (text * 6)[:6])


def block(words: str, page: int | str, turns: Sequence[Turn] = (), kind: str = "paragraph", id: str = "") -> Block:  # noqa: A002
    return Block(kind, str(page), words, tuple(map(digest, words.split())), id, tuple(turns))  # type: ignore[arg-type]


def pagination(*blocks: Block, pages: int = 20, section: str = "one") -> Pagination:
    folios = ("i", "ii", *(str(number) for number in range(1, pages + 1)))
    return Pagination(BookName("A Book", "", "2025-09-01"), folios, (SectionPages(section, "One", "1", blocks),))


def recorded(
    store: MemoryStore, tree: str = SECTION, note_on: str = "3", second_at: int = 3, first: int = 3
) -> Pagination:
    place = Location("manuscript/steel.md")
    root = etree.fromstring(tree)
    section = Section("s", Kind.CHAPTER, Matter.BODY, Opening.RECTO, "Steel", "Steel", "3", 1, root, place)
    starts = ((str(first), PageStart(2, 0)), (str(first + 1), PageStart(4, second_at)))
    pages = tuple(PrintedPage(index, label, "s", start) for index, (label, start) in enumerate(starts))
    page_map = PageMap(pages, {"s-note-1": note_on})
    return record(
        Book((section,), {}),
        Config.model_construct(title="A Book", subtitle="", edition="", date=date(2025, 9, 1)),
        page_map,
        store,
    )


def test_what_is_kept_of_a_section_is_what_would_be_recorded_anew() -> None:
    store = MemoryStore()
    changes: tuple[dict[str, Any], ...] = (
        {},
        {"note_on": "4"},
        {"second_at": 6},
        {"first": 9, "note_on": "10"},
        {"tree": SECTION.replace("Six", "Ten")},
        {},
    )
    kept = [recorded(store, **change) for change in changes]
    assert kept == [recorded(MemoryStore(), **change) for change in changes]
    assert len({str(each) for each in kept}) == 5
    (found,) = kept[0].sections
    assert [(each.page, each.turns) for each in found.blocks[2:4]] == [
        ("3", (Turn("4", 6, "three four, five."),)),
        ("4", ()),
    ]


def test_a_section_whose_folios_alone_are_others_is_not_taken_down_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    recorded(store)
    anew = recorded(MemoryStore(), first=9, note_on="9")
    module = sys.modules["coursepack.editions.pagination.record"]  # the package has a function of that name
    monkeypatch.setattr(module, "blocks_of", lambda _: pytest.fail("taken down again"))
    assert recorded(store, first=9, note_on="9") == anew


def test_a_section_is_divided_into_what_a_reader_would_point_at() -> None:
    passages = blocks_of(etree.fromstring(SECTION))
    assert [(passage.kind, passage.words) for passage in passages.flow] == [
        ("paragraph", "Chapter 3"),
        ("heading", "Steel"),
        ("paragraph", "One two three four, five."),
        ("figure", "Figure 3.1 A furnace."),
        ("paragraph", "Six"),
        ("paragraph", "Seven"),
        ("paragraph", "大跃进,一九五八年。"),
    ]
    assert [(passage.kind, passage.id, passage.words) for passage in passages.notes] == [
        ("note", "s-note-1", "A note.")
    ]


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (PageStart(4, 0), "One two three four, five."),
        (PageStart(5, 1), "wo three four, five."),
        (PageStart(4, 3), "three four, five."),
        (PageStart(7, 0), "five."),
        (PageStart(4, 13), "five."),
        (PageStart(9, 0), "Figure 3.1 A furnace."),
        (PageStart(10, 2), "urnace."),
        (PageStart(15, 0), "Seven"),
        (PageStart(16, 4), "一九五八年。"),
    ],
)
def test_the_place_where_a_page_begins_is_found_in_its_block(start: PageStart, words: str) -> None:
    passages = blocks_of(etree.fromstring(SECTION))
    place = passages.place_of(start)
    assert place is not None
    holder = next(passage for passage in passages.flow if passage.places[0] <= place <= passage.places[-1])
    assert holder.words_from(holder.places.index(place)) == words


def test_numbers_that_the_build_gives_are_no_part_of_what_a_block_is() -> None:
    moved = SECTION.replace("Figure 3.1", "Figure 4.2")
    before, after = (blocks_of(etree.fromstring(text)).flow for text in (SECTION, moved))
    assert [passage.clauses for passage in before] == [passage.clauses for passage in after]


def test_what_is_written_is_read_back() -> None:
    whole = pagination(block("one two", 1, [Turn("2", 3, "two")]), block("three", "ii"), block("", 3))
    assert read(write(whole)) == whole


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON|hundreds deep"),
        (b"[]", "not written by coursepack"),
        (b'{"format": "coursepack pagination 9"}', "later release"),
        (b'{"format": "coursepack pagination 1", "pages": []}', "damaged at book"),
    ],
)
def test_what_is_no_pagination_is_refused(data: bytes, fault: str) -> None:
    with pytest.raises(NotAPagination, match=fault):
        read(data)


@given(st.data())
def test_a_damaged_file_is_refused_and_never_half_read(data: st.DataObject) -> None:
    whole = write(pagination(block("one two", 1, [Turn("2", 3, "two")]), block("three", "ii")))
    cut = data.draw(st.integers(0, len(whole) - 3))
    with pytest.raises(NotAPagination):
        read(whole[:cut])


@pytest.mark.parametrize("folio", ["0x1", "-1", "1\n", "<b>", "", "１"])
def test_a_folio_that_no_page_has_is_refused(folio: str) -> None:
    content = json.loads(write(pagination(block("one", 1))))
    content["sections"][0]["blocks"][0]["page"] = folio
    with pytest.raises(NotAPagination, match=r"sections\.0\.blocks\.0\.page"):
        read(json.dumps(content).encode())


def test_the_same_pages_hold() -> None:
    whole = pagination(block("one two", 1, [Turn("2", 3, "two")]), block("three", 2))
    compared = compare(whole, whole)
    assert compared.holds
    assert (compared.blocks, compared.kept, compared.edited, compared.added) == (2, 2, 0, 0)
    assert [(row.old, row.new) for row in compared.concordance] == [("1", ("1",)), ("2", ("2",))]


def test_what_begins_on_another_page_has_moved() -> None:
    old = pagination(block("one two", 1), block("three four", 2), block("five six", 3))
    new = pagination(block("one two", 1), block("new words", 1), block("three four", 3), block("five six", 4))
    compared = compare(old, new)
    assert [(move.words, move.old, move.new, move.shift) for move in compared.moves] == [
        ("three four", "2", "3", 1),
        ("five six", "3", "4", 1),
    ]
    assert compared.added == 1
    assert [(row.old, row.new) for row in compared.concordance] == [("1", ("1",)), ("2", ("3",)), ("3", ("4",))]


def test_words_that_came_to_the_other_side_of_a_page_turn_have_moved() -> None:
    old = pagination(block("one two three", 1, [Turn("2", 6, "three")]))
    new = pagination(block("one two three", 1, [Turn("2", 3, "two three")]))
    assert [(move.words, move.old, move.new, move.turn) for move in compare(old, new).moves] == [
        ("two three", "1", "2", True)
    ]
    assert [(move.words, move.old, move.new, move.turn) for move in compare(new, old).moves] == [
        ("two three", "2", "1", True)
    ]
    assert [(row.old, row.new) for row in compare(old, new).concordance] == [("1", ("1", "2")), ("2", ("2",))]


def test_a_paragraph_that_was_edited_is_found_again_and_one_that_was_struck_out_is_gone() -> None:
    old = pagination(
        block("a first one", 1), block("b who eats steel", 2), block("struck out", 3), block("the end of it", 4)
    )
    new = pagination(block("a first one", 1), block("b who melts steel", 3), block("the end of it", 4))
    compared = compare(old, new)
    assert [(move.words, move.new, move.edited) for move in compared.moves] == [("b who eats steel", "3", True)]
    assert [(item.words, item.old) for item in compared.gone] == [("struck out", "3")]
    assert {row.old: row.new for row in compared.concordance}["3"] == ()
    assert compared.edited == 1


def test_a_paragraph_that_was_brought_to_another_chapter_is_found_there() -> None:
    old = pagination(block("one two three", 3))
    new = pagination(block("one two three", 9), section="two")
    assert [(move.section, move.old, move.new) for move in compare(old, new).moves] == [("one", "3", "9")]


def test_a_longer_preface_moves_no_chapter_and_roman_pages_count_back_from_the_first() -> None:
    old, new = pagination(block("one", 1)), pagination(block("one", 1))
    assert compare(old, replace(new, pages=("i", "ii", "iii", "iv", *new.pages[2:]))).holds


def test_headings_are_known_by_their_id_and_notes_by_their_words() -> None:
    assert likeness(block("War", 1, kind="heading", id="sec-a"), block("Peace", 1, kind="heading", id="sec-a")) == 1
    assert likeness(block("War", 1, kind="note", id="note-1"), block("Peace", 1, kind="note", id="note-1")) < 0.5
    assert likeness(block("War", 1, kind="heading"), block("War", 1)) == 0


texts = st.lists(st.text(ascii_lowercase, min_size=1, max_size=4), min_size=1, max_size=4).map(" ".join)
books = st.lists(st.tuples(texts, st.integers(0, 1)), max_size=8).map(
    lambda rows: pagination(
        *(block(words, 1 + sum(step for _, step in rows[: index + 1])) for index, (words, _) in enumerate(rows))
    )
)


@given(books, books)
def test_every_block_is_kept_moved_or_gone(old: Pagination, new: Pagination) -> None:
    compared = compare(old, new)
    assert compared.kept + len(compared.moves) + len(compared.gone) == compared.blocks == len(old.sections[0].blocks)
    assert compared.blocks - len(compared.gone) + compared.added == len(new.sections[0].blocks)
    assert {row.old for row in compared.concordance} == {item.page for item in old.sections[0].blocks}


@given(books)
def test_a_book_compared_with_itself_holds(book: Pagination) -> None:
    assert compare(book, book).holds


LONG = "# The first chapter {#first}\n\n" + "\n\n".join(Words(seed)(90) for seed in range(14))
CONFIGURED = """\
name = "small"
title = "A Small Reader"
date = 2026-01-01

[contents]
chapters = ["one.md", "two.md"]

[citations]
bibliography = "none.bib"

[pagination]
lock = "pagination/2025.json"
fail = {fail}
"""


@pytest.fixture
def printed(project: Callable[..., Path], tmp_path: Path) -> Path:
    """A book whose pagination was kept when it was printed, and locked."""
    two = "# The second chapter\n\nIts only paragraph, with a note.^[The note.]\n"
    unlocked = CONFIGURED.partition("\n[pagination]")[0]
    folder = project(manuscript__one_dot_md=LONG, manuscript__two_dot_md=two, manuscript__reader_dot_toml=unlocked)
    build(folder, tmp_path / "out", Diagnostics(), Silent(), 1)
    (folder / "pagination").mkdir()
    (tmp_path / "out" / "pagination.json").rename(folder / "pagination" / "2025.json")
    (folder / "manuscript" / "reader.toml").write_text(CONFIGURED.format(fail="false"))
    return folder


def test_a_build_says_what_moved_since_the_printed_edition_and_ends_there_if_asked(
    printed: Path, tmp_path: Path
) -> None:
    diagnostics = Diagnostics()
    build(printed, tmp_path / "out", diagnostics, Silent(), 1)
    assert list(diagnostics) == []
    chapter = printed / "manuscript" / "one.md"
    third = LONG.split("\n\n")[3]
    chapter.write_text(LONG.replace(third, f"{Words(99)(100)}\n\n{third}").replace(LONG.split("\n\n")[-1], ""))
    build(printed, tmp_path / "out", diagnostics, Silent(), 1)
    assert {item.code for item in diagnostics} == {"L040", "L041"}
    first = diagnostics.items[0]
    assert (first.location.file, first.location.line) == ("manuscript/one.md", 9)
    report = json.loads((tmp_path / "out" / "report.json").read_text())["pagination"]
    assert report["added"] == 1
    assert len(report["moves"]) > 3
    assert "Where each page of the printed edition is now" in (tmp_path / "out" / "report.html").read_text()
    (printed / "manuscript" / "reader.toml").write_text(CONFIGURED.format(fail="true"))
    with pytest.raises(ProofFailed):
        build(printed, tmp_path / "other", diagnostics, Silent(), 1)
    assert diagnostics.errors[0].code == "L042"
    assert diagnostics.errors[0].location.line == 12
    assert {path.name for path in (tmp_path / "other").iterdir()} == {"report.html", "report.json"}


def test_the_pages_of_two_printings_are_compared_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_bytes(write(pagination(block("one two", 1), block("three", 2))))
    (tmp_path / "new.json").write_bytes(write(pagination(block("one two", 1), block("three", 3))))
    run = CliRunner()
    said = run.invoke(application(["pages"]), ["pages", str(tmp_path / "old.json"), str(tmp_path / "new.json")])
    assert said.stdout == "     1  1\n     2  3\n"
    assert "1 of 2 places kept, 1 moved, 0 gone" in said.stderr
    (tmp_path / "new.json").write_text("{}")
    broken = run.invoke(application(["pages"]), ["pages", str(tmp_path / "old.json"), str(tmp_path / "new.json")])
    assert (broken.exit_code, broken.stdout) == (1, "")
    assert "was not written by coursepack" in broken.stderr


def test_a_check_reads_the_lock(printed: Path) -> None:
    (printed / "pagination" / "2025.json").write_bytes(write(pagination(block("words of another book", 1))))
    diagnostics = Diagnostics()
    with pytest.raises(BuildFailed):
        check(printed, diagnostics, Silent())
    assert [item.code for item in diagnostics] == ["C031"]
