"""Chapters that no author should write: each is built, or refused with a diagnostic, in bounded time and without a traceback."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from book_of import book_of, root_of, said_of
from conftest import READER
from effort import at_most
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from coursepack import pandoc
from coursepack.anatomy import Kind, Matter
from coursepack.diagnostics import Diagnostics, Location
from coursepack.document.canonical import canonical_tree
from coursepack.document.chapters import parse_chapter
from coursepack.document.markup import text_of
from coursepack.errors import ToolFailed
from coursepack.labels import read_labels
from coursepack.pipeline import build
from coursepack.progress import Silent
from coursepack.sources.files import SourceFile
from coursepack.sources.manuscript import Planned
from coursepack.theme import Theme

Make = Callable[..., Path]


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("L", (8, 8)).save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (">" * 300 + " x", "M020"),
        (">" * 21 + " x", "M020"),
        (">" * 3000 + " x", "M014"),
        ("$" + r"\frac{1}{" * 40 + "x" + "}" * 40 + "$", "M020"),
        ("$" + r"\sqrt" * 400 + " x$", "M020"),
        ("$" + r"\left(" * 300 + "x" + r"\right)" * 300 + "$", "M020"),
        ("".join("  " * level + "- x\n" for level in range(80)), "M020"),
        ("".join("  " * level + "- x\n" for level in range(21)), "M020"),
        ("::: x\n" * 200 + "Words.\n" + ":::\n" * 200, "M020"),
        ("*a **b " * 300 + "x" + "** *" * 300, "M014"),
    ],
    ids=[
        "quotations",
        "one quotation too many",
        "thousands of quotations",
        "fractions",
        "roots",
        "brackets",
        "lists",
        "one list too many",
        "divs",
        "emphasis",
    ],
)
def test_markup_deep_within_itself_is_refused(project: Make, text: str, code: str) -> None:
    assert [said.split(":")[0] for said in said_of(project(manuscript__one_dot_md=f"# T\n\n{text}\n"))] == [
        f"{code} manuscript/one.md"
    ]


@pytest.mark.parametrize(
    "text",
    ["[" * 30_000, "[" * 9 + "a" + "]" * 9, "[a\nb " * 9, "^[" * 9, "![" * 9, "> [a\n" * 9, "[@able2001, " * 9],
    ids=["open", "closed", "over lines", "notes", "images", "quoted", "citations"],
)
def test_brackets_that_would_take_pandoc_minutes_are_refused_in_their_line(project: Make, text: str) -> None:
    with at_most(8):
        said = said_of(project(manuscript__one_dot_md=f"# T\n\nWords.\n\n{text}\n"))
    assert said[0].startswith("M020 manuscript/one.md:")
    assert said[0].rpartition(":")[2] in ("5", "6", "8", "9", "10", "11")


@pytest.mark.parametrize(
    "text",
    [
        "The intervals " + "$[0, 1)$, " * 9 + "and so on.",
        "`" + "[" * 9 + "`",
        "```\n" + "[" * 9 + "\n```",
        r"\[" * 9,
        "[a\n\n" * 9,
        "^[A [*note*]{.smallcaps} [see [@able2001]]]",
        "<!-- " + "[" * 9 + " -->",
    ],
    ids=["intervals", "code", "block of code", "escaped", "paragraphs", "ordinary", "comment"],
)
def test_brackets_that_are_only_signs_are_text(project: Make, text: str) -> None:
    assert said_of(project(manuscript__one_dot_md=f"# T\n\n{text}\n")) == []


BOMB = r"\newcommand{\a}{xxxxxxxxxx}" + "".join(
    rf"\newcommand{{\{chr(98 + step)}}}{{" + rf"\{chr(97 + step)}" * 10 + "}" for step in range(9)
)


@pytest.mark.parametrize(
    "formula",
    [
        BOMB + r"\j",
        r"\def\a{x}\a",
        r"\begin{matrix}" + r"\\".join(["&".join("1" * 60)] * 60) + r"\end{matrix}",
        "a+" * 1500,
    ],
    ids=["commands that double", "a command", "matrix", "row"],
)
def test_a_formula_that_would_fill_memory_or_hours_is_refused_in_its_line(project: Make, formula: str) -> None:
    with at_most(8):
        said = said_of(project(manuscript__one_dot_md=f"# T\n\nWords [@able2001].\n\nHere ${formula}$.\n"))
    assert said == ["M016 manuscript/one.md:5"]


@pytest.mark.parametrize(
    "text",
    [
        ">" * 20 + " Words.",
        "".join("  " * level + "- Words.\n" for level in range(20)),
        "::: x\n" * 40 + "Words.\n" + ":::\n" * 40,
        "*" * 10_000,
        "a" * 200_000,
        "word " * 50_000,
        "x^a~b" * 300,
        "| a |\n" * 500,
        "\\" * 999,
        "`" * 999,
        ":" * 100_000,
        "Words.\u202e\u200b\ufeff\u00ad",
    ],
    ids=range(12),
)
def test_what_is_only_odd_is_built(project: Make, text: str) -> None:
    with at_most(20):
        assert said_of(project(manuscript__one_dot_md=f"# T\n\n{text}\n")) == []


SMALLEST = '\n[page]\nsize = "70 x 70 mm"\n[editions]\nscreen = false\ncover = false\n'


def test_lists_and_quotations_as_deep_as_allowed_are_built_on_the_smallest_page(project: Make, tmp_path: Path) -> None:
    words = "- Words of which there are more than one line holds.\n"
    lists = "".join("    " * level + words for level in range(20))
    terms = "".join(f"{'    ' * level}word\n\n{'    ' * level}:   Words.\n\n" for level in range(10))
    text = f"# T\n\n{lists}\n<!-- -->\n\n{'>' * 20} Words [@able2001].\n\n{terms}"
    diagnostics = Diagnostics()
    folder = project(manuscript__one_dot_md=text, manuscript__reader_dot_toml=READER + SMALLEST)
    built = build(folder, tmp_path / "out", diagnostics, Silent(), workers=1)
    assert [(item.code, item.message) for item in diagnostics] == []
    assert built.pages > 10


def test_a_chapter_that_pandoc_cannot_finish_is_refused(project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "_SECONDS_TO_PARSE", 1)
    with at_most(20):
        text = "# T\n\nWords.\n\n" + "[a](" * 3000
        assert said_of(project(manuscript__one_dot_md=text)) == ["M014 manuscript/one.md:5"]


def table_of(rows: int, columns: int) -> str:
    head = "|" + "|".join(["head"] * columns) + "|\n|" + "|".join(["-"] * columns) + "|\n"
    return head + ("|" + "|".join(["a"] * columns) + "|\n") * rows


def test_a_table_that_no_book_has_room_for_is_refused_in_its_line(project: Make) -> None:
    text = f"# T {{#t}}\n\nWords [@able2001].\n\n{table_of(201, 100)}"
    with at_most(20):
        assert said_of(project(manuscript__one_dot_md=text)) == ["M028 manuscript/one.md:5"]


def test_a_long_table_is_set(project: Make) -> None:
    assert said_of(project(manuscript__one_dot_md=f"# T {{#t}}\n\nWords [@able2001].\n\n{table_of(500, 3)}")) == []


def test_a_thousand_headings_of_the_same_mistake_are_told_in_the_time_of_one(project: Make) -> None:
    text = "# T {#t}\n\n" + "## Words {#same}\n\nWords.\n\n" * 1000 + "## \n\nWords.\n\n" * 1000
    with at_most(10):
        said = said_of(project(manuscript__one_dot_md=text))
    assert len(said) == 1000


def test_a_tool_that_takes_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "_SECONDS_TO_PARSE", 0.001)
    monkeypatch.setattr(pandoc, "_BOUNDED", ("/bin/sh", "-c", "sleep 10"))
    with pytest.raises(ToolFailed, match=r"more than 0\.01 seconds"):
        pandoc.parse("x")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# ^[A note.]\n\nx", "M010"),
        ("# [@able2001]\n\nx", "M010"),
        ("# ![alt](a.png)\n\nx", "M010"),
        ("# {#id}\n\nx", "M010"),
        ("# &nbsp;\n\nx", "M010"),
        ("# []{.index entry=a}\n\nx", "M010"),
        ("% Title\n\n# T\n\nx", "M010"),
        ("# T\n\n## ![alt](a.png)\n\nx", "M023"),
    ],
)
def test_a_title_has_words(project: Make, text: str, code: str) -> None:
    said = said_of(project(manuscript__one_dot_md=text, **{"manuscript/a.png": picture()}))
    assert [one.split()[0] for one in said] == [code]


def test_citations_are_resolved_wherever_they_stand(project: Make) -> None:
    text = """\
