"""Lists kept as data stand where a chapter asks for them, as Markdown with all that it may hold."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from book_of import book_of, root_of, said_of
from effort import at_most

from coursepack.anatomy import Kind
from coursepack.document.lists import definitions
from coursepack.document.markup import of_class, text_of
from coursepack.sources.records import Record

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


def test_terms_are_sorted_by_the_rules_of_the_book_s_language(project: Make) -> None:
    terms = "".join(
        f"- {{term: {term}, text: x}}\n" for term in ("Zebra", "Ähre", "The Leap", "10 years", "2 years", "Öl")
    )
    text = "# T {#t}\n\n::: glossary\n:::\n"
    order = {}
    for language in ("en-GB", "sv"):
        reader = f'title = "T"\ndate = 2026-01-01\nlanguage = "{language}"\n[contents]\nchapters = ["one.md"]\n'
        files = {"manuscript/reader.toml": reader, "manuscript/one.md": text, "manuscript/glossary.yaml": terms}
        root = root_of(book_of(project(**files)), "t")
        order[language] = [text_of(term) for term in root.iter("dt")]
    assert order["en-GB"] == ["2 years", "10 years", "Ähre", "The Leap", "Öl", "Zebra"]
    assert order["sv"] == ["2 years", "10 years", "The Leap", "Zebra", "Ähre", "Öl"]


def test_a_chronology_is_chosen_by_place(project: Make) -> None:
    text = "# T {#t}\n\n::: {.chronology place=Lushan}\n:::\n"
    events = (
        "- {date: 1959-07, text: A conference., places: [Lushan, Jiangxi]}\n"
        "- {date: 1959-03, text: Another., places: Shanghai}\n"
    )
    files = {"manuscript/one.md": text, "manuscript/chronology.yaml": events}
    assert [text_of(event[1]) for event in of_class(root_of(book_of(project(**files)), "t"), "event")] == [
        "A conference."
    ]
    files["manuscript/one.md"] = text.replace("Lushan", "Lusan")
    assert said_of(project(**files)) == ["D013 manuscript/one.md:3"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_table_may_be_what_excel_calls_unicode_text(project: Make, encoding: str) -> None:
    table = "date\ttext\tpeople\n1959-07\tPeng 彭德怀 speaks.\tPeng\n".encode(encoding)
    files = {"manuscript/one.md": "# T {#t}\n\n::: chronology\n:::\n", "manuscript/chronology.csv": table}
    [event] = of_class(root_of(book_of(project(**files)), "t"), "event")
    assert text_of(event[1]) == "Peng 彭德怀 speaks."


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


def test_a_text_can_end_no_other(project: Make) -> None:
    chronology = """\
- date: 1957
  label: "A [day] in ]{.smallcaps} May"
  text: |
    Before.

    :::
    After it.
- date: 1958
  text: The next.
"""
    glossary = '- term: "grain [requisitioned]"\n  text: |\n    ::: questions\n    not a question\n'
    text = "# T {#t}\n\n::: chronology\n:::\n\n::: glossary\n:::\n"
    files = {"manuscript/chronology.yaml": chronology, "manuscript/glossary.yaml": glossary}
    root = root_of(book_of(project(manuscript__one_dot_md=text, **files)), "t")
    events = list(of_class(root, "event"))
    assert [text_of(event[0]) for event in events] == ["A [day] in ]{.smallcaps} May", "1958"]
    assert "::: After it." in text_of(events[0])
    assert text_of(events[1][1]) == "The next."
    assert [text_of(term) for term in root.iter("dt")] == ["grain [requisitioned]"]


def test_a_table_gives_the_same_book_as_a_tree(project: Make) -> None:
    table = (
        "\ufeffdate;text;label;people;tags;chapter;short\r\n"
        '1958-05;"The *Leap* begins; [@able2001, 5].";;Mao Zedong;a; first;\r\n'
        '1957;A pledge.;The year before;"Mao Zedong; Bo Yibo";steel;;\r\n'
    )
    text = "# T {#t}\n\n::: {.chronology person='Bo Yibo'}\n:::\n\n::: {.chronology from=1958}\n:::\n"
    reader = 'title = "T"\ndate = 2026-01-01\n[contents]\nchapters = ["one.md", "two.md"]\n'
    files = {
        "manuscript/chronology.csv": table,
        "manuscript/reader.toml": reader,
        "manuscript/two.md": "# First {#first}\n\nX.\n",
    }
    root = root_of(book_of(project(manuscript__one_dot_md=text, **files)), "t")
    events = list(of_class(root, "event"))
    assert [text_of(event) for event in events] == [
        "The year before A pledge.",
        "May 1958 The Leap begins;. (Chapter 2)",
    ]


def test_chronology_entries_below_their_years(project: Make) -> None:
    chronology = """\
