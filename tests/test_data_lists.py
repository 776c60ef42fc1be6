"""Lists kept as data stand where a chapter asks for them, as Markdown with all that it may hold."""

from collections.abc import Callable
from pathlib import Path

from book_of import book_of, root_of, said_of

from coursepack.anatomy import Kind
from coursepack.document.markup import of_class, text_of

Make = Callable[..., Path]
PEOPLE = """\
- name: Mao Zedong
  chinese: 毛泽东
  dates: 1893--1976
  note: Chairman [@able2001].
- name: J. V. Stalin
  sort: Stalin
  id: stalin
  note: |
    General Secretary.

    A second paragraph.
- name: Bo Yibo
  note: Planner.
"""
CHRONOLOGY = """\
- date: 1958-05
  text: The *Leap* begins [@able2001, 5].
  chapter: first
- date: 1957
  label: The year before
  text: A pledge.
  tags: steel
"""


def test_people_are_sorted_as_a_reader_looks_them_up(project: Make) -> None:
    book = book_of(
        project(manuscript__one_dot_md="# T {#t}\n\n::: people\n:::\n\n[](#t)\n", manuscript__people_dot_yaml=PEOPLE)
    )
    root = root_of(book, "t")
    assert [text_of(term) for term in root.iter("dt")] == ["Bo Yibo", "Mao Zedong 毛泽东 (1893–1976)", "J. V. Stalin"]
    assert [len(list(meaning.iter("p"))) for meaning in root.iter("dd")][-1] == 2
    assert len(list(root.iter("aside"))) == 1


def test_an_id_of_a_record_can_be_referred_to(project: Make) -> None:
    text = "# T {#t}\n\nSee [Stalin](#stalin).\n\n::: people\n:::\n"
    root = root_of(book_of(project(manuscript__one_dot_md=text, manuscript__people_dot_yaml=PEOPLE)), "t")
    [target] = [element for element in root.iter("span") if element.get("id") == "stalin"]
    assert text_of(target) == "J. V. Stalin"


def test_a_chronology_has_dates_in_words_and_names_other_chapters(project: Make) -> None:
    reader = 'title = "T"\ndate = 2026-01-01\n[contents]\nopening = ["chronology"]\nchapters = ["one.md"]\n'
    text = "# T {#first}\n\n::: {.chronology from=1958}\n:::\n"
    files = {"manuscript/reader.toml": reader, "manuscript/one.md": text, "manuscript/chronology.yaml": CHRONOLOGY}
    book = book_of(project(**files))
    assert [text_of(event[1]) for event in of_class(root_of(book, "first"), "event")] == ["The Leap begins."]
    events = list(of_class(root_of(book, "chronology"), "event"))
    assert [text_of(event[0]) for event in events] == ["The year before", "May 1958"]
    assert text_of(events[1][1]) == "The Leap begins. (Chapter 1)"
    assert events[1].find(".//em") is not None


def test_a_part_of_a_chronology(project: Make) -> None:
    text = "# T {#first}\n\n::: {.chronology tag=steel}\n:::\n\n::: {.chronology from=1958 to=1959}\n:::\n"
    root = root_of(book_of(project(manuscript__one_dot_md=text, manuscript__chronology_dot_yaml=CHRONOLOGY)), "first")
    assert [text_of(event[0]) for event in of_class(root, "event")] == ["The year before", "May 1958"]


def test_a_chapter_that_holds_a_list_is_of_its_kind(project: Make) -> None:
    reader = 'title = "T"\ndate = 2026-01-01\n[contents]\nopening = ["one.md", "glossary"]\n'
    book = book_of(
        project(
            manuscript__reader_dot_toml=reader,
            manuscript__one_dot_md="# Dates {#first}\n\nWords before it.\n\n::: chronology\n:::\n",
            manuscript__chronology_dot_yaml=CHRONOLOGY,
            manuscript__glossary_dot_yaml="- term: work points\n  text: A day's labour.\n",
        )
    )
    kinds = {section.id: section.kind for section in book.sections}
    assert (kinds["first"], kinds["glossary"]) == (Kind.CHRONOLOGY, Kind.GLOSSARY)


def test_mistakes_are_named_in_the_data_file_at_their_lines(project: Make) -> None:
    chronology = "- date: 1958\n  text: a\n- date: 1959\n  text: A [@nobody] and [](#gone) and <b>.\n"
    text = "# T\n\n::: chronology\n:::\n"
    first = said_of(project(manuscript__one_dot_md=text, manuscript__chronology_dot_yaml=chronology))
    assert first == ["M012 manuscript/chronology.yaml:4", "K001 manuscript/chronology.yaml:4"]
    chronology = "- date: 1958\n  text: a\n- date: 1959\n  text: A [](#gone).\n"
    second = said_of(project(manuscript__one_dot_md=text, manuscript__chronology_dot_yaml=chronology))
    assert second == ["X001 manuscript/chronology.yaml:4"]


def test_a_list_without_its_file_is_reported_where_it_is_asked_for(project: Make) -> None:
    assert said_of(project(manuscript__one_dot_md="# T\n\nText.\n\n::: glossary\n:::\n")) == [
        "M001 manuscript/one.md:5"
    ]