---
short: T
---

# Title^[About [@able2001, 1].] {#t}

::: abstract
Abstract.^[In the abstract [@able2001, 2].]
:::

::: epigraph
> Words.
>
> [Source [@able2001, 3]]{.source}
:::

## Section [@able2001, 4]

![Caption [@able2001, 5].](a.png){alt="See [@able2001]."}

| Head [@able2001, 7] |
|---------------------|
| Cell [@able2001, 8] |

Table: Table caption [@able2001, 6], which is printed above.

[A link [@able2001, 9]](https://example.org), [a term [@able2001, 10]]{.term}, a list:

- item [@able2001, 11]

Term
:   meaning [@able2001, 12]

| verse [@able2001, 13]
"""
    book = book_of(project(manuscript__one_dot_md=text, **{"manuscript/a.png": picture()}))
    root = root_of(book, "t")
    notes = [text_of(note) for note in root.iter("aside")]
    assert len(notes) == 13
    for number, note in enumerate(notes, 1):
        assert f" {number}." in note or f" {number})" in note or note.endswith(f"{number}."), note
    assert "@" not in "".join(root.itertext())
    contents = root_of(book, "contents")
    assert "Title" in text_of(contents)
    assert "Able" not in text_of(contents)


def test_empty_divs_leave_no_trace_of_words(project: Make) -> None:
    divs = "".join(f"::: {name}\n:::\n\n" for name in ("abstract", "epigraph", "questions", "further-reading", "x"))
    root = root_of(book_of(project(manuscript__one_dot_md=f"# T {{#t}}\n\n{divs}Text.\n")), "t")
    assert text_of(root) == "Chapter 1T Text. Questions for discussion Further reading"


def test_boxes_of_a_list_of_tasks_are_the_signs_that_were_typed(project: Make) -> None:
    root = root_of(book_of(project(manuscript__one_dot_md="# T {#t}\n\n- [x] Done\n- [ ] Open\n")), "t")
    assert [text_of(item) for item in root.iter("li")] == ["[x] Done", "[ ] Open"]
    assert not list(root.iter("input", "label"))


def test_a_picture_whose_name_has_a_space_is_found(project: Make) -> None:
    folder = project(
        manuscript__one_dot_md='# T {#t}\n\n![C.](<my figures/bild ü.png>){alt="A"}\n',
        **{"manuscript/my figures/bild ü.png": picture()},
    )
    book = book_of(folder)
    assert list(book.images) == ["my figures/bild ü.png"]
    assert [image.get("src") for image in root_of(book, "t").iter("img")] == ["my figures/bild ü.png"]


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_and_signatures_make_no_difference(project: Make, line_end: str) -> None:
    plain = (project() / "manuscript/one.md").read_text()
    before = text_of(root_of(book_of(project()), "first"))
    spoilt = b"\xef\xbb\xbf" + plain.replace("\n", line_end).encode()
    assert text_of(root_of(book_of(project(manuscript__one_dot_md=spoilt)), "first")) == before


def test_two_files_of_one_name_are_told_apart_by_their_ids(project: Make) -> None:
    reader = 'title = "T"\ndate = 2026-01-01\n[contents]\nchapters = ["one.md", "more/one.md"]\n'
    files = {"manuscript/reader.toml": reader, "manuscript/one.md": "# One\n\nx\n"}
    assert said_of(project(**files, **{"manuscript/more/one.md": "# Two\n\nx\n"})) == ["X002 manuscript/more/one.md:1"]
    assert said_of(project(**files, **{"manuscript/more/one.md": "# Two {#two}\n\nx\n"})) == []


@pytest.mark.parametrize("name", ["t-note-1", "t-call-1", "ix-1", "ref-able2001", "contents", "t-notes"])
def test_ids_that_the_build_uses_itself_are_refused(project: Make, name: str) -> None:
    reader = 'title = "T"\ndate = 2026-01-01\n[contents]\nchapters = ["one.md"]\n'
    text = f"# T {{#t}}\n\nText [@able2001] on [steel]{{.index}}.\n\n## S {{#{name}}}\n\nx\n"
    said = said_of(project(manuscript__reader_dot_toml=reader, manuscript__one_dot_md=text))
    assert [one.split()[0] for one in said] == ["X002"]


def test_metadata_blocks_and_title_blocks_within_a_chapter_are_text(project: Make) -> None:
    book = book_of(project(manuscript__one_dot_md="# T {#t}\n\nText.\n\n---\nkey: value\n---\n\nMore.\n"))
    assert "key: value" in text_of(root_of(book, "t"))


def test_a_title_of_the_yaml_block_is_markdown_on_one_line(project: Make) -> None:
    book = book_of(project(manuscript__one_dot_md="---\ntitle: |\n  The *great*\n\n  leap\nid: t\n---\n\nText.\n"))
    assert text_of(root_of(book, "t")[0]) == "Chapter 1The great leap"


def test_mathematics_comments_and_entities_do_not_break_the_tree(project: Make) -> None:
    text = "# T {#t}\n\na <!-- b -- c --> d &lt; e &amp; &#x4e2d; &nbsp; $x < y$ `<b>`\n\n<!--\n::: note\n-->\n"
    assert "a d < e & 中" in text_of(root_of(book_of(project(manuscript__one_dot_md=text)), "t"))


def parse_or_refuse(text: str) -> int:
    """Parse a chapter as far as its tree; the number of findings."""
    source = SourceFile("manuscript/one.md", text)
    plan = Planned(Kind.CHAPTER, Matter.BODY, 1, Location("manuscript/reader.toml"), "one.md", source, number="1")
    chapter, problems = parse_chapter(plan)
    if chapter is not None and not problems:
        assert canonical_tree(chapter, [], read_labels(Theme(), "en-GB")).tag == "section"
    return len(problems)


MARKS = st.sampled_from(
    "[ ] ( ) { } {.index} {.term} {#a} ^[ [^a] [^a]:_ * ** ` $ | >_ -_ :::_x ::: ¶ ¶¶ #_ ##_ ![ ](a) [@a] < > & \\ --- ____ 1._ "
    "word_ 冒".replace("¶", "\n").split(" ")
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MARKS, max_size=40).map(lambda marks: "".join(marks).replace("_", " ")))
def test_any_row_of_markup_is_parsed_or_refused(text: str) -> None:
    assert parse_or_refuse(f"# T\n\n{text}\n") >= 0