- {date: "1958-05-17", text: a}
- {date: "1958", text: b}
- {date: "1958-11/1959-02", text: c}
- {date: "1958-05/1958-07", text: d}
- {date: "1959-22", text: e}
- {date: "1957-24", text: f}
- {date: "1958~", text: g}
- {date: "195X", text: h}
- {date: "../1956", text: i}
"""
    text = "# T {#t}\n\n## S\n\n::: {.chronology group=year}\n:::\n"
    root = root_of(book_of(project(manuscript__one_dot_md=text, manuscript__chronology_dot_yaml=chronology)), "t")
    [before] = [event for event in root.find(".//div[@class='chronology']") if event.get("class") == "event"]
    assert text_of(before[0]) == "Before 1956"
    groups = [
        (text_of(group[0]), [[text_of(part) for part in event] for event in group[1:]])
        for group in of_class(root, "period")
    ]
    assert groups == [
        ("1950s", [["h"]]),
        ("1957", [["Winter 1957–8", "f"]]),
        (
            "1958",
            [["b"], ["c. 1958", "g"], ["May–July", "d"], ["17 May", "a"], ["November 1958–February 1959", "c"]],
        ),
        ("1959", [["Summer", "e"]]),
    ]
    assert {group[0].tag for group in of_class(root, "period")} == {"h3"}


def test_chronology_entries_below_periods_of_the_data(project: Make) -> None:
    periods = """\
- {title: The *wager*, date: "1957/1958-04"}
- {title: Famine, date: "1958-11/1962"}
- {title: The Leap, date: "1958/1962"}
"""
    chronology = (
        "- {date: 1957, text: a}\n- {date: 1958-06, text: b}\n- {date: 1959, text: c}\n- {date: ../1957, text: d}\n"
    )
    reader = 'title = "T"\ndate = 2026-01-01\n[contents]\nopening = ["one.md"]\n'
    files = {
        "manuscript/periods.yaml": periods,
        "manuscript/reader.toml": reader,
        "manuscript/chronology.yaml": chronology,
    }
    text = "# T {#t}\n\n::: {.chronology group=period}\n:::\n"
    root = root_of(book_of(project(manuscript__one_dot_md=text, **files)), "t")
    groups = [(text_of(group[0]), [text_of(event[1]) for event in group[1:]]) for group in of_class(root, "period")]
    assert groups == [("The wager", ["d", "a"]), ("The Leap", ["b"]), ("Famine", ["c"])]
    assert {group[0].tag for group in of_class(root, "period")} == {"h2"}


def test_a_timeline_is_a_figure_with_its_entries_in_words(project: Make) -> None:
    text = "# T {#t}\n\nSee [](#fig-time).\n\n::: {.timeline #fig-time from=1957 to=1958}\nThe *two* years [@able2001].\n:::\n"
    chronology = CHRONOLOGY.replace("  tags: steel", "  short: Pledge 冒进").replace("  chapter: first\n", "")
    book = book_of(project(manuscript__one_dot_md=text, manuscript__chronology_dot_yaml=chronology))
    root = root_of(book, "t")
    [figure] = root.iter("figure")
    assert (figure.get("id"), text_of(next(figure.iter("figcaption")))) == ("fig-time", "Figure 1.1 The two years.")
    [image] = figure.iter("img")
    assert image.get("alt") == "Timeline from 1957 to 1958: 1957, Pledge 冒进; May 1958, The Leap begins."
    drawing = book.images[image.get("src", "")]
    assert drawing.media_type == "image/svg+xml"
    assert "Pledge 冒进" in drawing.data.decode()


def test_a_timeline_without_words_has_a_caption_all_the_same(project: Make) -> None:
    text = '# T {#t}\n\n::: {.timeline alt="Two things."}\n:::\n'
    chronology = CHRONOLOGY.replace("  chapter: first\n", "")
    root = root_of(book_of(project(manuscript__one_dot_md=text, manuscript__chronology_dot_yaml=chronology)), "t")
    assert text_of(next(root.iter("figcaption"))) == "Figure 1.1 Timeline, 1957 to 1958."
    assert next(root.iter("img")).get("alt") == "Two things."


def test_people_have_characters_and_dates(project: Make) -> None:
    people = """\
- {name: A, dates: 1898-10-24/1974-11-29, note: x}
- {name: B, dates: 1898/1974, chinese: 彭德怀, note: x}
- {name: C, dates: 1962/.., note: x}
- {name: D, dates: ../1974, note: x}
- {name: E, dates: 1870~/1941, note: x}
- {name: F, dates: fl. 1900, note: x}
"""
    root = root_of(
        book_of(project(manuscript__one_dot_md="# T {#t}\n\n::: people\n:::\n", manuscript__people_dot_yaml=people)),
        "t",
    )
    assert [text_of(term) for term in root.iter("dt")] == [
        "A (24 October 1898–29 November 1974)",
        "B 彭德怀 (1898–1974)",
        "C (b. 1962)",
        "D (d. 1974)",
        "E (c. 1870–1941)",
        "F (fl. 1900)",
    ]
    assert [span.text for span in root.iter("span") if span.get("lang") == "zh-Hans"] == ["彭德怀"]


def test_thousands_of_terms_of_one_name_have_ids_of_their_own_in_no_time():
    record = cast("Record", SimpleNamespace(text={"id": "", "term": "word"}.get))
    with at_most(3):
        ids = definitions._ids([record] * 20_000, Kind.GLOSSARY, "term")
    assert (ids[1].removeprefix(ids[0]), ids[-1].removeprefix(ids[0])) == ("-2", "-20000")
    assert len(set(ids)) == 20_000
