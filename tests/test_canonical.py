"""A chapter's canonical tree: structure and meaning, every element as docs/canonical.md says."""

from lxml import etree

from coursepack.anatomy import Kind, Matter
from coursepack.diagnostics import Location
from coursepack.document.canonical import canonical_tree
from coursepack.document.chapters import parse_chapter
from coursepack.document.markup import Element, of_class, text_of
from coursepack.document.numbering import Numbering
from coursepack.labels import read_labels
from coursepack.sources.files import SourceFile
from coursepack.sources.manuscript import Planned
from coursepack.theme import Theme

LABELS = read_labels(Theme(), "en-GB")


def tree(text: str, *, number: str = "3", kind: Kind = Kind.CHAPTER) -> Element:
    source = SourceFile("manuscript/03-doubters.md", text)
    plan = Planned(kind, Matter.BODY, 1, Location("manuscript/reader.toml"), "03-doubters.md", source, number=number)
    chapter, problems = parse_chapter(plan)
    assert problems == []
    assert chapter is not None
    return canonical_tree(chapter, [], LABELS)


def markup(element: Element | None) -> str:
    assert element is not None
    element.tail = None
    return " ".join(etree.tostring(element, encoding="unicode").split())


def test_the_opener_gathers_number_title_abstract_and_epigraph() -> None:
    root = tree(
        "# Silencing *the* doubters\n\n::: abstract\nShort.\n:::\n\n"
        "::: epigraph\n> Words.\n>\n> [Source]{.source}\n:::\n\nText.\n"
    )
    assert root.get("id") == "doubters"
    opener = root[0]
    assert [(e.tag, e.get("class")) for e in opener] == [
        ("p", "number"),
        ("h1", None),
        ("div", "abstract"),
        ("div", "epigraph"),
    ]
    assert text_of(opener[0]) == "Chapter 3"
    assert text_of(opener[1]) == "Silencing the doubters"
    assert opener.find(".//p[@class='source']").text == "Source"  # type: ignore[union-attr]
    assert opener.find("div[@class='abstract']/p").text == "Short."  # type: ignore[union-attr]


def test_an_id_and_a_short_title_can_be_typed() -> None:
    assert tree("# T {#mine short='S'}\n\nText.\n").get("id") == "mine"


def test_notes_are_numbered_by_call_and_stand_after_the_text() -> None:
    root = tree("# T\n\nOne.^[First.] Two.[^x]\n\n[^x]: Second.\n\n    Second paragraph.\n")
    calls = list(of_class(root, "noteref"))
    assert [markup(call) for call in calls] == [
        '<a class="noteref" id="doubters-call-1" href="#doubters-note-1">1</a>',
        '<a class="noteref" id="doubters-call-2" href="#doubters-note-2">2</a>',
    ]
    assert root[-1].get("class") == "notes"
    assert [text_of(note) for note in root.iter("aside")] == ["First.", "Second. Second paragraph."]
    assert [note.get("data-number") for note in root.iter("aside")] == ["1", "2"]


def test_sections_figures_and_tables_are_numbered_by_chapter() -> None:
    root = tree(
        "# T\n\n## A {#a}\n\nText.\n\n## B {.unnumbered}\n\nText.\n\n## C\n\n"
        '![Caption.](f.svg){#fig-f alt="Alt"}\n\n| x | y |\n|---|--:|\n| 1 | 2 |\n\nTable: Numbers {#tbl-n}\n'
    )
    names = Numbering(LABELS).number(root, Kind.CHAPTER, "3")
    assert names == {
        "a": "section\u00a03.1",
        "doubters-s3": "section\u00a03.2",
        "fig-f": "Figure\u00a03.1",
        "tbl-n": "Table\u00a03.1",
    }
    assert [text_of(heading) for heading in root.iter("h2")] == ["3.1 A", "B", "3.2 C"]
    assert text_of(root.find(".//figcaption")) == "Figure 3.1 Caption."  # type: ignore[arg-type]
    assert [(cell.tag, cell.get("scope"), cell.get("class")) for cell in root.iter("th")] == [
        ("th", "col", None),
        ("th", "col", "right"),
    ]


def test_verse_keeps_its_lines_and_indents() -> None:
    verse = next(of_class(tree("# T\n\n| One *line*\n|   and another\n|\n| A stanza\n"), "verse"))
    assert markup(verse) == (
        '<div class="verse"><p class="stanza"><span class="line">One <em>line</em></span><br/>'
        '<span class="line indent-2">and another</span></p><p class="stanza"><span class="line">A stanza</span></p></div>'
    )


def test_chinese_is_marked_wherever_the_author_did_not() -> None:
    root = tree("# T\n\nA term 冒进, *maojin*, and [跃进]{lang=zh-Hans}, [日本]{lang=ja}.\n")
    assert [(run.text, run.get("lang")) for run in root.iter("span") if run.get("lang")] == [
        ("冒进", "zh-Hans"),
        ("跃进", "zh-Hans"),
        ("日本", "ja"),
    ]
    assert text_of(root[1]) == "A term 冒进, maojin, and 跃进, 日本."


def test_questions_and_further_reading_get_their_headings() -> None:
    root = tree("# T\n\nText.\n\n::: questions\n1. Why?\n:::\n\n::: further-reading\n- A book.\n:::\n")
    assert [text_of(heading) for heading in root.iter("h2")] == ["Questions for discussion", "Further reading"]


def test_nothing_of_presentation_or_of_the_writer_is_left() -> None:
    root = tree(
        '# T\n\n![C](a.png){width=50% alt="A"}\n\n| a |\n|:-:|\n| b |\n\n[x]{style="color:red" onclick="y" custom=1}\n'
    )
    kept = {name for element in root.iter(etree.Element) for name in element.attrib}
    assert kept <= {"id", "class", "src", "alt", "scope"}


def test_line_breaks_and_spaces_survive() -> None:
    assert text_of(tree("# T\n\nA line\\\nbroken, and a\nsoft break.\n")[1]) == "A line broken, and a soft break."


def test_a_class_on_the_title_says_what_a_chapter_is_but_not_that_it_is_a_part() -> None:
    assert tree("# T {.colophon}\n\nText.\n", number="", kind=Kind.APPENDIX).get("class") == "colophon"
    assert tree("# T {.part}\n\nText.\n").get("class") == "chapter"


def test_an_image_alone_in_a_paragraph_is_a_figure_without_a_number() -> None:
    root = tree('# T\n\n![](a.png){alt="A"}\n\nWords ![](b.png){alt="B"} here.\n\n![Cap.](c.png){alt="C"}\n')
    Numbering(LABELS).number(root, Kind.CHAPTER, "3")
    lone, numbered = root.findall("figure")
    assert markup(lone) == '<figure><img src="a.png" alt="A"/></figure>'
    assert "Figure 3.1" in text_of(numbered)


def test_the_pages_of_a_facsimile_stay_what_they_are() -> None:
    root = tree('# T\n\n::: facsimile\n![](a.png){alt="A"}\n:::\n')
    assert list(root.iter("figure")) == []
